"""Runs one line: fetches instructions and performs them until interrupted; verbs live apart."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urljoin, urlsplit

from app.telephony.simulator import verbs
from app.telephony.simulator.calls import Call
from app.telephony.simulator.delivery import Reply
from app.telephony.simulator.interrupts import HungUp, Redirected, Source
from app.telephony.simulator.twiml import VERBS, TwimlError, Verb, parse

if TYPE_CHECKING:
    from app.telephony.simulator.network import Network

T = TypeVar("T")

# Instructions fetched without a moment passing on the line: more than this is a loop.
_MOST_FETCHES_AT_ONCE = 50
_XML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})
# Sounds that go round until something else happens, when an address gives one for these purposes.
_ENDLESS = frozenset({"wait", "room_wait", "hold"})
_FAILURE_CODES = {"ct": 11205, "rt": 11200}


@dataclass(frozen=True)
class Document:
    """Verbs and the address they came from, against which relative addresses resolve."""

    url: str
    verbs: tuple[Verb, ...]

    def resolve(self, address: str) -> str:
        """An address in this document made whole."""
        return urljoin(self.url, address.strip())


def _read(reply: Reply, allowed: frozenset[str], kind: str) -> Document:
    if reply.failure:
        raise TwimlError(_FAILURE_CODES[reply.failure], "no answer from the address")
    if not 200 <= reply.status < 300:
        raise TwimlError(11200, f"the address answered {reply.status}")
    if reply.content_type.startswith("audio/"):
        # A sound instead of instructions is played; while waiting it goes round by itself.
        loop = {"loop": "0"} if kind in _ENDLESS else {}
        return Document(reply.url, (Verb("Play", loop, reply.url, ()),))
    if reply.content_type not in _XML_TYPES:
        raise TwimlError(12300, f"{reply.content_type} is not a kind of instructions")
    return Document(reply.url, parse(reply.body, allowed))


class Line:
    """The running life of one call."""

    def __init__(self, network: "Network", call: Call) -> None:
        """Take charge of a call; nothing runs until `live` is awaited."""
        self.network, self.call = network, call
        self._fetches = 0
        self._fell_back = False

    def beside(self, call: Call) -> "Line":
        """A second line in the same network, such as the far end of a dial."""
        return Line(self.network, call)

    async def race(self, work: Awaitable[T]) -> T:
        """Await `work`, unless a hang-up or redirect comes first, which is then raised."""
        self.call.interrupts.raise_pending()
        task = asyncio.ensure_future(work)
        interrupted = asyncio.ensure_future(self.call.interrupts.wait())
        try:
            await asyncio.wait({task, interrupted}, return_when=asyncio.FIRST_COMPLETED)
            self.call.interrupts.raise_pending()
            return task.result()
        finally:
            interrupted.cancel()
            task.cancel()

    async def rest(self, seconds: float) -> None:
        """Let simulated seconds pass on the line."""
        if seconds > 0:
            self._fetches = 0
            await self.race(self.network.pace.sleep(seconds))

    async def listen(self, seconds: float) -> str | None:
        """Wait so many simulated seconds for a key; None when none came."""
        self._fetches = 0
        return await self.race(self._key_within(seconds))

    async def _key_within(self, seconds: float) -> str | None:
        try:
            return await asyncio.wait_for(
                self.call.keypad.next_key(), seconds / self.network.pace.speed
            )
        except TimeoutError:
            return None

    def mark(self, what: str, **facts: object) -> None:
        """Write to the timeline of this call."""
        self.network.mark(self.call, what, **facts)

    def hears(self, what: str) -> None:
        """Change what fills the line."""
        self.network.hears(self.call, what)

    async def fetch(self, source: Source, allowed: frozenset[str] = VERBS) -> Document:
        """The instructions at `source`. Raises TwimlError when a carrier could not follow them."""
        if source.twiml is not None:
            return Document("", parse(source.twiml.encode(), allowed))
        self._fetches += 1
        if self._fetches > _MOST_FETCHES_AT_ONCE:
            raise TwimlError(11200, "the instructions go round in a circle")
        if self.call.status != "ringing":
            self.hears("silence")
        reply = await self.request(source)
        return _read(reply, allowed, source.kind)

    async def request(self, source: Source, status: str = "") -> Reply:
        """Send one request for this call. It is finished in the background if the line moves on."""
        params = self.call.params(status) + list(source.extra)
        sending = asyncio.ensure_future(self._send(source, params))
        # A product sees its answer through even when the caller is gone: shielded, never cancelled.
        return await self.race(asyncio.shield(sending))

    async def _send(self, source: Source, params: list[tuple[str, str]]) -> Reply:
        asked_at = self.network.pace.now() - self.call.experience.opened_at
        reply = await self.network.courier.send(source.url, params, source.method)
        entry = {
            "t": round(asked_at, 3),
            "about": source.kind,
            "path": urlsplit(source.url).path,
        }
        entry |= {"status": reply.status, "failure": reply.failure, "ms": reply.ms}
        self.call.note_request(entry | {"attempts": reply.attempts})
        self.call.bell.ring()
        self.network.record("request.answered", call_sid=self.call.sid, **entry)
        return reply

    def tell(self, source: Source | None, status: str) -> None:
        """Request an action address whose answer no longer matters, as when the caller has left."""
        if source is not None:
            params = self.call.params(status) + list(source.extra)
            self.network.spawn(self._tell(source, params))

    async def _tell(self, source: Source, params: list[tuple[str, str]]) -> None:
        await self._send(source, params)

    def action(self, document: Document, verb: Verb, kind: str, **facts: str) -> Source | None:
        """The action address of a verb with its result, or None when it names none."""
        address = verb.get("action")
        if not address:
            return None
        method = verb.get("method", "POST").upper()
        return Source(document.resolve(address), method, tuple(facts.items()), kind=kind)

    async def run(self, source: Source | None, allowed: frozenset[str] = VERBS) -> None:
        """Follow instructions until they run out."""
        while source is not None:
            document = await self.fetch(source, allowed)
            self._answer_with(document)
            source = await self.perform(document)

    def _answer_with(self, document: Document) -> None:
        if self.call.status != "ringing":
            return
        if document.verbs and document.verbs[0].name == "Reject":
            self.mark("rejected", reason=document.verbs[0].get("reason", "rejected"))
            self.network.advance(self.call, "busy")
            raise HungUp("document")
        self.network.advance(self.call, "in-progress")

    async def perform(self, document: Document) -> Source | None:
        """Do a document's verbs in order; a verb may name where to go on."""
        for verb in document.verbs:
            self.call.interrupts.raise_pending()
            following = await verbs.HANDLERS[verb.name](self, document, verb)
            if following is not None:
                return following
        return None

    async def live(self, source: Source) -> None:
        """Follow instructions to the end of the call; it is over afterwards, whatever happens."""
        following: Source | None = source
        try:
            while following is not None:
                following = await self._until_diverted(following)
            raise HungUp("document")
        except HungUp as end:
            self.end(end.by)
        except Exception:
            # A fault of the simulator itself: it is reported, and no call is left hanging.
            self.end("network")
            raise

    async def _until_diverted(self, source: Source) -> Source | None:
        try:
            await self.run(source)
            return None
        except Redirected as redirect:
            self._fetches = 0
            return redirect.source
        except TwimlError as error:
            return self._after_error(error, source)

    def _after_error(self, error: TwimlError, source: Source) -> Source:
        """The fallback address, once; without one the person hears an error and is cut off."""
        fallback = self.network.settings.fallback_url
        if fallback and self.call.is_inbound and not self._fell_back:
            self._fell_back = True
            self.mark("fell_back", code=error.code)
            facts = (
                ("ErrorCode", str(error.code)),
                ("ErrorUrl", source.url.partition("#")[0]),
            )
            return Source(fallback, extra=facts, kind="fallback")
        if self.call.status == "ringing":
            self.network.advance(self.call, "in-progress")
        self.mark("heard_error", code=error.code, reason=str(error))
        raise HungUp("network")

    def end(self, by: str) -> None:
        """Put the line down."""
        if self.call.is_over:
            return
        self.call.ended_by = by
        self.mark("hung_up" if by in ("caller", "handset") else "cut_off", by=by)
        # A person who gives up was not answered; a line given up by the network was cancelled.
        unanswered = "no-answer" if by in ("caller", "handset") else "canceled"
        self.network.advance(
            self.call, "completed" if self.call.answered_at is not None else unanswered
        )
