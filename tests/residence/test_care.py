"""Care for a child who stays, on a real Postgres: what is written, what is refused, who is told."""

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from sqlmodel import select

from app.cases import access, exclusions
from app.cases import service as cases
from app.core import clock as our_clock
from app.core.moves import IllegalMove
from app.core.outbox import OutboxRow
from app.dispatch import beds, service
from app.dispatch.ladder import Responder
from app.residence import admissions, care, care_incidents, extensions, stays
from app.residence.admitting import ChildStaysAlready, HouseIsForOthers, NoBedHere
from app.residence.care_models import StayDue
from app.residence.care_states import (
    CameBy,
    Happened,
    Item,
    LifeSkill,
    Severity,
    SkillStep,
    TalkKind,
    ToldTo,
    TrackEnd,
    TrackKind,
    WhoIsIt,
    WhyLonger,
)
from app.residence.states import Left, MoreReason
from app.residence.stays import StayIsOver
from tests.residence.home import Home

WORDS = "জবাফুলের মতো একটি কথা"


def dues(row: dict[str, Any]) -> dict[str, int]:
    return {one["due"]: one["level"] for one in row["dues"]}


async def test_an_admission_at_the_desk_opens_a_ticket_and_a_clock_and_refuses_by_name(
    home: Home,
) -> None:
    sent = uuid4()
    stay, again = [
        await home.admit("girl", notes={"condition": "tired"}, id=sent) for _ in range(2)
    ]
    assert again.id == stay.id, "sent again after a broken line, it is one child"
    row = await home.row(stay)
    assert (row["came_by"], row["dispatch_id"], row["label"]) == ("court", None, "g1")
    assert dues(row) == {"health_check": 0, "stay_ends": 0}
    assert row["ends_at"].startswith("2027-05-24")
    incident = await home.world.incident(stay.incident_id)
    assert (incident.channel.value, incident.place is not None) == ("institution", True)
    with pytest.raises(HouseIsForOthers):
        await home.admit("boy", bed=home.beds["g2"])
    await home.admit("boy")
    with pytest.raises(NoBedHere) as full:
        await home.admit("boy")
    assert full.value.facts["seats"] == 3
    over = await home.admit("boy", over_reason=MoreReason.SIBLINGS)  # a seat is free, no boys' bed
    assert (over.bed_id, over.over, over.over_reason) == (None, False, MoreReason.SIBLINGS)
    late = await home.admit("girl", over_reason=MoreReason.COURT_ORDER)
    assert (late.over, late.over_reason) == (True, MoreReason.COURT_ORDER)
    assert (await home.board())["over"] == 1
    assert [kind for kind, _ in await home.told(stay)] == ["begun"]


async def test_of_two_at_the_desk_one_gets_the_last_bed(home: Home) -> None:
    await home.admit("boy")
    ends = await asyncio.gather(home.admit(), home.admit(), home.admit(), return_exceptions=True)
    kinds = sorted(type(end).__name__ for end in ends)
    assert kinds == ["NoBedHere", "Stay", "Stay"]
    assert (await home.board())["free"] == 0


async def test_one_child_stays_in_one_place_whoever_brings_it(home: Home) -> None:
    world, there = home.world, Responder("centre", home.other)
    first = await home.admit("girl")
    incident_id = first.incident_id

    async def again(centre: Responder, **said: Any) -> Any:
        id_ = await world.request(centre, incident_id=incident_id)
        await world.accept(id_, centre)
        door = beds.AtTheDoor(**said)
        try:
            return await home.do(lambda s: service.admit(s, id_, centre, home.stranger.id, door))
        finally:
            found = await world.dispatch(id_)
            if found.done_at is None:
                await world.stand_down(id_)

    async def party(session: Any) -> None:
        incident = await access.for_system(
            session, incident_id, access.SystemReason.SCREEN, lock=True
        )
        await cases.add_party(session, incident, "counsellor", world.counsellor.id)
        await cases.set_urgency(session, incident, "P2", world.counsellor.id)

    await home.do(party)
    with pytest.raises(ChildStaysAlready) as refused:
        await again(there)
    assert refused.value.facts["legal"] == ["same_moved", "another"]
    assert refused.value.facts["centre"]["en"]
    with pytest.raises(ChildStaysAlready) as here:
        await again(Responder("centre", home.centre))
    assert (here.value.facts["here"], here.value.facts["legal"]) == (True, ["leave", "another"])
    await again(there, who=WhoIsIt.SAME_MOVED)
    told = await home.told(first)
    assert told[-1] == ("ended", told[-1][1])
    assert told[-1][1]["reason"] == "other_centre"
    with pytest.raises(ChildStaysAlready):
        await again(Responder("centre", home.centre))
    await again(Responder("centre", home.centre), who=WhoIsIt.ANOTHER)
    unasked = await again(Responder("centre", home.centre), ask=False)
    assert unasked.done_at is not None, "a press on a phone is never lost"


async def test_a_child_comes_back_under_its_ticket_once_it_had_left(home: Home) -> None:
    stay = await home.admit("girl")
    by, said = home.keeper.id, admissions.Arriving(CameBy.RETURNED)

    async def back(session: Any) -> Any:
        reason = access.SystemReason.SCREEN
        incident = await access.for_system(session, stay.incident_id, reason, lock=True)
        return await admissions.admit(session, home.centre, said, by, incident)

    with pytest.raises(ChildStaysAlready):
        await home.do(back)
    await home.do(lambda s: stays.leave(s, home.centre, stay.id, Left.FAMILY, WORDS, by))
    again = await home.do(back)
    assert (again.child_id, again.came_by) == (stay.child_id, CameBy.RETURNED)
    assert again.ends_at > stay.ends_at - timedelta(seconds=1)


async def test_what_is_given_learnt_and_said_stands_in_the_file_and_no_word_anywhere_else(
    home: Home, clock: time_machine.Traveller
) -> None:
    stay, by, today = await home.admit("girl", age="১৩ বছর"), home.keeper.id, home.today()
    at = (home.centre, stay.id)
    issue = await home.do(lambda s: care.give(s, *at, item=Item.BLANKET, count=1, on=today, by=by))
    assert "blanket" not in [one["item"] for one in (await home.file(stay))["lacking"]]
    for _ in range(2):
        await home.do(lambda s: care.undo_give(s, *at, issue.id, by))
    with pytest.raises(care.NotInThisStay) as early:
        day = today - timedelta(days=1)
        await home.do(lambda s: care.give(s, *at, item=Item.SHEET, count=1, on=day, by=by))
    assert early.value.facts["legal"] == [today.isoformat()] * 2

    def begin(kind: TrackKind) -> Any:
        return home.do(lambda s: care.begin_track(s, *at, kind=kind, words=WORDS, on=today, by=by))

    with pytest.raises(care.TooYoungForThat) as young:
        await begin(TrackKind.TRAINING)
    assert young.value.facts["legal"] == ["non_formal", "school"]
    track = await begin(TrackKind.SCHOOL)
    with pytest.raises(care.TrackIsOpen):
        await begin(TrackKind.SCHOOL)
    over: dict[str, Any] = {"ending": TrackEnd.DROPPED, "on": today, "by": by}
    for _ in range(2):
        await home.do(lambda s: care.end_track(s, *at, track.id, **over))
    with pytest.raises(care.TrackIsOver):
        await home.do(
            lambda s: care.end_track(s, *at, track.id, **{**over, "ending": TrackEnd.FINISHED})
        )
    talk: dict[str, Any] = {
        "kind": TalkKind.INDIVIDUAL,
        "on": today,
        "minutes": None,
        "next_on": None,
    }
    await home.do(lambda s: care.hold_talk(s, *at, **talk, words=WORDS, by=by))
    skill: dict[str, Any] = {"skill": LifeSkill.STRESS, "step": SkillStep.PRACTISES, "on": today}
    await home.do(lambda s: care.note_skill(s, *at, **skill, words=WORDS, by=by))
    file = await home.file(stay)
    assert {"item": "blanket", "count": 1} in file["lacking"]
    assert file["kit"][0]["undone_by"]["en"] == "Mita"
    assert [file[part][0]["words"] for part in ("tracks", "talks", "skills")] == [WORDS] * 3
    assert file["talks"][0]["minutes"] is None, "what nobody has said stays unknown"
    told = await home.do(lambda s: s.exec(select(OutboxRow)))
    assert WORDS not in str([row.facts for row in told])
    assert [kind for kind, _ in await home.told(stay)][1:] == [
        "kit_given",
        "kit_given",
        "track_begun",
        "track_ended",
        "talk_held",
        "skill_noted",
    ]


async def test_six_months_remind_the_centre_then_supervisors_and_are_extended_by_another_person(
    home: Home, clock: time_machine.Traveller
) -> None:
    stay, keeper, chief = await home.admit("girl"), home.keeper.id, home.supervisor.id
    ends_at = stay.ends_at
    clock.move_to(ends_at - timedelta(days=30))
    await home.fire()
    assert dues(await home.row(stay)) == {"health_check": 3, "stay_ends": 1}
    asked: dict[str, Any] = {
        "months": 2,
        "reason": WhyLonger.COURT_PENDING,
        "words": WORDS,
        "by": keeper,
    }
    one = await home.do(lambda s: extensions.ask(s, home.centre, stay.id, **asked))
    with pytest.raises(extensions.ExtensionIsAsked):
        await home.do(lambda s: extensions.ask(s, home.centre, stay.id, **asked))
    assert (await home.row(stay))["extension"]["months"] == 2
    assert (await home.board())["asked"] == 1

    def answer(verb: str, by: Any, centre: Any = None) -> Any:
        return home.do(lambda s: extensions.answer(s, centre, one.id, verb, words="হ্যাঁ", by=by))

    with pytest.raises(extensions.NotByWhoAsked):
        await answer("approve", keeper)
    with pytest.raises(extensions.ExtensionNotFound):
        await answer("withdraw", home.stranger.id, home.other)
    await answer("approve", chief)
    with pytest.raises(IllegalMove) as answered:
        await answer("refuse", chief)
    assert answered.value.facts["legal"] == []
    row = await home.row(stay)
    assert (row["ends_at"][:10], row["extension"]) == ("2027-07-24", None)
    assert dues(row)["stay_ends"] == 0, "it is another date, of which nobody was told"
    clock.move_to(ends_at + timedelta(days=61 + 8))
    await home.fire()
    assert dues(await home.row(stay))["stay_ends"] == 3
    assert (await home.board())["late"] == 2
    late = [facts["level"] for kind, facts in await home.told(stay) if kind == "late_told"]
    assert late.count("district") == 2
    (extension,) = (await home.file(stay))["extensions"]
    assert (extension["words"], extension["answer"], extension["state"]) == (
        WORDS,
        "হ্যাঁ",
        "approved",
    )
    assert extension["ended_by"] is not None, "who approved"


async def test_a_grave_incident_waits_for_a_supervisor_and_ends_with_a_follow_up(
    home: Home, clock: time_machine.Traveller
) -> None:
    stay, keeper, chief = await home.admit("girl"), home.keeper.id, home.supervisor.id
    said: dict[str, Any] = {
        "what": Happened.HURT_BY_STAFF,
        "severity": Severity.MINOR,
        "happened_at": our_clock.now(),
        "words": WORDS,
        "told_to": [ToldTo.HEAD],
        "by": keeper,
    }
    for wrong in (timedelta(days=-1), timedelta(hours=1)):
        at: dict[str, Any] = {**said, "happened_at": our_clock.now() + wrong}
        with pytest.raises(care.NotInThisStay):
            await home.do(
                partial(care_incidents.tell_incident, centre_id=home.centre, stay_id=stay.id, **at)
            )
    one = await home.do(lambda s: care_incidents.tell_incident(s, home.centre, stay.id, **said))
    assert one.severity is Severity.GRAVE
    assert [row["what"] for row in (await home.board())["grave"]] == ["hurt_by_staff"]
    done: dict[str, Any] = {"words": WORDS, "told_to": [ToldTo.POLICE], "by": keeper}
    with pytest.raises(care_incidents.NotSeenYet):
        await home.do(
            lambda s: care_incidents.follow_up(s, home.centre, one.id, closed=True, **done)
        )
    clock.shift(46 * 60)
    await home.fire()
    assert dues(await home.row(stay))["seen"] == 3, "nobody looked: the district hears of it"
    for _ in range(2):
        await home.do(lambda s: care_incidents.see(s, one.id, chief))
        opened = await home.do(
            lambda s: care_incidents.open_ticket(s, None, one.id, chief, answers=True)
        )
    ticket = await home.world.incident(opened.ticket_id)
    assert (ticket.channel.value, ticket.urgency) == ("institution", "P1")
    never = await home.do(lambda s: exclusions.excluded(s, ticket.id))
    assert never == {home.centre}, "whoever may have done it is not asked to help"
    assert (await home.board())["grave"] == []
    with pytest.raises(care_incidents.CareIncidentNotFound):
        await home.do(
            lambda s: care_incidents.follow_up(s, home.other, one.id, closed=True, **done)
        )
    await home.do(lambda s: care_incidents.follow_up(s, home.centre, one.id, closed=True, **done))
    with pytest.raises(care_incidents.CareIncidentIsClosed):
        await home.do(
            lambda s: care_incidents.follow_up(s, home.centre, one.id, closed=False, **done)
        )
    (row,) = (await home.file(stay))["incidents"]
    assert (row["ticket"], row["follow_ups"][0]["told"]) == (ticket.number, ["police"])
    assert "follow_up" not in dues(await home.row(stay))


async def test_the_end_of_a_stay_ends_its_bed_its_clocks_its_school_and_what_was_asked(
    home: Home, clock: time_machine.Traveller
) -> None:
    stay, by, today = await home.admit("girl"), home.keeper.id, home.today()
    at = (home.centre, stay.id)
    await home.do(
        lambda s: care.begin_track(s, *at, kind=TrackKind.SCHOOL, words=None, on=today, by=by)
    )
    asked: dict[str, Any] = {"months": 1, "reason": WhyLonger.TREATMENT, "words": WORDS, "by": by}
    await home.do(lambda s: extensions.ask(s, *at, **asked))
    told: dict[str, Any] = {
        "what": Happened.FIGHT,
        "severity": Severity.MINOR,
        "happened_at": our_clock.now(),
        "words": WORDS,
        "told_to": [],
        "by": by,
    }
    await home.do(lambda s: care_incidents.tell_incident(s, *at, **told))
    await home.do(lambda s: stays.leave(s, *at, Left.FAMILY, WORDS, by))
    file = await home.file(stay)
    assert [one["due"] for one in file["dues"]] == ["follow_up"], "an incident is still owed"
    assert (file["tracks"][0]["ending"], file["extensions"][0]["state"]) == (
        "left_centre",
        "withdrawn",
    )
    endings = await home.do(lambda s: s.exec(select(StayDue.ending)))
    assert sorted(map(str, endings)) == ["None", "left", "left"]
    with pytest.raises(StayIsOver) as over:
        await home.do(lambda s: extensions.ask(s, *at, **asked))
    assert over.value.facts["legal"] == []
    late: dict[str, Any] = {"item": Item.SHOES, "count": 1, "on": today, "by": by}
    await home.do(lambda s: care.give(s, *at, **late))  # what was forgotten may still be written
    clock.shift(timedelta(days=8))
    with pytest.raises(StayIsOver):
        await home.do(lambda s: care.give(s, *at, **late))
