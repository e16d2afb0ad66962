"""The Dial verb, into a conference or to telephones that ring; it does not end the call."""

from typing import TYPE_CHECKING

from app.telephony.simulator import meet
from app.telephony.simulator.calls import Call, StatusListener
from app.telephony.simulator.hunt import Hunt
from app.telephony.simulator.interrupts import HungUp, Source
from app.telephony.simulator.twiml import Verb

if TYPE_CHECKING:
    from app.telephony.simulator.line import Document, Line

# Source: Twilio, "TwiML Voice: Dial": timeout, timeLimit.
_DEFAULT_TIMEOUT_S = 30.0
_DEFAULT_TIME_LIMIT_S = 4 * 3600.0


async def dial(line: "Line", document: "Document", verb: Verb) -> Source | None:
    """Connect the line, and go on at the action address or the next verb when that is over."""
    nouns = verb.children or (Verb("Number", {}, verb.text, ()),)
    if nouns[0].name == "Conference":
        return await _conference(line, document, verb, nouns[0])
    return await _telephones(line, document, verb, nouns)


def _done(
    line: "Line", document: "Document", verb: Verb, status: str, began: float
) -> Source | None:
    lasted = max(0, round(line.network.pace.now() - began))
    bridged = str(status in ("answered", "completed")).lower()
    facts = {"DialCallStatus": status, "DialCallDuration": str(lasted), "DialBridged": bridged}
    return line.action(document, verb, "dial_done", **facts)


async def _conference(line: "Line", document: "Document", verb: Verb, noun: Verb) -> Source | None:
    began = line.network.pace.now()
    limit = verb.number("timeLimit", _DEFAULT_TIME_LIMIT_S)
    try:
        status = await meet.by_twiml(line, document, noun, limit)
    except HungUp:
        line.tell(_done(line, document, verb, "answered", began), "completed")
        raise
    return _done(line, document, verb, status, began)


def _child(line: "Line", document: "Document", verb: Verb, noun: Verb) -> Call:
    name = noun.text or next((c.text for c in noun.children if c.name == "Identity"), "")
    listener = None
    if noun.get("statusCallback"):
        events = frozenset(noun.get("statusCallbackEvent", "completed").split())
        listener = StatusListener(document.resolve(noun.get("statusCallback")), events=events)
    return line.network.open_call(
        verb.get("callerId") or line.call.from_,
        f"client:{name}" if noun.name == "Client" else name,
        "outbound-dial",
        parent_sid=line.call.sid,
        listener=listener,
    )


def _screens(document: "Document", nouns: tuple[Verb, ...]) -> list[Source | None]:
    """What each called party hears before being connected, if anything.

    Source: Twilio, "TwiML Voice: Number", attribute `url`.
    """
    addresses = [(noun.get("url"), noun.get("method", "POST").upper()) for noun in nouns]
    return [
        Source(document.resolve(url), method, kind="screen") if url else None
        for url, method in addresses
    ]


async def _telephones(
    line: "Line", document: "Document", verb: Verb, nouns: tuple[Verb, ...]
) -> Source | None:
    """Ring all at once; the first to answer talks with the caller."""
    children = [_child(line, document, verb, noun) for noun in nouns]
    line.hears("sound")
    line.mark("hears_ringing", addresses=[child.to for child in children])
    hunt = Hunt(
        line, children, verb.number("timeout", _DEFAULT_TIMEOUT_S), _screens(document, nouns)
    )
    began = line.network.pace.now()
    try:
        await line.race(hunt.decided.wait())
        if hunt.winner is not None:
            began = line.network.pace.now()
            line.hears("talk")
            line.mark("talking_with", parties=[hunt.winner.to])
            await line.race(hunt.winner_gone())
            line.hears("silence")
    except HungUp:
        line.tell(_done(line, document, verb, hunt.status, began), "completed")
        raise
    finally:
        hunt.stop()
    return _done(line, document, verb, hunt.status, began)
