"""Takes every request to the product by the road that disorder chose; it reads no answers.

Beside genuine requests it lets strangers try: forged ones, and genuine ones sent again.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from app.telephony.simulator.delivery import Delivery, Reply
from app.telephony.simulator.disorder import Disorder
from app.telephony.simulator.forger import forgery
from app.telephony.simulator.pace import Pace
from app.telephony.simulator.sign import SIGNATURE_HEADER, Params, signature

Spawn = Callable[[Coroutine[Any, Any, None]], "asyncio.Task[None]"]
Record = Callable[..., None]


class Courier:
    """One for the whole network."""

    def __init__(
        self,
        delivery: Delivery,
        disorder: Disorder,
        pace: Pace,
        spawn: Spawn,
        record: Record,
        auth_token: str,
    ) -> None:
        """`spawn` runs in the background, `record` writes to the list of events."""
        self._delivery, self._disorder, self._pace = delivery, disorder, pace
        self._spawn, self._record, self._token = spawn, record, auth_token

    async def send(self, url: str, params: Params, method: str = "POST", token: str = "") -> Reply:
        """Send one signed request; failures are in the reply. Of two at once the first is read."""
        road = self._disorder.next_road()
        if road.forged:
            self._spawn(self._forge(url, params, method))
        if road.replay_after_s is not None:
            self._spawn(self._again(url, params, method, road.replay_after_s))
        if road.twice:
            self._spawn(self._beside(url, params, method, token))
        return await self._delivery.send(url, params, method, token, drips_s=road.drips_s)

    async def _beside(self, url: str, params: Params, method: str, token: str) -> None:
        await self._delivery.send(url, params, method, token)

    async def _forge(self, url: str, params: Params, method: str) -> None:
        made = forgery(self._disorder.forger, self._token, url, params, method)
        reply = await self._delivery.send_as(made.url, made.params, method, made.headers)
        self._tried("forged", made.how, reply)

    async def _again(self, url: str, params: Params, method: str, after_s: float) -> None:
        await self._pace.sleep(after_s)
        headers = {SIGNATURE_HEADER: signature(self._token, *_as_signed(url, params, method))}
        reply = await self._delivery.send_as(url.partition("#")[0], params, method, headers)
        self._tried("replayed", "word for word", reply)

    def _tried(self, kind: str, how: str, reply: Reply) -> None:
        answer = f"{reply.status // 100}xx" if reply.status else "none"
        self._disorder.done[f"{kind}_answered_{answer}"] += 1
        if kind == "forged" and answer != "4xx":
            self._disorder.done[f"forged_by_{how}_answered_{reply.status}"] += 1
        facts = {"how": how, "status": reply.status, "failure": reply.failure}
        self._record(f"request.{kind}", **facts, ms=reply.ms)


def _as_signed(url: str, params: Params, method: str) -> tuple[str, Params]:
    if method == "GET":
        return Delivery.with_query(url.partition("#")[0], params), []
    return url, params
