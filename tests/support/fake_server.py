"""A small HTTP(S) server for unit tests: scripted by path, led on by further requests.

usage: fake_server.py [CERT KEY [CLIENT_CA]]     prints its port; ends when its standard input does
"""

import asyncio
import gzip
import json
import os
import ssl
import sys
from urllib.parse import parse_qs, urlsplit

gates = {}


def gate(name):
    return gates.setdefault(name, asyncio.Semaphore(0))


class Exchange:
    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    async def read(self):
        line = (await self.reader.readline()).decode()
        if not line:
            return False
        self.method, self.target, _ = line.split(" ")
        self.headers = {}
        while (line := (await self.reader.readline()).decode().strip()) != "":
            name, value = line.split(":", 1)
            self.headers.setdefault(name.lower(), []).append(value.strip())
        length = int(self.headers.get("content-length", ["0"])[0])
        self.body = await self.reader.readexactly(length)
        url = urlsplit(self.target)
        self.path = url.path
        self.name = parse_qs(url.query).get("name", [""])[0]
        return True

    async def reply(self, body, status="200 OK", headers=()):
        head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
        self.writer.write("\r\n".join(head).encode() + b"\r\n\r\n")
        if self.method != "HEAD":
            self.writer.write(body)
        await self.writer.drain()

    async def chunk(self, data):
        self.writer.write(b"%x\r\n%s\r\n" % (len(data), data))
        await self.writer.drain()

    async def begin_stream(self):
        self.writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")

    async def echo(self):
        tls = self.writer.get_extra_info("ssl_object")
        peer = tls.getpeercert() if tls else None
        subject = dict(x[0] for x in peer["subject"]) if peer else {}
        answer = {
            "method": self.method,
            "target": self.target,
            "headers": self.headers,
            "body": self.body.decode(),
            "client": subject.get("commonName", ""),
            "sni": getattr(tls, "kscan_name", None) if tls else None,
            "tls": tls.version() if tls else None,
        }
        await self.reply(json.dumps(answer).encode())

    async def stream(self):
        """Two chunks; before the second and before the end a /go has to come."""
        await self.begin_stream()
        await self.chunk(b"first of " + self.name.encode() + b"\n")
        await gate(self.name).acquire()
        await self.chunk(b"second of " + self.name.encode() + b"\n")
        await gate(self.name).acquire()
        await self.chunk(b"")

    async def handle(self):
        if self.path == "/echo":
            await self.echo()
        elif self.path == "/stream":
            await self.stream()
        elif self.path == "/go":
            gate(self.name).release()
            await self.reply(b"gone")
        elif self.path == "/refuse":
            await self.reply(b"no", "401 Unauthorized")
        elif self.path == "/gzip":
            await self.reply(gzip.compress(b"expanded"), headers=["Content-Encoding: gzip"])
        elif self.path == "/redirect":
            await self.reply(b"", "302 Found", ["Location: /echo"])
        elif self.path == "/silent":
            await gate("silent").acquire()
        elif self.path == "/cut":
            await self.begin_stream()
            await self.chunk(b"half\n")
            self.writer.transport.abort()
        elif self.path == "/gibberish":
            self.writer.write(b"this is no http\r\n\r\n")
            self.writer.transport.close()


async def serve(reader, writer):
    try:
        exchange = Exchange(reader, writer)
        while await exchange.read():
            await exchange.handle()
    except UnicodeDecodeError:  # TLS where plain HTTP is spoken; Go's server answers the same
        writer.write(b"HTTP/1.0 400 Bad Request\r\n\r\n")
    except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
        pass
    finally:
        writer.close()


def context(cert, key, client_ca=None):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(cert, key)
    if client_ca:
        tls.load_verify_locations(client_ca)
        tls.verify_mode = ssl.CERT_REQUIRED

    def remember(socket, name, _):
        socket.kscan_name = name

    tls.sni_callback = remember
    return tls


async def main(arguments):
    tls = context(*arguments) if arguments else None
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    os._exit(0)  # streams may be open that nobody will lead on


asyncio.run(main(sys.argv[1:]))
