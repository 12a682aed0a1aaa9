"""The second process: asks pages of a server on this machine, bounded in number and time.

Reads orders as lines of JSON ({port, path, cookie, count, at_once, seconds}) and answers each with a line of JSON:
the times of the single requests, the time of all of them, and the sizes and statuses that came.
"""

import asyncio
import json
import sys
import time
from typing import Any

MOST, LONGEST = 5000, 60.0


async def ask(port: int, request: bytes) -> tuple[float, int, int]:
    """One request over a connection of its own: seconds, status, bytes of the body."""
    start = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await reader.read(-1)
    writer.close()
    took = time.perf_counter() - start
    head, _, body = answer.partition(b"\r\n\r\n")
    return took, int(head[9:12]), len(body)


async def carry_out(order: dict[str, Any]) -> dict[str, Any]:
    """So many requests, so many at once."""
    request = (
        f"GET {order['path']} HTTP/1.1\r\nHost: 127.0.0.1:{order['port']}\r\nConnection: close\r\n"
        f"Cookie: {order.get('cookie', '')}\r\nAccept: text/html\r\nAccept-Language: zh\r\n\r\n"
    ).encode()
    left = min(order["count"], MOST)
    ends = time.perf_counter() + min(order.get("seconds", LONGEST), LONGEST)
    done: list[tuple[float, int, int]] = []

    async def go_on() -> None:
        nonlocal left
        while left > 0 and time.perf_counter() < ends:
            left -= 1
            done.append(await ask(order["port"], request))

    start = time.perf_counter()
    await asyncio.gather(*(go_on() for _ in range(order.get("at_once", 1))))
    return {
        "wall": time.perf_counter() - start,
        "times": [one[0] for one in done],
        "statuses": sorted({one[1] for one in done}),
        "bytes": max((one[2] for one in done), default=0),
    }


def main() -> None:
    """Until the orders end."""
    for line in sys.stdin:
        print(json.dumps(asyncio.run(carry_out(json.loads(line)))), flush=True)


if __name__ == "__main__":
    main()
