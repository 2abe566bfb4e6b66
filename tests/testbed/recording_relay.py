"""A relay between a client and the API server that ends TLS on both sides and keeps every byte.

    with RecordingRelay(directory) as relay:
        user = ns.user("edit", token=True, server=relay.url)  # a client certificate would end at the relay
        ...
    assert not relay.find("s3cret")
"""

import asyncio
import base64
import http.client
import io
import json
import ssl
import threading
import zlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from testbed import API, CA


@dataclass(frozen=True)
class Response:
    connection: int
    status: int
    headers: dict  # names in lower case
    body: bytes  # without chunking and compression


class RecordingRelay:
    def __init__(self, directory: Path, upstream: str = API):
        self._directory = Path(directory)
        self._upstream = urlsplit(upstream)
        self._connections = 0
        self._handlers = set()
        self._writers = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self):
        self._directory.mkdir(parents=True, exist_ok=True)
        self._thread.start()
        listening = asyncio.run_coroutine_threadsafe(self._listen(), self._loop)
        self._server = listening.result(10)
        self.url = f"https://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(CA.with_name("relay.crt"), CA.with_name("relay.key"))
        context.set_alpn_protocols(["http/1.1"])
        return await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=context)

    async def _close(self):
        self._server.close()
        for writer in self._writers:
            writer.close()
        if self._handlers:
            await asyncio.wait(self._handlers)

    async def _serve(self, client_reader, client_writer):
        self._connections += 1
        self._handlers.add(asyncio.current_task())
        record = self._directory / f"{self._connections:04}"
        context = ssl.create_default_context(cafile=CA)
        context.set_alpn_protocols(["http/1.1"])
        port = self._upstream.port or 443
        server_reader, server_writer = await asyncio.open_connection(self._upstream.hostname, port, ssl=context)
        self._writers |= {server_writer, client_writer}
        sent = asyncio.create_task(_copy(client_reader, server_writer, record.with_suffix(".request")))
        received = asyncio.create_task(_copy(server_reader, client_writer, record.with_suffix(".response")))
        # TLS knows no half-closed connection: when one side ends, both do.
        await asyncio.wait({sent, received}, return_when=asyncio.FIRST_COMPLETED)
        server_writer.close()
        client_writer.close()
        await asyncio.gather(sent, received, return_exceptions=True)

    def requests(self) -> list[bytes]:
        """The bytes that each connection's client sent."""
        return [path.read_bytes() for path in sorted(self._directory.glob("*.request"))]

    def responses(self) -> list[Response]:
        """Every response so far, also the unfinished ones."""
        paths = sorted(self._directory.glob("*.response"))
        return [response for path in paths for response in _parse(int(path.stem), path.read_bytes())]

    def find(self, secret: str | bytes) -> list[str]:
        """Where responses hold a secret: as it is, escaped as JSON, or within base64 once or twice."""
        needles = _disguises(secret.encode() if isinstance(secret, str) else secret)
        raw = [(path.name, path.read_bytes()) for path in sorted(self._directory.glob("*.response"))]
        decoded = [(f"connection {r.connection}, status {r.status}", r.body) for r in self.responses()]
        return [place for place, content in raw + decoded if any(needle in content for needle in needles)]


async def _copy(reader, writer, path: Path) -> None:
    with path.open("wb", buffering=0) as record:
        while data := await reader.read(65536):
            record.write(data)
            writer.write(data)
            await writer.drain()


class _Stream(io.BytesIO):
    """A socket of recorded bytes, whose file outlives each response read from it."""

    def makefile(self, *_):
        return self

    def close(self):
        pass


def _parse(connection: int, recorded: bytes):
    stream = _Stream(recorded)
    while stream.tell() < len(recorded):
        start = stream.tell()
        response = http.client.HTTPResponse(stream)
        try:
            response.begin()
        except http.client.HTTPException:
            # What follows an upgrade is no HTTP.
            yield Response(connection, 0, {}, recorded[start:])
            return
        try:
            body = response.read()
        except http.client.IncompleteRead as error:
            body = error.partial
        headers = {name.lower(): value for name, value in response.getheaders()}
        if headers.get("content-encoding") == "gzip":
            body = zlib.decompressobj(wbits=31).decompress(body)
        yield Response(connection, response.status, headers, body)


def _disguises(secret: bytes) -> set[bytes]:
    escaped = {json.dumps(secret.decode(errors="replace"), ensure_ascii=ascii)[1:-1].encode() for ascii in (True, False)}
    once = {secret, *escaped}
    for _ in range(2):
        once |= {part for text in once for part in _base64_parts(text)}
    return once


def _base64_parts(text: bytes) -> set[bytes]:
    """What of a text's base64 is the same whatever surrounds it, for each of the three ways it may lie.

    Too short a part would be found by chance.
    """
    parts = set()
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + text)
        first = -(-offset * 8 // 6)
        last = (offset + len(text)) * 8 // 6
        if last - first >= 6:
            parts.add(encoded[first:last])
    return parts
