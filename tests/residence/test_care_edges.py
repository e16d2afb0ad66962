"""What a centre, its care and its screens must not be talked into, on a real Postgres."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from app.cases.people_access import ChildReason, for_system
from app.cases.people_fields import BirthMakesAdult
from app.cases.people_record import record_of
from app.core import clock as our_clock
from app.core.errors import InputIsInvalid
from app.residence import admissions, care, care_incidents, extensions, houses
from app.residence.care_states import (
    CameBy,
    Happened,
    Item,
    LifeSkill,
    Severity,
    SkillStep,
    TalkKind,
    WhyLonger,
)
from app.residence.service import BedIsTaken
from tests.residence.home import Home


async def test_a_centre_is_not_for_girls_alone_while_a_boy_lives_there(home: Home) -> None:
    await home.admit("girl")
    await home.admit("unknown")
    await home.do(lambda s: houses.change_centre(s, home.centre, {"intake_gender": "girls"}))
    await home.do(lambda s: houses.change_centre(s, home.centre, {"intake_gender": None}))
    await home.admit("boy")
    with pytest.raises(BedIsTaken):
        await home.do(lambda s: houses.change_centre(s, home.centre, {"intake_gender": "girls"}))


async def test_what_a_screen_sends_again_after_a_lost_answer_is_written_once(home: Home) -> None:
    stay, today = await home.admit("girl"), home.today()
    at = (home.centre, stay.id)
    said: dict[str, Any] = {"by": home.keeper.id, "id": uuid4()}
    talk: dict[str, Any] = {"kind": TalkKind.GROUP, "minutes": 30, "next_on": None, "words": "ভালো"}
    skill: dict[str, Any] = {"skill": LifeSkill.STRESS, "step": SkillStep.BEGUN, "words": None}
    happened: dict[str, Any] = {
        "what": Happened.ABUSE,
        "severity": Severity.GRAVE,
        "happened_at": our_clock.now(),
        "words": "ভয় পেয়েছে",
        "told_to": [],
    }
    done: dict[str, Any] = {"words": "কথা বলা হয়েছে", "told_to": [], "closed": False}
    for _ in range(2):
        await home.do(lambda s: care.give(s, *at, item=Item.BLANKET, count=1, on=today, **said))
        await home.do(lambda s: care.hold_talk(s, *at, **{**talk, **said}, on=today))
        await home.do(lambda s: care.note_skill(s, *at, **{**skill, **said}, on=today))
        one = await home.do(lambda s: care_incidents.tell_incident(s, *at, **{**happened, **said}))
        done["care_incident_id"] = one.id
        await home.do(lambda s: care_incidents.follow_up(s, home.centre, **{**done, **said}))
    file = await home.file(stay)
    assert [len(file[part]) for part in ("kit", "talks", "skills", "incidents")] == [1] * 4
    assert len(file["incidents"][0]["follow_ups"]) == 1


async def test_an_adult_is_admitted_with_a_reason_only_and_a_birth_tells_the_age(
    home: Home,
) -> None:
    by = home.keeper.id

    async def admit(born: str, why: str | None = None) -> Any:
        child = {"child_sex": "girl", "child_born": born}
        said = admissions.Arriving(CameBy.COURT, child, adult_reason=why)
        return await home.do(lambda s: admissions.admit(s, home.centre, said, by))

    for born, refusal, field in (
        ("2006-01-05", BirthMakesAdult, "child.adult_reason"),
        ("1931-01-05", InputIsInvalid, "child.born"),
        ("2027-01-05", InputIsInvalid, "child.born"),
    ):
        with pytest.raises(refusal) as wrong:
            await admit(born)
        assert wrong.value.field == field
    stay = await admit("2006-01-05", "in_care")
    child = await home.do(lambda s: for_system(s, stay.child_id, ChildReason.STAY))
    record = await home.do(lambda s: record_of(s, child))
    assert record["birth"].value["adult_reason"] == "in_care"


async def test_a_longer_stay_is_never_approved_that_is_late_at_once(
    home: Home, clock: time_machine.Traveller
) -> None:
    stay, by = await home.admit("girl"), home.keeper.id
    asked: dict[str, Any] = {"reason": WhyLonger.TREATMENT, "words": "x", "by": by}

    def ask(months: int) -> Any:
        return home.do(lambda s: extensions.ask(s, home.centre, stay.id, months=months, **asked))

    clock.move_to(stay.ends_at + timedelta(days=40))
    with pytest.raises(extensions.ExtensionIsTooShort) as short:
        await ask(1)
    assert short.value.facts["months"] == 2
    one = await ask(2)
    clock.move_to(stay.ends_at + timedelta(days=100))
    said: dict[str, Any] = {"words": None, "by": home.supervisor.id}
    with pytest.raises(extensions.ExtensionIsTooShort):
        await home.do(lambda s: extensions.answer(s, None, one.id, "approve", **said))
    await home.do(lambda s: extensions.answer(s, None, one.id, "refuse", **said))
    clock.move_to(stay.ends_at + timedelta(days=400))
    full = await ask(6)  # of more than one extension: full ones, one after another
    await home.do(lambda s: extensions.answer(s, None, full.id, "approve", **said))


async def test_what_happened_in_the_minute_of_the_arrival_happened_in_the_stay(home: Home) -> None:
    stay = await home.admit(
        "girl", arrived_at=our_clock.now().replace(second=37) - timedelta(minutes=1)
    )
    happened: dict[str, Any] = {
        "what": Happened.INJURY,
        "severity": Severity.MINOR,
        "happened_at": stay.arrived_at.replace(second=0, microsecond=0),
        "words": "x",
        "told_to": [],
        "by": home.keeper.id,
    }
    await home.do(lambda s: care_incidents.tell_incident(s, home.centre, stay.id, **happened))
