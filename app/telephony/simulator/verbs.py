"""The simple TwiML verbs: what is heard, pressed and ended; queues and dials are elsewhere."""

import io
import math
import wave
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from app.telephony.simulator import dial, waiting
from app.telephony.simulator.interrupts import HungUp, Source
from app.telephony.simulator.twiml import TwimlError, Verb

if TYPE_CHECKING:
    from app.telephony.simulator.line import Document, Line

Handler = Callable[["Line", "Document", Verb], Awaitable[Source | None]]

# An unhurried voice.
_CHARACTERS_PER_SECOND = 14.0
# Recordings of a kind we can't measure are taken as 64 kbit/s.
_BYTES_PER_SECOND = 8000.0
_ENDLESS_S = 24 * 3600.0
_DEFAULT_GATHER_TIMEOUT_S = 5.0


def _times(verb: Verb, once: float) -> float:
    """Length of all repetitions; `loop="0"` means until something else happens."""
    loops = verb.number("loop", 1)
    return min(once * loops, _ENDLESS_S) if loops else _ENDLESS_S


def _audio_seconds(body: bytes) -> float:
    try:
        with wave.open(io.BytesIO(body)) as sound:
            return float(sound.getnframes() / sound.getframerate())
    except (wave.Error, EOFError, ZeroDivisionError):
        return max(0.5, len(body) / _BYTES_PER_SECOND)


async def _media_seconds(line: "Line", url: str) -> float:
    """Length of a recording, fetched once. Raises TwimlError 11200 or 12300 when it is no sound."""
    lengths = line.network.media_lengths
    if url not in lengths:
        reply = await line.race(line.network.delivery.send(url, [], "GET"))
        if reply.status != 200:
            raise TwimlError(
                11200, f"no recording: the address answered {reply.status or 'nothing'}"
            )
        if not reply.content_type.startswith(("audio/", "application/octet-stream")):
            raise TwimlError(12300, f"{reply.content_type} is not a kind of sound")
        lengths[url] = _audio_seconds(reply.body)
    return lengths[url]


async def _begin(line: "Line", document: "Document", verb: Verb) -> float:
    """Start a sound or a pause; its whole length in simulated seconds."""
    if verb.name == "Pause":
        line.hears("silence")
        return verb.number("length", 1)
    if verb.name == "Say":
        seconds = max(1.0, len(verb.text) / _CHARACTERS_PER_SECOND)
        heard = {
            "text": verb.text,
            "language": verb.get("language"),
            "voice": verb.get("voice"),
        }
        line.mark("heard_say", seconds=round(seconds, 1), **heard)
    else:
        url = document.resolve(verb.text)
        seconds = await _media_seconds(line, url)
        line.mark("heard_play", seconds=round(seconds, 1), url=url)
    line.hears("sound")
    return _times(verb, seconds)


async def sound(line: "Line", document: "Document", verb: Verb) -> None:
    """Say, Play or Pause, to its end."""
    await line.rest(await _begin(line, document, verb))


async def _first_key(line: "Line", document: "Document", verb: Verb) -> str | None:
    for child in verb.children:
        key = await line.listen(await _begin(line, document, child))
        if key is not None:
            return key
    return None


def _gather_timeout(verb: Verb) -> float:
    if verb.get("timeout") == "auto":
        return _DEFAULT_GATHER_TIMEOUT_S
    return verb.number("timeout", _DEFAULT_GATHER_TIMEOUT_S)


async def _collect(line: "Line", document: "Document", verb: Verb) -> tuple[str, str]:
    """The keys gathered and the key that ended them ("" when time or count did)."""
    most = verb.number("numDigits", math.inf) if verb.get("numDigits") else math.inf
    finish, timeout = verb.get("finishOnKey", "#"), _gather_timeout(verb)
    digits = ""
    key = await _first_key(line, document, verb)
    line.hears("silence")
    while True:
        key = key if key is not None else await line.listen(timeout)
        if key is None:
            return digits, ""
        if key in finish:
            return digits, key
        digits += key
        if len(digits) >= most:
            return digits, ""
        key = None


async def gather(line: "Line", document: "Document", verb: Verb) -> Source | None:
    """Play the nested prompts and collect keys; a key cuts the prompts short.

    Without any key the next verb follows with no request, unless `actionOnEmptyResult`.
    Source: Twilio, "TwiML Voice: Gather".
    """
    if "dtmf" in verb.get("input", "dtmf"):
        line.call.keypad.open()
        line.call.bell.ring()
    try:
        digits, ended_by = await _collect(line, document, verb)
    finally:
        line.call.keypad.close()
    if not digits and not verb.flag("actionOnEmptyResult", False):
        return None
    facts = (("Digits", digits), ("FinishedOnKey", ended_by))
    url = document.resolve(verb.get("action")) if verb.get("action") else document.url
    return Source(url, verb.get("method", "POST").upper(), facts, kind="gather")


async def redirect(_line: "Line", document: "Document", verb: Verb) -> Source:
    """Go on with another document."""
    url = document.resolve(verb.text) if verb.text else document.url
    return Source(url, verb.get("method", "POST").upper(), kind="redirect")


async def hang_up(_line: "Line", _document: "Document", _verb: Verb) -> None:
    """End the call."""
    raise HungUp("document")


async def leave(_line: "Line", _document: "Document", _verb: Verb) -> None:
    """Leave the queue; only a wait document may say so. Raises LeftQueue."""
    raise waiting.LeftQueue


HANDLERS: dict[str, Handler] = {
    "Say": sound,
    "Play": sound,
    "Pause": sound,
    "Gather": gather,
    "Redirect": redirect,
    "Hangup": hang_up,
    "Reject": hang_up,
    "Leave": leave,
    "Enqueue": waiting.enqueue,
    "Dial": dial.dial,
}
