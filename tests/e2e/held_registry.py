"""The private registry behind a relay without TLS, which keeps whoever asks it waiting: a scan is stopped where it runs.

    with HeldRegistry() as held:
        process = start(user, "pod", "web", *held.flags(PRIVATE_A))
        wait_until(lambda: held.waiting == 1)
        ...  # its scanner runs, and will not end
        held.release()
"""

import asyncio
import threading

from testbed import PLAIN

NODE = "10.244.0.1"
TLS_HANDSHAKE = b"\x16"


class HeldRegistry:
    def __init__(self):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._released = asyncio.Event()
        self._tasks = set()
        self.waiting = 0

    def __enter__(self):
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.host = f"{NODE}:{self._server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def flags(self, registry: str) -> tuple[str, ...]:
        """Of the plugin: the registry's images are pulled from here."""
        return (f"--registry-mirror={registry}={self.host}", f"--insecure-registry={self.host}")

    def release(self) -> None:
        self._loop.call_soon_threadsafe(self._released.set)

    async def _listen(self):
        return await asyncio.start_server(self._serve, NODE, 0)

    async def _close(self):
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader, writer):
        self._tasks.add(asyncio.current_task())
        try:
            first = await reader.read(65536)
            # Who tries TLS first is not kept waiting: handshakes have a deadline of their own.
            if first and not first.startswith(TLS_HANDSHAKE):
                await self._hold()
                await _relay(first, reader, writer)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()
            self._tasks.discard(asyncio.current_task())

    async def _hold(self):
        self.waiting += 1
        await self._released.wait()
        self.waiting -= 1


async def _relay(first, reader, writer):
    port = int(PLAIN.rpartition(":")[2])
    upstream_reader, upstream_writer = await asyncio.open_connection(NODE, port)
    upstream_writer.write(first)
    try:
        ways = {asyncio.create_task(_copy(reader, upstream_writer)), asyncio.create_task(_copy(upstream_reader, writer))}
        _, open_ways = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in open_ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
    finally:
        upstream_writer.transport.abort()


async def _copy(reader, writer) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
