"""What happens to the alerts of the evening in which everything happens; holds no test."""

from typing import Any

from app.dispatch import alerts, receipts
from app.dispatch.supervisors import tell_supervisors
from tests.realtime.evening import Evening


async def text_sent(evening: Evening) -> None:
    id_ = await evening.text()
    await evening.do(lambda s: receipts.sent(s, id_, "SM1"))


async def text_delivered(evening: Evening) -> None:
    id_ = await evening.text()
    await evening.do(lambda s: receipts.text_status(s, id_, "delivered"))


def with_calls(settings: Any) -> Any:
    """A telephone rings where nothing else has come through."""
    return settings.model_copy(update={"messengers": "live,text,voice@20"})


async def text_delayed(evening: Evening) -> None:
    id_ = await evening.text()
    await evening.do(lambda s: receipts.out_of_reach(s, id_, "out_of_reach"))


async def line_lifted(evening: Evening) -> None:
    id_ = await evening.text("voice")
    await evening.do(lambda s: receipts.line_status(s, id_, "in-progress", "CA-alert"))


async def call_not_needed(evening: Evening) -> None:
    by = evening.world.workers[1]
    await evening.do(lambda s: receipts.shown(s, evening.out, by))
    id_ = await evening.text("voice")
    await evening.do(lambda s: alerts.due(s, id_))


async def supervisors_told(evening: Evening) -> None:
    await evening.on("visit", lambda s, one: tell_supervisors(s, one.id, "channel_down"))


async def text_failed(evening: Evening) -> None:
    id_ = await evening.text()
    await evening.do(lambda s: receipts.text_status(s, id_, "undelivered", "30003"))


async def shown(evening: Evening) -> None:
    by = evening.world.workers[0]
    await evening.do(lambda s: receipts.shown(s, evening.out, by))
