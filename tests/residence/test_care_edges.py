"""What a centre, its care and its screens must not be talked into, on a real Postgres."""

from typing import Any
from uuid import uuid4

import pytest

from app.core import clock as our_clock
from app.residence import care, care_incidents, houses
from app.residence.care_states import (
    Happened,
    Item,
    LifeSkill,
    Severity,
    SkillStep,
    TalkKind,
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
    at, said = (home.centre, stay.id), {"by": home.keeper.id, "id": uuid4()}
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
        await home.do(lambda s: care.hold_talk(s, *at, **talk, on=today, **said))
        await home.do(lambda s: care.note_skill(s, *at, **skill, on=today, **said))
        one = await home.do(lambda s: care_incidents.tell_incident(s, *at, **happened, **said))
        done["care_incident_id"] = one.id
        await home.do(lambda s: care_incidents.follow_up(s, home.centre, **done, **said))
    file = await home.file(stay)
    assert [len(file[part]) for part in ("kit", "talks", "skills", "incidents")] == [1] * 4
    assert len(file["incidents"][0]["follow_ups"]) == 1
