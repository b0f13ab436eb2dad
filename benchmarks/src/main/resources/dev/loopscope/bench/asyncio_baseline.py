# SPDX-License-Identifier: Apache-2.0
"""What Loopscope's loop is measured beside: the same work on asyncio or uvloop.

    asyncio_baseline.py asyncio|uvloop task ALIVE       prints nanoseconds of wall and CPU time per task step
    asyncio_baseline.py asyncio|uvloop echo protocol    prints its port, echoes until it is killed
    asyncio_baseline.py asyncio|uvloop echo streams
"""
import asyncio
import sys
import time

STEPS = 200_000
CHUNK = 65_536


async def take_steps(number):
    for _ in range(number):
        await asyncio.sleep(0)


async def measure_steps(alive):
    await asyncio.gather(*(take_steps(STEPS // alive // 4) for _ in range(alive)))
    wall, cpu = time.perf_counter_ns(), time.process_time_ns()
    await asyncio.gather(*(take_steps(STEPS // alive) for _ in range(alive)))
    print((time.perf_counter_ns() - wall) / STEPS, (time.process_time_ns() - cpu) / STEPS)


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)


async def echo(reader, writer):
    while data := await reader.read(CHUNK):
        writer.write(data)
        await writer.drain()
    writer.close()


async def serve(style):
    if style == "protocol":
        server = await asyncio.get_running_loop().create_server(Echo, "127.0.0.1", 0)
    else:
        server = await asyncio.start_server(echo, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main(implementation, what, argument):
    if implementation == "uvloop":
        import uvloop

        uvloop.install()
    asyncio.run(measure_steps(int(argument)) if what == "task" else serve(argument))


if __name__ == "__main__":
    main(*sys.argv[1:])
