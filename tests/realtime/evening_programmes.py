"""Steps of the evening about boards, training and outreach; holds no test."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import select

from app.cases.board_told import BodyKind
from app.cases.case_access import SystemWhy, for_system
from app.core import clock
from app.programmes.boards import agenda, decisions, meetings, minutes
from app.programmes.boards import service as boards
from app.programmes.boards.models import Decision
from app.programmes.boards.states import Level, Presence, SeatRole
from app.programmes.outreach import service as outreach
from app.programmes.outreach.models import OutreachEvent
from app.programmes.outreach.states import OutreachFor, OutreachKind, ReachedWho
from app.programmes.training import passing, sessions
from app.programmes.training import service as training
from app.programmes.training.states import Result
from app.staff.course_models import HolderKind, NeedKind, Qualification
from tests.realtime.evening import Evening


def _by(evening: Evening) -> UUID:
    return evening.people["shanta"].id


async def founded(evening: Evening) -> None:
    async def act(session: Any) -> None:
        said: dict[str, Any] = {"name_bn": "বোর্ড", "name_en": "Board", "quorum": 1}
        made = await boards.found(
            session,
            _by(evening),
            body=BodyKind.WELFARE_BOARD,
            level=Level.NATIONAL,
            place=None,
            **said,
        )
        evening.texts["board"] = made.id

    await evening.do(act)


async def changed(evening: Evening) -> None:
    board, by = evening.texts["board"], _by(evening)
    await evening.do(lambda s: boards.change(s, board, {"name_en": "National board"}, by))


async def described(evening: Evening) -> None:
    course = evening.texts["course"]
    await evening.do(lambda s: training.change(s, course, {"name_en": "PSST"}))


async def seated(evening: Evening) -> None:
    board, by = evening.texts["board"], _by(evening)
    said: dict[str, Any] = {"title_bn": "মন্ত্রী", "title_en": "Minister"}
    seat = await evening.do(lambda s: boards.add_seat(s, board, by, role=SeatRole.CHAIR, **said))
    evening.texts["seat"] = seat.id


async def planned(evening: Evening) -> None:
    board, by = evening.texts["board"], _by(evening)
    at = clock.now() - timedelta(hours=1)
    meeting = await evening.do(lambda s: meetings.plan(s, board, at, None, by))
    evening.texts["meeting"] = meeting.id


async def laid(evening: Evening) -> None:
    async def act(session: Any) -> None:
        case_id = evening.tickets["case"]
        case = await for_system(session, case_id, SystemWhy.SCREEN, lock=True)
        meeting = evening.texts["meeting"]
        item = await agenda.lay_case(session, meeting, case, "school", _by(evening))
        evening.texts["item"] = item.id

    await evening.do(act)


async def held(evening: Evening) -> None:
    seen = {evening.texts["seat"]: Presence.PRESENT}
    meeting, by = evening.texts["meeting"], _by(evening)
    await evening.do(lambda s: meetings.hold(s, meeting, clock.now(), seen, by))


async def decided(evening: Evening) -> None:
    async def act(session: Any) -> None:
        made = await decisions.decide(
            session,
            evening.texts["meeting"],
            _by(evening),
            said="স্কুলে ভর্তি",
            due_on=clock.now().astimezone(clock.DHAKA).date(),
            seat_id=evening.texts["seat"],
            item_id=evening.texts["item"],
        )
        evening.texts["decision"] = made.id

    await evening.do(act)


async def late(evening: Evening) -> None:
    """It was due a while ago: somebody hears that it is late."""

    async def act(session: Any) -> None:
        row = (await session.exec(select(Decision))).one()
        row.due_on -= timedelta(days=8)
        row.made_on -= timedelta(days=9)
        row.made_at -= timedelta(days=9)
        session.add(row)
        await session.flush()
        await decisions.decision_due(session, row.id)

    await evening.do(act)


async def done(evening: Evening) -> None:
    decision, by = evening.texts["decision"], _by(evening)
    today = clock.now().astimezone(clock.DHAKA).date()
    await evening.do(lambda s: decisions.done(s, decision, today, None, by))


async def minuted(evening: Evening) -> None:
    async def act(session: Any) -> None:
        meeting, who = evening.texts["meeting"], evening.people["shanta"]
        await minutes.write(session, who, meeting, None)
        await minutes.opened(session, who, meeting)

    await evening.do(act)


async def taught(evening: Evening) -> None:
    async def act(session: Any) -> None:
        made = await training.add(
            session, code="PSST", name_bn="প্রশিক্ষণ", name_en="Course", valid_months=6
        )
        evening.texts["course"] = made.id
        await training.need(session, made.id, NeedKind.SKILL, "signs", True, _by(evening))

    await evening.do(act)


async def trained(evening: Evening) -> None:
    async def act(session: Any) -> None:
        by, asha = _by(evening), evening.people["asha"].id
        now = clock.now()
        one = await sessions.plan(
            session,
            evening.texts["course"],
            by,
            starts_at=now - timedelta(hours=3),
            ends_at=now - timedelta(hours=1),
        )
        await sessions.enrol(session, one.id, HolderKind.STAFF, asha, by)
        await sessions.hold(session, one.id, {asha: (True, Result.PASSED)}, by)

    await evening.do(act)


async def runs_out(evening: Evening) -> None:
    """What was passed long ago ends soon."""

    async def act(session: Any) -> None:
        row = (await session.exec(select(Qualification))).one()
        row.got_on -= timedelta(days=170)
        assert row.until is not None
        row.until -= timedelta(days=170)
        session.add(row)
        await session.flush()
        await passing.qualification_ends(session, row.id)

    await evening.do(act)


async def renewed(evening: Evening) -> None:
    async def act(session: Any) -> None:
        course = await training.locked(session, evening.texts["course"])
        asha, by = evening.people["asha"].id, _by(evening)
        today = clock.now().astimezone(clock.DHAKA).date()
        await passing.qualify(session, course, HolderKind.STAFF, asha, today, by)

    await evening.do(act)


async def told_in_schools(evening: Evening) -> None:
    now = clock.now()

    async def act(session: Any) -> None:
        await outreach.plan(
            session,
            _by(evening),
            kind=OutreachKind.SCHOOL_VISIT,
            name_bn="আলোচনা",
            name_en="Talk",
            starts_at=now - timedelta(hours=2),
            ends_at=now - timedelta(hours=1),
            audience=[OutreachFor.CHILDREN],
        )

    await evening.do(act)


async def counted(evening: Evening) -> None:
    async def act(session: Any) -> None:
        one = (await session.exec(select(OutreachEvent.id))).one()
        await outreach.hold(session, one, {ReachedWho.GIRLS: 40}, _by(evening))

    await evening.do(act)


PROGRAMMES = (
    ("a board is founded", founded),
    ("gets a chair", seated),
    ("a meeting of it is planned", planned),
    ("a case is laid before it", laid),
    ("it is held", held),
    ("and decides", decided),
    ("which nobody sees to in time", late),
    ("it gets another name", changed),
    ("and then somebody does", done),
    ("the minutes are written, and read", minuted),
    ("a course is needed for a skill", taught),
    ("it is held, and passed", trained),
    ("it counts not much longer", runs_out),
    ("and has another name", described),
    ("and is passed anew", renewed),
    ("an event is planned", told_in_schools),
    ("and held", counted),
)
