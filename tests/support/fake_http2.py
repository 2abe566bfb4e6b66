"""The HTTP/2 side of fake_server.py: the same paths, each request in a stream of one connection."""

import asyncio

import h2.config
import h2.connection
import h2.events
import h2.exceptions


class Connection:
    def __init__(self, reader, writer, exchange_class):
        self.reader, self.writer = reader, writer
        self.exchange_class = type("Http2Exchange", (Http2Exchange, exchange_class), {})
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
        self.exchanges, self.windows, self.tasks = {}, {}, {}

    async def flush(self):
        self.writer.write(self.h2.data_to_send())
        await self.writer.drain()

    async def run(self):
        self.h2.initiate_connection()
        await self.flush()
        while data := await self.reader.read(65536):
            for event in self.h2.receive_data(data):
                self.on(event)
            await self.flush()

    def on(self, event):
        stream = getattr(event, "stream_id", None)
        if isinstance(event, h2.events.RequestReceived):
            self.exchanges[stream] = self.exchange_class(self, stream, event.headers)
        elif isinstance(event, h2.events.DataReceived):
            self.exchanges[stream].data += event.data
            self.h2.acknowledge_received_data(event.flow_controlled_length, stream)
        elif isinstance(event, h2.events.StreamEnded):
            self.tasks[stream] = asyncio.create_task(self.exchanges[stream].run())
        elif isinstance(event, h2.events.StreamReset):
            if task := self.tasks.pop(stream, None):
                task.cancel()
        elif isinstance(event, h2.events.WindowUpdated):
            for window in self.windows.values() if stream == 0 else [self.window(stream)]:
                window.set()

    def window(self, stream):
        return self.windows.setdefault(stream, asyncio.Event())

    async def send(self, stream, data):
        while data:
            room = min(self.h2.local_flow_control_window(stream), self.h2.max_outbound_frame_size)
            if room <= 0:
                self.window(stream).clear()
                await self.window(stream).wait()
                continue
            self.h2.send_data(stream, data[:room])
            data = data[room:]
            await self.flush()

    async def goaway(self):
        self.h2.close_connection()
        await self.flush()
        self.writer.close()


class Http2Exchange:
    version = "2"

    def __init__(self, connection, stream, headers):
        self.connection, self.stream_id, self.data = connection, stream, b""
        self.writer = connection.writer
        self.fields = {}
        for name, value in headers:
            self.fields.setdefault(name, []).append(value)

    async def run(self):
        fields = self.fields
        names = {name: values for name, values in fields.items() if not name.startswith(":")}
        names["host"] = fields[":authority"]
        self.take(fields[":method"][0], fields[":path"][0], names, self.data)
        try:
            await self.handle()
        except (ConnectionError, h2.exceptions.ProtocolError):
            pass

    async def head(self, status, headers=(), end=False):
        pairs = [tuple(part.strip() for part in line.split(":", 1)) for line in headers]
        fields = [(":status", status.split(" ")[0])] + [(name.lower(), value) for name, value in pairs]
        self.connection.h2.send_headers(self.stream_id, fields, end_stream=end)
        await self.connection.flush()

    async def reply(self, body, status="200 OK", headers=()):
        await self.head(status, headers)
        if self.method != "HEAD":
            await self.chunk(body)
        await self.end_stream()

    async def begin_stream(self):
        await self.head("200")

    async def chunk(self, data):
        await self.connection.send(self.stream_id, data)

    async def end_stream(self):
        self.connection.h2.end_stream(self.stream_id)
        await self.connection.flush()

    async def abort(self):
        await self.connection.goaway()


async def serve(reader, writer, exchange_class):
    await Connection(reader, writer, exchange_class).run()
