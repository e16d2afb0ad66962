"""A person's REST calls, patient as a console is: asked again while the product is away."""

import asyncio
import json
import time
from typing import Any

import aiohttp

from faults.people import PASSWORD

PATIENCE_SECONDS = 45.0
AGAIN_SECONDS = 0.4
AWAY = frozenset({0, 500, 502, 503, 504})
"""Nobody answered, or the database was just being lost: a console asks again."""


class Refused(Exception):
    """The product said no: `status` and stable `code`."""

    def __init__(self, method: str, path: str, status: int, body: Any) -> None:
        self.status, self.body = status, body
        self.code = body.get("code", "") if isinstance(body, dict) else ""
        super().__init__(f"{method} {path}: {status} {self.code}")


class Person:
    """Somebody signed in at the public address."""

    def __init__(self, base: str, name: str, http: aiohttp.ClientSession) -> None:
        self.base, self.name, self.http = base, name, http
        self.cookie = ""
        self.me: dict[str, Any] = {}

    async def sign_in(self) -> None:
        """Sign in; the cookie is kept."""
        body = {"name": self.name, "password": PASSWORD}
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                async with self.http.post(f"{self.base}/api/v1/session", json=body) as answer:
                    if answer.status == 200:
                        self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
                        self.me = await answer.json()
                        return
                    if answer.status not in AWAY:
                        raise Refused("POST", "/session", answer.status, await answer.text())
            except (aiohttp.ClientError, OSError):
                pass
            if time.monotonic() > until:
                raise Refused("POST", "/session", 0, "no answer")
            await asyncio.sleep(AGAIN_SECONDS)

    async def once(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """One request: status and body; 0 when nobody answered."""
        try:
            async with self.http.request(
                method,
                f"{self.base}/api/v1{path}",
                json=body,
                headers={"Cookie": self.cookie},
                timeout=aiohttp.ClientTimeout(total=15),
            ) as answer:
                text = await answer.text()
                return answer.status, _read(text)
        except (aiohttp.ClientError, OSError, TimeoutError):
            return 0, None

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's body. Asked again while nobody answers. Raises Refused."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            status, said = await self.once(method, path, body)
            if 200 <= status < 300:
                return said
            if status not in AWAY or time.monotonic() > until:
                raise Refused(method, path, status, said)
            await asyncio.sleep(AGAIN_SECONDS)


def _read(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
