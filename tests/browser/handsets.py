"""What people in the field do with a telephone: read a text, press a link's button, say a PIN."""

import asyncio
import re
import time
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import uuid4

from tests.running import Person, Phones


async def texts_at(phones: Phones, phone: str) -> list[str]:
    """The texts that a telephone has had, the last one last."""
    seen = await phones.see(f"/handsets/{quote(phone)}/messages")
    return [text["body"] for text in seen.get("messages", [])]


async def code_at(phones: Phones, phone: str, before: int, of: str = "a") -> str:
    """The code in the text that comes after the first `before`: of an alert, or a drill (`d`)."""
    async with asyncio.timeout(20):
        while len(texts := await texts_at(phones, phone)) <= before:
            await asyncio.sleep(0.05)
    found = re.search(rf"/{of}/([\w-]{{20,}})", texts[-1])
    assert found, texts
    return found.group(1)


async def presses(anybody: Person, path: str, **said: str) -> str:
    """A link is opened and its button pressed; the page that comes. Nobody need be signed in."""
    async with anybody.http.post(anybody.base + path, data=said) as answer:
        return await answer.text()


async def says_a_pin(worker: Person, dispatch: str, pin: str) -> None:
    """A sign of life from a worker's phone, with a PIN."""
    command = {
        "id": str(uuid4()),
        "verb": "check_in",
        "dispatch_id": dispatch,
        "seq": time.time_ns() // 1000,
        "made_at": datetime.now(UTC).isoformat(),
        "clock_offset_ms": 0,
        "pin": pin,
    }
    await worker.ask("POST", "/field/commands", {"commands": [command]})
