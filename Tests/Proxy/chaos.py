"""A proxy for TCP that misbehaves as a network does. It stands between a client and a server on loopback; a test switches
what it does while connections are open."""
import asyncio
import socket
import struct
import threading

import pytest

from projects import free_port

MODES = ("pass", "delay", "black hole", "half open", "slow")


class Chaos:
    """Listens on a port of its own and connects to `target`, a port. `mode` is for all connections, old and new:

    - `pass`: everything goes through;
    - `delay`: everything arrives `delay` seconds late, both ways;
    - `black hole`: connections are accepted, nothing goes through;
    - `half open`: what the client sends arrives, what the server replies does not;
    - `slow`: `rate` bytes a second, both ways.

    `cut` ends all connections with FIN, `reset` with RST; `cut_after` ends the next connections behind so many bytes of
    the server's. `refuse` stops listening, `accept` listens again."""

    def __init__(self, target):
        self.target, self.port, self.mode = target, free_port(), "pass"
        self.delay, self.rate, self.cut_after = 0.1, 10, None
        self.connections = self.accepted = self.forwarded = 0
        self.pairs, self.server = {}, None
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()
        self.accept()

    def run(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()
        self.loop.close()

    def call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(20)

    # What a test does.

    def set(self, mode, **more):
        assert mode in MODES, mode
        vars(self).update(more)
        self.mode = mode

    def cut(self):
        self.call(self.end(reset=False))

    def reset(self):
        self.call(self.end(reset=True))

    def refuse(self):
        async def close():
            if self.server:
                self.server.close()
                self.server = None
        self.call(close())

    def accept(self):
        async def listen():
            if not self.server:
                self.server = await asyncio.start_server(self.connected, "127.0.0.1", self.port)
        self.call(listen())

    def stop(self):
        self.refuse()
        self.cut()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)

    # What happens on the loop.

    async def end(self, reset):
        for task, writers in list(self.pairs.items()):
            for writer in writers:
                if reset:
                    # No lingering: the kernel sends RST in place of FIN, and drops what is not sent.
                    writer.get_extra_info("socket").setsockopt(
                        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    writer.transport.abort()
                else:
                    writer.close()
            task.cancel()
        await asyncio.gather(*self.pairs, return_exceptions=True)

    async def connected(self, reader, writer):
        self.accepted += 1
        self.connections += 1
        task, writers = asyncio.current_task(), [writer]
        self.pairs[task] = writers
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
            writers.append(far_writer)
            copies = [
                asyncio.ensure_future(self.copy(reader, far_writer, False)),
                asyncio.ensure_future(self.copy(far_reader, writer, True))]
            try:
                # Whichever side ends ends both.
                await asyncio.wait(copies, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for copy in copies:
                    copy.cancel()
                await asyncio.gather(*copies, return_exceptions=True)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self.connections -= 1
            self.pairs.pop(task, None)
            for one in writers:
                one.close()

    async def copy(self, reader, writer, is_reply):
        left = self.cut_after if is_reply else None
        while data := await self.read(reader):
            await self.held(is_reply)
            if self.mode == "slow":
                for byte in data:
                    await self.write(writer, bytes([byte]))
                    await asyncio.sleep(1 / self.rate)
                continue
            if left is not None:
                data, left = data[:left], left - len(data)
            await self.write(writer, data)
            if left is not None and left <= 0:
                return

    @staticmethod
    async def read(reader):
        try:
            return await reader.read(65536)
        except OSError:
            return b""

    async def write(self, writer, data):
        self.forwarded += len(data)
        writer.write(data)
        await writer.drain()

    async def held(self, is_reply):
        """Until what has come may go on."""
        if self.mode == "delay":
            await asyncio.sleep(self.delay)
        while self.mode == "black hole" or (self.mode == "half open" and is_reply):
            await asyncio.sleep(0.01)


@pytest.fixture
def make_chaos():
    made = []

    def make(target):
        made.append(Chaos(target))
        return made[-1]

    yield make
    for chaos in made:
        chaos.stop()
