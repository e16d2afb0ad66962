"""`python -m faults.racer`: one of the processes that press accept at the same moment as others.

Reads one JSON object first (`bases`, `cookies` by name), then one line for each offer: its id and
who presses. Answers with one line for each press: offer, who, status, call.
"""

import asyncio
import json
import sys
from typing import Any

import aiohttp

Row = dict[str, Any]


async def _press(http: aiohttp.ClientSession, base: str, cookie: str, offer: str, who: str) -> Row:
    url = f"{base}/api/v1/offers/{offer}/accept"
    try:
        async with http.post(url, headers={"Cookie": cookie}) as answer:
            said = await answer.json(content_type=None)
            call = said.get("call_id") if answer.status == 200 else None
            return {"offer": offer, "who": who, "status": answer.status, "call": call}
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        return {"offer": offer, "who": who, "status": 0, "call": None}


async def _race(told: Row, reader: asyncio.StreamReader) -> None:
    timeout = aiohttp.ClientTimeout(total=15)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=timeout
    ) as http:
        living: set[asyncio.Task[None]] = set()
        turn = 0
        while line := await reader.readline():
            asked = json.loads(line)
            for who in asked["who"]:
                turn += 1
                base = told["bases"][turn % len(told["bases"])]
                pressing = _press(http, base, told["cookies"][who], asked["offer"], who)
                task = asyncio.create_task(_tell(pressing))
                living.add(task)
                task.add_done_callback(living.discard)
        await asyncio.gather(*living)


async def _tell(pressing: Any) -> None:
    sys.stdout.write(json.dumps(await pressing) + "\n")
    sys.stdout.flush()


async def _main() -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=2**20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    told = json.loads(await reader.readline())
    await _race(told, reader)


if __name__ == "__main__":
    asyncio.run(_main())
