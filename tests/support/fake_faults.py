"""What goes wrong between an API server and its clients: /fault/NAME/... of fake_server.py.

  400...599       that status with a Status object; 429 and 503 with "Retry-After: 1"
  empty           closes without a byte
  garbage         no HTTP at all
  reset           half an answer, then a TCP reset
  half-chunk      the connection ends within a chunk
  bad-chunk       a chunk's length is no number
  short           the connection ends before Content-Length is reached
  long            more bytes than Content-Length says
  slow            one byte at a time, to a good end
  stall           half an answer, then nothing for ever
  bomb            64 MiB of zeros in a few gzip bytes
  bad-gzip        says gzip and is not
  torn-gzip       ends within the gzip stream
  long-header     one header of a mebibyte
  many-headers    5000 headers
  early-hints     103 before the answer
  goaway          HTTP/2: half an answer, then GOAWAY and the end (HTTP/1.1: reset)

With a number, /fault/503x2/echo, only the first two requests for that very path meet it; later ones
get what the rest of the path says.
"""

import asyncio
import gzip
import json
import re
import socket
import struct
import zlib

ANSWER = b"a whole answer\n"
met = {}


async def handle(exchange):
    """False when the connection is of no use any more."""
    name, times, rest = re.fullmatch(r"/fault/([a-z0-9-]+?)(?:x(\d+))?(/.*)?", exchange.path).groups()
    met[exchange.path] = met.get(exchange.path, 0) + 1
    if times and met[exchange.path] > int(times):
        exchange.path = rest
        await exchange.serve()
        return True
    if name.isdigit():
        await status(exchange, int(name))
        return True
    return bool(await FAULTS[name](exchange))


async def status(exchange, code):
    text = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "fault", "code": code}
    headers = ["Content-Type: application/json"]
    if code in (429, 503):
        headers.append("Retry-After: 1")
    await exchange.reply(json.dumps(text).encode(), f"{code} Fault", headers)


async def empty(exchange):
    exchange.writer.close()


async def garbage(exchange):
    await exchange.raw(b"\x15\x03\x03\x00\x02\x02\x28 no http at all\r\n\r\n")
    exchange.writer.close()


async def reset(exchange):
    await exchange.begin_stream()
    await exchange.chunk(ANSWER[:7])
    linger = struct.pack("ii", 1, 0)
    exchange.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    exchange.writer.transport.abort()


async def half_chunk(exchange):
    await exchange.begin_stream()
    await exchange.raw(b"64\r\n" + ANSWER[:7])
    exchange.writer.close()


async def bad_chunk(exchange):
    await exchange.begin_stream()
    await exchange.chunk(ANSWER[:7])
    await exchange.raw(b"no number\r\n")
    exchange.writer.close()


async def short(exchange):
    await exchange.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + ANSWER)
    exchange.writer.close()


async def long(exchange):
    length = b"Content-Length: %d\r\n\r\n" % len(ANSWER)
    await exchange.raw(b"HTTP/1.1 200 OK\r\n" + length + ANSWER + b"more than that")


async def slow(exchange):
    await exchange.begin_stream()
    for byte in ANSWER:
        await exchange.chunk(bytes([byte]))
        await asyncio.sleep(0.002)
    await exchange.end_stream()
    return True


async def stall(exchange):
    await exchange.begin_stream()
    await exchange.chunk(ANSWER[:7])
    await asyncio.Event().wait()


async def bomb(exchange):
    packer = zlib.compressobj(9, wbits=31)
    block = bytes(1 << 20)
    data = b"".join(packer.compress(block) for _ in range(64)) + packer.flush()
    await exchange.reply(data, headers=["Content-Encoding: gzip"])
    return True


async def bad_gzip(exchange):
    await exchange.reply(ANSWER, headers=["Content-Encoding: gzip"])
    return True


async def torn_gzip(exchange):
    await exchange.reply(gzip.compress(ANSWER * 100)[:-12], headers=["Content-Encoding: gzip"])
    return True


async def long_header(exchange):
    await exchange.reply(ANSWER, headers=["X-Long: " + "x" * (1 << 20)])
    return True


async def many_headers(exchange):
    await exchange.reply(ANSWER, headers=[f"X-{i}: y" for i in range(5000)])
    return True


async def early_hints(exchange):
    await exchange.raw(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
    await exchange.reply(ANSWER)
    return True


async def goaway(exchange):
    await exchange.begin_stream()
    await exchange.chunk(ANSWER[:7])
    await exchange.abort()


FAULTS = {
    function.__name__.replace("_", "-"): function
    for function in (
        empty, garbage, reset, half_chunk, bad_chunk, short, long, slow, stall, bomb,
        bad_gzip, torn_gzip, long_header, many_headers, early_hints, goaway,
    )
}
