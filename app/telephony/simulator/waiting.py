"""The Enqueue verb: a caller waits, hears the wait document in rounds and leaves; no routing."""

from typing import TYPE_CHECKING

from app.telephony.simulator.interrupts import HungUp, Redirected, Source
from app.telephony.simulator.queues import Member, Queue
from app.telephony.simulator.twiml import WAIT_VERBS, TwimlError, Verb

if TYPE_CHECKING:
    from app.telephony.simulator.line import Document, Line

_HOLD_MUSIC_S = 24 * 3600.0
# A wait document without any sound is not asked for more often than this (simulated seconds).
_LEAST_BETWEEN_REQUESTS_S = 1.0


class LeftQueue(Exception):
    """The wait document told the caller to leave the queue."""


async def enqueue(line: "Line", document: "Document", verb: Verb) -> Source | None:
    """Stand in the queue until something ends the wait, then tell the action address how it ended.

    `error` and `queue-full` keep the caller on the line. Source: Twilio, "TwiML Voice: Enqueue".
    """
    queue = line.network.queues.named(verb.text)
    if queue.is_full:
        return line.action(document, verb, "queue_left", QueueResult="queue-full")
    member = queue.join(line.call, line.network.pace.now())
    line.mark("queued", queue=queue.name, position=len(queue.members))
    result = "error"
    try:
        result = await _wait(line, document, verb, queue, member)
    except HungUp:
        result = "hangup"
        line.tell(_result(line, document, verb, queue, member, result), "completed")
        raise
    except Redirected:
        result = "redirected"
        line.tell(_result(line, document, verb, queue, member, result), "in-progress")
        raise
    finally:
        queue.leave(member)
        line.mark("left_queue", result=result)
    return _result(line, document, verb, queue, member, result)


def _result(
    line: "Line",
    document: "Document",
    verb: Verb,
    queue: Queue,
    member: Member,
    result: str,
) -> Source | None:
    waited = str(int(line.network.pace.now() - member.joined_at))
    facts = {"QueueResult": result, "QueueSid": queue.sid, "QueueTime": waited}
    return line.action(document, verb, "queue_left", **facts)


async def _wait(
    line: "Line", document: "Document", verb: Verb, queue: Queue, member: Member
) -> str:
    """Wait until the document leaves (`leave`) or can't be followed (`error`)."""
    address = verb.get("waitUrl")
    try:
        while address:
            asked_at = line.network.pace.now()
            extra = queue.params(member, asked_at)
            method = verb.get("waitUrlMethod", "POST").upper()
            source = Source(document.resolve(address), method, extra, kind="wait")
            await line.run(source, WAIT_VERBS)
            passed = line.network.pace.now() - asked_at
            await line.rest(_LEAST_BETWEEN_REQUESTS_S - passed)
        line.hears("sound")
        await line.rest(_HOLD_MUSIC_S)
        return "error"
    except LeftQueue:
        return "leave"
    except TwimlError as error:
        line.mark("wait_failed", code=error.code, reason=str(error))
        return "error"
