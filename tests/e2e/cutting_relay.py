"""A relay between a client and the API server that passes bytes on, and resets each connection after some of them.

    with CuttingRelay(seed=1, most=100_000) as relay:
        user = ns.user("admin", server=relay.url)  # TLS goes through: the API server's certificate names 127.0.0.1
        ...
    assert relay.cuts > 3
"""

import asyncio
import random
import socket
import struct
import threading
from urllib.parse import urlsplit

from testbed import API


class CuttingRelay:
    def __init__(self, seed: int, most: int):
        """Cuts after at most so many bytes of what the server sends; one connection in four much earlier."""
        self._random = random.Random(seed)
        self._most = most
        self._upstream = urlsplit(API)
        self._tasks = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self.cuts = 0

    def __enter__(self):
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.url = f"https://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self):
        return await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def _close(self):
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, client_reader, client_writer):
        self._tasks.add(asyncio.current_task())
        budget = self._random.randrange(1, 10_000 if self._random.random() < 0.25 else self._most)
        try:
            await self._pass_on(client_reader, client_writer, budget)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            # Reset instead of closed, as a connection is that breaks.
            linger = struct.pack("ii", 1, 0)
            client_writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            client_writer.transport.abort()
            self._tasks.discard(asyncio.current_task())

    async def _pass_on(self, client_reader, client_writer, budget):
        server_reader, server_writer = await asyncio.open_connection(self._upstream.hostname, self._upstream.port or 443)
        sending = asyncio.create_task(_copy(client_reader, server_writer))
        try:
            while budget > 0 and (data := await server_reader.read(min(budget, 65536))):
                budget -= len(data)
                client_writer.write(data)
                await client_writer.drain()
            self.cuts += budget == 0
        finally:
            sending.cancel()
            server_writer.transport.abort()


async def _copy(reader, writer) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
