"""Steps of an evening about the queue: keys, marks, sessions, announcements; holds no test."""

from datetime import timedelta
from typing import Any

from sqlmodel import select

from app.calls import announcements, languages, nuisance, sessions, wrap_up
from app.calls.models import Announcement, BookedSession, Call
from app.core import clock
from app.staff.models import Staff
from tests.realtime.evening import Evening


async def more_time(evening: Evening) -> None:
    call = await evening.do(lambda s: s.get_one(Call, evening.calls["first"]))
    await evening.do(lambda s: wrap_up.extend(s, call.id, call.owner_id))


async def marked(evening: Evening) -> None:
    call = await evening.do(lambda s: s.get_one(Call, evening.calls["first"]))
    await evening.do(lambda s: nuisance.mark(s, call.id, call.owner_id, "plays"))


async def cleared(evening: Evening) -> None:
    by = evening.people["shanta"].id
    await evening.do(lambda s: nuisance.clear(s, evening.calls["first"], by))


async def booked(evening: Evening, name: str, times: int) -> None:
    to = evening.people["bina"].id

    async def book(session: Any, incident: Any) -> None:
        (await session.get_one(Staff, to)).skills = [sessions.SKILL]
        at = clock.now() + timedelta(days=30 + times)
        by = evening.people["asha"].id
        await sessions.book(
            session, incident, by=by, staff_id=to, starts_at=at, minutes=45, times=times
        )

    await evening.on(name, book)


async def session_held(evening: Evening) -> None:
    found = await evening.do(
        lambda s: s.exec(select(BookedSession.id).where(BookedSession.nth == 1))
    )
    id_, by = found.one(), evening.people["bina"].id
    await evening.do(lambda s: sessions.end(s, id_, "held", by))


async def announced(evening: Evening) -> None:
    by = evening.people["shanta"].id
    await evening.do(lambda s: announcements.announce(s, "disaster", 60, "flood", by))


async def announcement_over(evening: Evening) -> None:
    found = await evening.do(lambda s: s.exec(select(Announcement.id)))
    id_ = found.one()
    await evening.do(lambda s: announcements.over(s, id_))


async def key_pressed(evening: Evening) -> None:
    id_ = evening.calls["night"]
    assert await evening.do(lambda s: languages.key_pressed(s, id_, "CA-night", "2"))
