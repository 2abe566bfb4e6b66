"""A small HTTP(S) server and proxy for unit tests: scripted by path, led on by further requests.

usage: fake_server.py [--http2] [--login USER:PASSWORD] [CERT KEY [CLIENT_CA]]
  prints its port; ends when its standard input does
  --http2   offers HTTP/2 besides HTTP/1.1 (needs python3-h2)
  --login   of its proxy side: CONNECT, and requests for whole URLs

/fault/NAME/..., /fault/NAMExN/... (only the first N requests): see fake_faults.py.
"""

import argparse
import asyncio
import base64
import gzip
import json
import os
import ssl
import sys
from urllib.parse import parse_qs, urlsplit

import fake_faults

gates = {}
stats = {"connections": 0, "proxied": [], "requests": {}}
settings = None


def gate(name):
    return gates.setdefault(name, asyncio.Semaphore(0))


class Exchange:
    """One request and its answer. HTTP/2 replaces how bytes are written, and nothing else."""

    version = "1.1"

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    async def read(self):
        line = (await self.reader.readline()).decode()
        if not line:
            return False
        method, target, _ = line.split(" ")
        headers = {}
        while (line := (await self.reader.readline()).decode().strip()) != "":
            name, value = line.split(":", 1)
            headers.setdefault(name.lower(), []).append(value.strip())
        length = int(headers.get("content-length", ["0"])[0])
        self.take(method, target, headers, await self.reader.readexactly(length))
        return True

    def take(self, method, target, headers, body):
        self.method, self.target, self.headers, self.body = method, target, headers, body
        url = urlsplit(target)
        self.path = url.path
        self.query = {name: values[0] for name, values in parse_qs(url.query).items()}
        self.name = self.query.get("name", "")

    def header(self, name):
        return self.headers.get(name, [""])[0]

    async def raw(self, data):
        self.writer.write(data)
        await self.writer.drain()

    async def reply(self, body, status="200 OK", headers=()):
        head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
        await self.raw("\r\n".join(head).encode() + b"\r\n\r\n")
        if self.method != "HEAD":
            await self.raw(body)

    async def begin_stream(self):
        await self.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")

    async def chunk(self, data):
        await self.raw(b"%x\r\n%s\r\n" % (len(data), data))

    async def end_stream(self):
        await self.raw(b"0\r\n\r\n")

    async def abort(self):
        self.writer.transport.abort()

    async def echo(self):
        tls = self.writer.get_extra_info("ssl_object")
        peer = tls.getpeercert() if tls else None
        subject = dict(x[0] for x in peer["subject"]) if peer else {}
        answer = {
            "method": self.method,
            "target": self.target,
            "version": self.version,
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
        await self.end_stream()

    async def large(self):
        """size=N bytes, each 64 KiB of which begin with their number."""
        await self.begin_stream()
        left, number = int(self.query["size"]), 0
        while left > 0:
            block = (b"%07d\n" % number).ljust(65536, b".")[:left]
            await self.chunk(block)
            left, number = left - len(block), number + 1
        await self.end_stream()

    async def only(self):
        """200 for authorization=VALUE or the client certificate's name, else 401."""
        tls = self.writer.get_extra_info("ssl_object")
        peer = tls.getpeercert() if tls else None
        subject = dict(x[0] for x in peer["subject"]) if peer else {}
        wanted = self.name
        if wanted in (self.header("authorization"), subject.get("commonName")):
            await self.echo()
        else:
            await self.reply(b"who are you?", "401 Unauthorized")

    async def handle(self):
        stats["requests"][self.target] = stats["requests"].get(self.target, 0) + 1
        if self.method == "CONNECT" or "://" in self.target:
            stats["proxied"].append({"target": self.target, "headers": self.headers})
            if not await self.let_in():
                return False
        if self.method == "CONNECT":
            await self.tunnel()
            return False
        if self.path.startswith("/fault/"):
            return await fake_faults.handle(self)
        await self.serve()
        return True

    async def serve(self):
        if self.path == "/echo":
            await self.echo()
        elif self.path == "/stream":
            await self.stream()
        elif self.path == "/large":
            await self.large()
        elif self.path == "/only":
            await self.only()
        elif self.path == "/go":
            gate(self.name).release()
            await self.reply(b"gone")
        elif self.path == "/stats":
            await self.reply(json.dumps(stats).encode())
        elif self.path == "/refuse":
            await self.reply(b"no", "401 Unauthorized")
        elif self.path == "/gzip":
            if "gzip" in self.header("accept-encoding"):
                await self.reply(gzip.compress(b"expanded"), headers=["Content-Encoding: gzip"])
            else:
                await self.reply(b"plain")
        elif self.path == "/redirect":
            await self.reply(b"", "302 Found", ["Location: /echo"])
        elif self.path == "/silent":
            await gate("silent").acquire()
        elif self.path == "/cut":
            await self.begin_stream()
            await self.chunk(b"half\n")
            await self.abort()
        elif self.path == "/gibberish":
            await self.raw(b"this is no http\r\n\r\n")
            self.writer.transport.close()
        else:
            await self.reply(b"", "404 Not Found")

    async def let_in(self):
        if not settings.login:
            return True
        wanted = "Basic " + base64.b64encode(settings.login.encode()).decode()
        if self.header("proxy-authorization") == wanted:
            return True
        challenge = 'Proxy-Authenticate: Basic realm="fake"'
        await self.reply(b"", "407 Proxy Authentication Required", [challenge])
        return False

    async def tunnel(self):
        """Hosts named after a status get that instead."""
        host, _, port = self.target.rpartition(":")
        refusals = {"forbidden": "403 Forbidden", "gone": "502 Bad Gateway", "slow": "504 Gateway Timeout"}
        name = host.removesuffix(".example")
        if name in refusals:
            await self.reply(b"", refusals[name])
        elif name == "cut":
            await self.abort()
        else:
            reader, writer = await asyncio.open_connection(host, int(port))
            await self.raw(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await asyncio.gather(pump(self.reader, writer), pump(reader, self.writer))


async def pump(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except (ConnectionError, ssl.SSLError):
        pass
    finally:
        writer.close()


async def serve(reader, writer):
    stats["connections"] += 1
    try:
        tls = writer.get_extra_info("ssl_object")
        if tls and tls.selected_alpn_protocol() == "h2":
            import fake_http2

            return await fake_http2.serve(reader, writer, Exchange)
        exchange = Exchange(reader, writer)
        while await exchange.read():
            if not await exchange.handle():
                break
    except UnicodeDecodeError:  # TLS where plain HTTP is spoken; Go's server answers the same
        writer.write(b"HTTP/1.0 400 Bad Request\r\n\r\n")
    except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
        pass
    finally:
        writer.close()


def context(cert, key, client_ca):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(cert, key)
    if settings.http2:
        tls.set_alpn_protocols(["h2", "http/1.1"])
    if client_ca:
        tls.load_verify_locations(client_ca)
        tls.verify_mode = ssl.CERT_REQUIRED

    def remember(socket, name, _):
        socket.kscan_name = name

    tls.sni_callback = remember
    return tls


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--http2", action="store_true")
    parser.add_argument("--login", default="")
    parser.add_argument("cert", nargs="?")
    parser.add_argument("key", nargs="?")
    parser.add_argument("client_ca", nargs="?")
    return parser.parse_args()


async def main():
    tls = context(settings.cert, settings.key, settings.client_ca) if settings.cert else None
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    os._exit(0)  # streams may be open that nobody will lead on


settings = parse_arguments()
asyncio.run(main())
