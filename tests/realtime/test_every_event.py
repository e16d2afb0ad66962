"""One evening in which everything happens that an event can tell: every screen converges (I7).

The table `EVENING` is played in order. Each screen's line is lost before each step and comes back
after it; what it shows then must be what a fresh one shows. A kind of event that no step brings
about fails the test, so a new one needs its step here.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from app.calls import callbacks, offers, on_hold, outgoing, overflow, placing, texts
from app.calls import service as calls
from app.calls.models import Call, CallBack, TextIn
from app.cases import contact, linking
from app.cases import service as cases
from app.cases.safety import ContactNotSafe, Purpose, permit
from app.cases.timeline import SYSTEM
from app.core import security
from app.core.db import Database
from app.core.outbox import Event, OutboxRow
from app.directory.models import Worker
from app.dispatch import asking
from app.dispatch import service as dispatch
from tests.dispatch.world import PASSWORD, UNION, World
from tests.realtime import evening_alerts as alerts
from tests.realtime import evening_ladder as ladder
from tests.realtime import evening_registry as registry
from tests.realtime import evening_silent as silent
from tests.realtime import evening_visit as visit
from tests.realtime.evening import NUMBER, Evening
from tests.realtime.evening_clock import CLOCK
from tests.realtime.evening_file import ON_THE_FILE
from tests.realtime.evening_parties import PARTIES
from tests.realtime.evening_queue import (
    announced,
    announcement_over,
    booked,
    cleared,
    key_pressed,
    marked,
    more_time,
    session_held,
)
from tests.realtime.evening_residence import HOUSE, RESIDENCE
from tests.realtime.evening_safety import SIGNS_OF_LIFE
from tests.realtime.evening_unmet import NOBODY_TO_ASK
from tests.realtime.house import running
from tests.realtime.watched import Watched

CENTRE = "SRTRCCR-BAR"
Act = Callable[[Evening], Awaitable[Any]]


async def _missed(evening: Evening) -> None:
    offer = await evening.offered()
    await evening.do(lambda s: offers.offer_due(s, offer.id))


async def _passed_on(evening: Evening) -> None:
    offer = await evening.offered()
    await evening.do(lambda s: offers.pass_on(s, offer.id, offer.staff_id, "personal"))


async def _line_lost(evening: Evening) -> None:
    async def act(session: Any) -> None:
        leg = await calls.current_leg(session, await session.get_one(Call, evening.calls["first"]))
        assert leg is not None
        await calls.counsellor_lost(session, leg.id, caller_is_up=True)

    await evening.do(act)


async def _own(evening: Evening, verb: Callable[..., Awaitable[Any]]) -> None:
    call = await evening.do(lambda s: s.get_one(Call, evening.calls["first"]))
    await evening.do(lambda s: verb(s, call.id, call.owner_id))


async def _hung_up(evening: Evening) -> None:
    call = await evening.do(lambda s: s.get_one(Call, evening.calls["first"]))
    await evening.do(lambda s: calls.hang_up(s, call.id, call.owner_id))


async def _wrapped_up(evening: Evening) -> None:
    call = await evening.do(lambda s: s.get_one(Call, evening.calls["first"]))
    await evening.do(lambda s: calls.complete(s, call.id, call.owner_id))


async def _ticket_of_a_dispatch(evening: Evening) -> None:
    evening.ticket("visit", await evening.world.add_incident(UNION, "P2"))


async def _hastened(evening: Evening) -> None:
    by = evening.world.counsellor.id
    await evening.on("visit", lambda s, one: cases.set_urgency(s, one, "P1", by))
    await evening.do(
        lambda s: asking.follow_urgency(s, evening.tickets["visit"], evening.house.settings)
    )


async def _last_one_off_duty(evening: Evening) -> None:
    """The third worker goes off duty and the second declines: nobody is left."""
    second, third = evening.world.workers[1], evening.world.workers[2]

    async def off(session: Any) -> None:
        (await session.get_one(Worker, third.id)).on_duty = False

    await evening.do(off)
    await evening.world.decline(evening.out, second)


async def _to_the_centre(evening: Evening) -> None:
    centre = await evening.world.centre(CENTRE)
    await evening.send_out("visit", chosen=centre)


async def _centre(evening: Evening, verb: Callable[..., Awaitable[Any]]) -> None:
    centre = await evening.world.centre(CENTRE)
    await verb(evening, centre)


async def _link(evening: Evening, one: str, to: str) -> None:
    kept = str(evening.tickets[to])
    by = evening.world.counsellor
    await evening.do(lambda s: linking.link(s, by, evening.tickets[one], kept))


async def _reports_of_one(evening: Evening) -> None:
    """A call and a worker who is asked, both for what a third ticket tells already."""
    await evening.ring("report")
    by = evening.world.counsellor.id

    async def take(session: Any, incident: Any) -> None:
        await cases.add_party(session, incident, "counsellor", by)
        await cases.set_urgency(session, incident, "P1", by)

    await evening.on("report", take)
    evening.ticket("errand", await evening.world.add_incident(UNION))
    await evening.send_out("errand")
    evening.ticket("kept", await evening.world.add_incident(UNION))


async def _refused(evening: Evening) -> None:
    index = security.vault().blind_index(NUMBER)

    async def ask(session: Any, incident: Any) -> None:
        with pytest.raises(ContactNotSafe):
            await permit(session, incident, index, Purpose.CALL_BACK)

    await evening.on("night", ask)


async def _by_key(evening: Evening) -> None:
    index, call_id = security.vault().blind_index(NUMBER), evening.calls["night"]
    await evening.on("night", lambda s, one: contact.mark_safe_by_key(s, one, call_id, index))


async def _everybody_goes(evening: Evening) -> None:
    for name in ("asha", "bina"):
        await evening.duty(name, "pause", reason="meal")


async def _row(evening: Evening) -> UUID:
    found = await evening.do(
        lambda s: s.exec(select(CallBack.id).where(CallBack.call_id == evening.calls["night"]))
    )
    id_: UUID = found.one()
    return id_


async def _called_back(evening: Evening) -> None:
    await evening.duty("asha", "resume")
    id_, by = await _row(evening), evening.people["asha"].id
    call = await evening.do(lambda s: outgoing.call_back(s, id_, by))
    evening.calls["back"] = call.id


async def _call_back_done(evening: Evening) -> None:
    id_, by = await _row(evening), evening.people["asha"].id
    await evening.do(lambda s: callbacks.complete(s, id_, by, "not_reached"))


async def _text_came(evening: Evening, name: str) -> None:
    fact = texts.TextArrived(f"SM-{name}", NUMBER, "mobile", "কেউ আছেন?")
    await evening.do(lambda s: texts.came(s, fact))
    row = await evening.do(
        lambda s: s.exec(select(TextIn).where(TextIn.provider_message_id == f"SM-{name}"))
    )
    text = row.one()
    evening.ticket(name, text.incident_id)
    evening.texts[name] = text.id


async def _text_taken(evening: Evening) -> None:
    by = evening.people["bina"].id
    await evening.do(lambda s: texts.take_on(s, evening.texts["text"], by))


def _gone(name: str) -> Act:
    return lambda e: e.do(lambda s: calls.caller_left(s, e.calls[name]))


EVENING: tuple[tuple[str, Act], ...] = (
    ("a counsellor starts", lambda e: e.duty("asha", "start")),
    ("a call rings", lambda e: e.ring("first")),
    ("it is offered", Evening.offer),
    ("nobody answers", _missed),
    ("the next counsellor starts", lambda e: e.duty("bina", "start")),
    ("it is offered to that one", Evening.offer),
    ("who passes it on", _passed_on),
    ("the first one is back", lambda e: e.duty("asha", "resume")),
    ("it is offered again", Evening.offer),
    ("it is accepted", Evening.accept),
    ("they talk", lambda e: e.talk("first")),
    (
        "a field is saved that raises the urgency",
        lambda e: e.on(
            "first", lambda s, one: cases.save_field(s, one, "injured", "yes", e.people["asha"].id)
        ),
    ),
    (
        "the place is said",
        lambda e: e.on(
            "first", lambda s, one: cases.locate(s, one, UNION, "said", e.people["asha"].id)
        ),
    ),
    (
        "it is categorised",
        lambda e: e.on(
            "first",
            lambda s, one: cases.categorise(s, one, ["physical_violence"], e.people["asha"].id),
        ),
    ),
    *ON_THE_FILE,
    ("the counsellor's line is lost", _line_lost),
    ("who is back", lambda e: e.duty("asha", "resume")),
    ("the caller is offered at once", Evening.offer),
    ("and accepted", Evening.accept),
    ("they talk again", lambda e: e.talk("first")),
    ("the caller is put on hold", lambda e: _own(e, on_hold.hold)),
    ("and back in the talk", lambda e: _own(e, on_hold.resume)),
    *silent.INTERVIEW,
    *PARTIES,
    ("the counsellor hangs up", _hung_up),
    ("who marks the number", marked),
    ("which a supervisor clears", cleared),
    ("hands over for two sessions", lambda e: booked(e, "first", 2)),
    ("of which one is held", session_held),
    ("takes more time after it", more_time),
    ("and has wrapped up", _wrapped_up),
    ("the child is safe", lambda e: e.on("first", lambda s, one: cases.mark_safe(s, one, SYSTEM))),
    (
        "the ticket is closed",
        lambda e: e.on(
            "first", lambda s, one: cases.close(s, one, "resolved", e.people["asha"].id)
        ),
    ),
    ("somebody walks in", _ticket_of_a_dispatch),
    ("a worker is asked", lambda e: e.send_out("visit")),
    ("the text is out of reach", alerts.text_delayed),
    ("so that the telephone rings, and is lifted", alerts.line_lifted),
    ("the text is sent", alerts.text_sent),
    ("and delivered", alerts.text_delivered),
    ("the worker's screen shows it", alerts.shown),
    ("it becomes more urgent", _hastened),
    ("the time is up: the next one is asked", Evening.time_is_up),
    ("who saw it is not called", alerts.call_not_needed),
    ("that text fails", alerts.text_failed),
    ("supervisors are told of it", alerts.supervisors_told),
    ("the last one is off duty, the second declines", _last_one_off_duty),
    ("no supervisor takes charge", Evening.time_is_up),
    ("the first one goes after all", lambda e: e.world.accept(e.out, e.world.workers[0])),
    *ladder.NOTHING_HAPPENS,
    *visit.ON_THE_WAY,
    *SIGNS_OF_LIFE,
    ("arrives", lambda e: e.world.step_on(dispatch.arrive, e.out)),
    *visit.WITH_THE_CHILD,
    (
        "and has done it",
        lambda e: e.do(lambda s: dispatch.complete(s, e.out, e.world.workers[0], "child_safe")),
    ),
    *HOUSE,
    *visit.AT_THE_DOOR,
    ("a centre is asked", _to_the_centre),
    ("holds a bed", lambda e: _centre(e, lambda e, c: e.world.accept(e.out, c))),
    ("whose time runs out", lambda e: e.world.bed_runs_out()),
    (
        "the child is there",
        lambda e: _centre(e, lambda e, c: e.do(lambda s: dispatch.admit(s, e.out, c))),
    ),
    *RESIDENCE,
    ("two more reports of one thing", _reports_of_one),
    ("one with a session to come", lambda e: booked(e, "report", 1)),
    ("the ringing one is linked", lambda e: _link(e, "report", "kept")),
    ("and the one with a worker out", lambda e: _link(e, "errand", "kept")),
    ("its worker gives it back", ladder.handed_back),
    ("its ladder stands still", ladder.stands_still),
    ("nobody need go", lambda e: e.world.stand_down(e.out)),
    ("its caller leaves", _gone("report")),
    ("all counsellors go for a meal", _everybody_goes),
    ("a call rings at night", lambda e: e.ring("night")),
    ("presses the key of who can't speak", key_pressed),
    ("it has the place of the one before", lambda e: placing.place_new(e.house.database)),
    ("it goes to the duty phones", lambda e: e.do(lambda s: overflow.divert(s, e.calls["night"]))),
    ("where nobody is", lambda e: e.do(lambda s: overflow.missed(s, e.calls["night"]))),
    ("another one rings", lambda e: e.ring("late", None)),
    ("goes there, too", lambda e: e.do(lambda s: overflow.divert(s, e.calls["late"]))),
    ("and is answered", lambda e: e.do(lambda s: overflow.answered(s, e.calls["late"], 1))),
    ("the duty phone hangs up", lambda e: e.do(lambda s: overflow.talk_over(s, e.calls["late"]))),
    ("that caller leaves", _gone("late")),
    ("the first one leaves", _gone("night")),
    ("the number may not be called", _refused),
    (
        "a supervisor forbids it",
        lambda e: e.on(
            "night",
            lambda s, one: contact.forbid(s, one, "somebody_listens", e.people["shanta"].id),
        ),
    ),
    (
        "and allows it",
        lambda e: e.on(
            "night", lambda s, one: contact.allow(s, one, "known_safe", e.people["shanta"].id)
        ),
    ),
    ("the caller's key says so, too", _by_key),
    ("a counsellor takes the row in hand", silent.claimed),
    ("lets it go", silent.released),
    ("a counsellor calls back", _called_back),
    ("nobody answers there", _gone("back")),
    ("nor at any other attempt", silent.plan_over),
    ("a supervisor has them begin anew", silent.planned_again),
    ("late news tells that they had talked", lambda e: e.talk("back")),
    ("the row is done", _call_back_done),
    ("a text comes in", lambda e: _text_came(e, "text")),
    ("another one comes", lambda e: _text_came(e, "twin")),
    ("the first is taken", _text_taken),
    ("the other is linked to it", lambda e: _link(e, "twin", "text")),
    ("a disaster is announced", announced),
    ("and is over", announcement_over),
    *silent.FLAGS,
    *CLOCK,
    *registry.STEPS,
    *NOBODY_TO_ASK,
)


@pytest.fixture
async def evening(database: Database, tmp_path: Path) -> AsyncIterator[Evening]:
    async with running(database, tmp_path) as house:
        world = World(house.database, alerts.with_calls(house.settings))
        await world.build()
        await world.add_centres()
        centre = await world.centre(CENTRE)
        people = {}
        async with house.database.transaction() as session:
            for name in ("asha", "bina"):
                people[name] = await world.add_staff(session, name, "counsellor")
            people["shanta"] = await world.add_staff(session, "shanta", "supervisor")
            for name, worker in zip(("rina", "suman"), world.workers, strict=False):
                await world.add_staff(session, name, "worker", worker_id=worker.id)
            await world.add_staff(session, "barishal", "centre", centre_id=centre.id)
        field_people = ("rina", "suman", "barishal")
        for name in (*people, *field_people, world.counsellor.name):
            assert (await house.sign_in(name, PASSWORD)).is_success
        mine = ("asha", "bina", world.counsellor.name)
        screens = [
            *((name, "me") for name in mine),
            *((name, "field") for name in field_people),
            ("shanta", "board"),
        ]
        yield Evening(house, world, Watched(house, screens), people)


def kinds() -> set[str]:
    """Every kind of event the product can record."""

    def below(parent: type[Event]) -> set[type[Event]]:
        return {parent}.union(*(below(child) for child in parent.__subclasses__()))

    own = (one for one in below(Event) if one.__module__.startswith("app."))
    return {one.key for one in own if hasattr(one, "key")}


async def test_every_screen_converges_after_every_event_there_is(evening: Evening) -> None:
    await evening.watched.compare("nothing")
    for step, act in EVENING:
        try:
            await act(evening)
            await evening.watched.compare(step)
        except BaseException as error:
            error.add_note(f"at the step: {step}")
            raise
    happened = await evening.do(lambda s: s.exec(select(col(OutboxRow.event)).distinct()))
    assert kinds() - set(happened) == set()
