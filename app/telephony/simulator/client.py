"""A small async client of the control interface, for journeys; it knows no telephony."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import aiohttp

CallView = dict[str, Any]


class SimError(Exception):
    """The network refused, or what was waited for did not come in time."""


class SimClient:
    """Plays the people at the other phones: `async with SimClient("http://127.0.0.1:…") as sim`."""

    def __init__(self, base_url: str) -> None:
        """`base_url` is what the network printed when it was ready."""
        self._base = base_url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open the connection."""
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection."""
        if self._session is not None:
            await self._session.close()

    async def _ask(
        self, method: str, path: str, sent: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        if self._session is None:
            raise SimError("use `async with SimClient(...)`")
        async with self._session.request(method, f"{self._base}/sim{path}", json=sent) as answer:
            got: dict[str, Any] = await answer.json()
            if answer.status >= 400:
                raise SimError(str(got.get("error", answer.status)))
            return got

    async def place_call(
        self,
        from_: str,
        *,
        language: str = "",
        script: list[dict[str, Any]] | None = None,
        caller_name: str = "",
        extra: dict[str, str] | None = None,
    ) -> str:
        """Dial the public number; the new call's sid.

        Script steps: `{"after_s": S, "press": KEYS}` or `{"after_s": S, "hang_up": True}`.
        """
        sent = {"from": from_, "language": language, "caller_name": caller_name}
        answer = await self._ask(
            "POST", "/calls", sent | {"script": script or [], "extra": extra or {}}
        )
        return str(answer["call_sid"])

    async def calls(self, *, live: bool = False) -> list[CallView]:
        """All calls, newest first, without their timelines."""
        listed: list[CallView] = (await self._ask("GET", f"/calls?live={str(live).lower()}"))[
            "calls"
        ]
        return listed

    async def call(self, call_sid: str) -> CallView:
        """One call with its timeline, outcome and requests."""
        return await self._ask("GET", f"/calls/{quote(call_sid)}")

    async def press(self, call_sid: str, digits: str) -> bool:
        """Press keys now; False when the line did not listen."""
        return bool(
            (await self._ask("POST", f"/calls/{quote(call_sid)}/press", {"digits": digits}))[
                "heard"
            ]
        )

    async def hang_up(self, call_sid: str) -> None:
        """Put down the person's end of a call."""
        await self._ask("POST", f"/calls/{quote(call_sid)}/hang-up")

    async def handsets(self) -> list[dict[str, Any]]:
        """All telephones seen so far."""
        listed: list[dict[str, Any]] = (await self._ask("GET", "/handsets"))["handsets"]
        return listed

    async def handset_messages(self, address: str) -> list[dict[str, Any]]:
        """Texts received, oldest first: `{message_sid, from, body, received_at}`."""
        path = f"/handsets/{quote(address, safe='')}/messages"
        listed: list[dict[str, Any]] = (await self._ask("GET", path))["messages"]
        return listed

    async def send_text(self, address: str, body: str) -> str:
        """Let a telephone text the public number; the new message's sid."""
        path = f"/handsets/{quote(address, safe='')}/messages"
        return str((await self._ask("POST", path, {"body": body}))["message_sid"])

    async def set_rule(self, address: str, **rule: Any) -> None:
        """How a telephone behaves: `answer`, `after_s`, `press`, `text`, `scenario` …"""
        await self._ask("POST", f"/handsets/{quote(address, safe='')}/rule", rule)

    async def handset_answer(self, address: str) -> None:
        """Lift a ringing telephone."""
        await self._ask("POST", f"/handsets/{quote(address, safe='')}/answer")

    async def handset_hang_up(self, address: str) -> None:
        """Put a telephone down."""
        await self._ask("POST", f"/handsets/{quote(address, safe='')}/hang-up")

    async def disorder(self, **knobs: Any) -> None:
        """Set knobs of disorder (`disorder.Knobs`); none of them means calm."""
        await self._ask("POST", "/disorder", knobs)

    async def disorder_done(self) -> dict[str, int]:
        """How often disorder struck, by its name, since the network started."""
        return dict((await self._ask("GET", "/disorder"))["done"])

    async def events(self, since: int = 0, wait_s: float = 0.0) -> tuple[list[dict[str, Any]], int]:
        """Events after `since`, and the number to ask with next."""
        got = await self._ask("GET", f"/events?since={since}&wait_s={wait_s}")
        return got["events"], int(got["next"])

    async def wait_for(
        self, call_sid: str, predicate: Callable[[CallView], bool], within_s: float = 30.0
    ) -> CallView:
        """The call's view once `predicate` holds. Raises SimError after `within_s` real seconds."""
        deadline = time.monotonic() + within_s
        view = await self.call(call_sid)
        while not predicate(view):
            left = deadline - time.monotonic()
            if left <= 0:
                raise SimError(f"waited {within_s} s in vain; the call's last mark: {view['last']}")
            path = f"/calls/{quote(call_sid)}?seen={view['changes']}&wait_s={min(left, 0.5):.2f}"
            view = await self._ask("GET", path)
        return view


def heard(what: str) -> Callable[[CallView], bool]:
    """A predicate for `wait_for`: the timeline holds such an entry."""
    return lambda view: any(entry["what"] == what for entry in view["timeline"])


def over(view: CallView) -> bool:
    """A predicate for `wait_for`: the call has ended."""
    return view["status"] in ("completed", "busy", "failed", "no-answer", "canceled")


def seconds_heard(view: CallView, address: str) -> float:
    """How long the person of this call heard somebody's voice, in simulated seconds."""
    return sum(float(part["seconds"]) for part in view["hearing"] if address in part["parties"])


def seconds_heard_by(view: CallView, address: str) -> float:
    """How long somebody heard the person of this call, in simulated seconds."""
    return sum(float(part["seconds"]) for part in view["hearing"] if address in part["heard_by"])


def hears_now(view: CallView) -> tuple[str, list[str], list[str]]:
    """What fills the line now, whose voices are in it, and who hears this person."""
    now = view["hearing"][-1]
    return now["fill"], now["parties"], now["heard_by"]
