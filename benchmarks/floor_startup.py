"""The floor of the start-up bench: bare uvicorn and one connection to Postgres.

It must import nothing of the product.
"""

import os
from typing import Any

import asyncpg
import uvicorn


async def app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await receive()
        connection = await asyncpg.connect(os.environ["HELPLINE_DATABASE_URL"])
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await connection.close()
        await send({"type": "lifespan.shutdown.complete"})
        return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"<Response/>"})


if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(os.environ["HELPLINE_PORT"]),
        log_level="warning",
        access_log=False,
        loop="uvloop",
        http="httptools",
    )
