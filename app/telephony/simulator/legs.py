"""Places calls in both directions and lives them to their end; the product says what happens."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.telephony.simulator import meet
from app.telephony.simulator.calls import Call, StatusListener
from app.telephony.simulator.handsets import press, press_when_asked, ring
from app.telephony.simulator.interrupts import HungUp, Redirected, Source
from app.telephony.simulator.line import Line
from app.telephony.simulator.rooms import Conference, Participant, RoomListener

if TYPE_CHECKING:
    from app.telephony.simulator.network import Network


@dataclass(frozen=True)
class Step:
    """One thing a scripted caller does, so many simulated seconds after the step before."""

    after_s: float
    press: str = ""
    hang_up: bool = False


def place_inbound(network: "Network", from_: str, script: list[Step], **facts: Any) -> Call:
    """Somebody dials the public number. Returns at once; the call lives in the background."""
    number = network.settings.number
    call = network.open_call(
        from_, number, "inbound", status="ringing", listener=network.number_listener(), **facts
    )
    network.spawn(_inbound(network, call, script))
    return call


async def _inbound(network: "Network", call: Call, script: list[Step]) -> None:
    line = Line(network, call)
    acting = network.spawn(_act(line, script))
    try:
        await line.live(Source(network.settings.voice_url, kind="voice"))
    finally:
        acting.cancel()


async def _act(line: Line, script: list[Step]) -> None:
    for step in script:
        await line.network.pace.sleep(step.after_s)
        if step.press:
            # People press when they are asked to, not before the prompt begins.
            await press_when_asked(line, step.press)
        if step.hang_up:
            hang_up(line.call, "caller")


def place_outbound(
    network: "Network",
    from_: str,
    to: str,
    source: Source,
    timeout: float,
    listener: StatusListener | None,
) -> Call:
    """The REST interface asks for a line. Returns at once, with the line still `queued`."""
    call = network.open_call(from_, to, "outbound-api", listener=listener)
    network.spawn(_outbound(network, call, source, timeout))
    return call


async def _outbound(network: "Network", call: Call, source: Source, ring_s: float) -> None:
    line = Line(network, call)
    if await _is_answered(line, ring_s):
        await line.live(source)


async def _is_answered(line: Line, ring_s: float) -> bool:
    """Ring the far end; when it does not answer the line is over."""
    try:
        status = await ring(line, ring_s)
    except HungUp as end:
        line.end(end.by)
        return False
    if status != "in-progress":
        line.mark("declined" if status == "busy" else "not_answered")
        line.network.advance(line.call, status)
        return False
    line.network.advance(line.call, "in-progress")
    line.hears("silence")
    return True


def place_into_room(
    network: "Network",
    room: Conference,
    participant: Participant,
    ring_s: float,
    listener: RoomListener | None,
) -> None:
    """The REST interface asks for a line into a conference. Returns at once, nobody is in yet."""
    network.conferences.expect(room, participant)
    network.spawn(_into_room(network, room, participant, ring_s, listener))


async def _into_room(
    network: "Network",
    room: Conference,
    participant: Participant,
    ring_s: float,
    listener: RoomListener | None,
) -> None:
    line = Line(network, participant.call)
    try:
        if await _is_answered(line, ring_s):
            await meet.by_rest(line, room, participant, listener)
        else:
            network.conferences.give_up(room, participant)
    except Redirected as redirect:
        await line.live(redirect.source)
    except Exception:
        line.end("network")
        raise


def hang_up(call: Call, by: str) -> None:
    """Put a line down: `caller`, `handset` or `api`."""
    call.interrupts.send(HungUp(by))


def press_now(network: "Network", call: Call, keys: str) -> bool:
    """Press keys on a line; False when nothing listens and they are lost."""
    return press(Line(network, call), keys)
