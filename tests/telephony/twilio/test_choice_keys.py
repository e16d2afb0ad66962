"""A waiting caller chooses by key: a language somebody speaks, or to be asked for keys."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from app.calls import placing
from app.calls.jobs import offer_waiting
from app.calls.languages import LANGUAGE_KEYS, keys_now, prompts_of
from app.calls.models import Call
from app.calls.states import CallState
from app.cases.models import Incident, TimelineEntry
from app.core import clock
from app.core.db import Database
from app.staff.duty import move_duty, seen
from app.staff.models import Staff
from app.telephony.twilio.documents import Documents
from app.wiring import prompts
from tests.factories import add_counsellor, open_offer
from tests.serving import Served
from tests.telephony.twilio.test_safe_key import SID, arrived, gather
from tests.telephony.twilio.test_webhooks import verbs


async def press(served: Served, call_id: UUID, digit: str, sid: str = SID) -> str:
    status, document = await served.hook(f"/digits/{call_id}/0", {"CallSid": sid, "Digits": digit})
    assert status == 200
    return document


async def call_of(database: Database, call_id: UUID) -> Call:
    async with database.transaction() as session:
        return await session.get_one(Call, call_id)


async def chosen(database: Database) -> list[dict[str, str]]:
    async with database.transaction() as session:
        found = await session.exec(select(TimelineEntry))
        return [one.facts for one in found if one.kind == "call.caller_chose"]


@pytest.mark.parametrize(
    ("waited", "told"), [(0, False), (11, False), (12, True), (23, True), (24, False), (61, True)]
)
def test_the_keys_are_told_in_the_second_of_every_four_rounds(waited: float, *, told: bool) -> None:
    assert keys_now(waited) is told


def test_only_languages_that_somebody_speaks_are_told() -> None:
    assert prompts_of(["bn"]) == ("prompt.key_cannot_speak",)
    assert prompts_of(["bn", "rhg", "en"]) == (
        "prompt.key_cannot_speak",
        "prompt.key_en",
        "prompt.key_rhg",
    )


@pytest.mark.parametrize(
    "spoken", [["bn"], ["en"], ["en", "ctg", "syl"], [*LANGUAGE_KEYS.values()]]
)
def test_however_many_keys_are_told_the_next_sign_of_life_is_not_late(spoken: list[str]) -> None:
    """Spoken at the pace of the simulated network, 14 characters a second."""
    told = prompts_of(spoken)
    asked = gather(Documents("http://here", prompts(), "1098").wait_keys(UUID(int=1), 0, told))
    lasts = sum(len(one.text or "") for one in asked) / 14 + float(asked.get("timeout", "5"))
    assert 8 <= lasts <= 15


@pytest.mark.parametrize("number", ["+8801210000071", "Restricted"])
async def test_who_waits_is_told_the_keys_with_and_without_a_number(
    served: Served, database: Database, number: str
) -> None:
    await add_counsellor(database, languages=("bn", "rhg"))
    call_id = await arrived(served, database, From=number)
    async with database.transaction() as session:
        call = await session.get_one(Call, call_id)
        call.queued_at -= timedelta(seconds=15)
        session.add(call)
    _, document = await served.hook(f"/wait/{call_id}", {"CallSid": SID})
    asked = gather(document)
    assert verbs(document) == ["Gather"]
    assert str(asked.get("action")).endswith(f"/telephony/twilio/digits/{call_id}/0")
    assert [said.text for said in asked] == [
        prompts()[key] for key in ("prompt.here", "prompt.key_cannot_speak", "prompt.key_rhg")
    ]


async def test_who_can_not_speak_presses_two_and_is_answered_by_who_asks_for_keys(
    served: Served, database: Database
) -> None:
    call_id = await arrived(served, database)
    document = await press(served, call_id, "2")
    assert verbs(document) == ["Say", "Redirect"]
    assert prompts()["prompt.key_heard"] in document
    (told,) = await chosen(database)
    assert (told["language"], told["skill"]) == ("bn", "keys")
    await add_counsellor(database)
    assert not await offer_waiting(database, 15)
    able = await add_counsellor(database, on=False)
    async with database.transaction() as session:
        (await session.get_one(Staff, able.id)).skills = ["keys"]
        await move_duty(session, able.id, "start")
        await seen(session, [able.id])
    await offer_waiting(database, 15)
    assert (await open_offer(database, call_id)).staff_id == able.id


@pytest.mark.parametrize(("digit", "language"), [*LANGUAGE_KEYS.items()])
async def test_a_language_is_chosen_by_its_key_and_the_last_word_counts(
    served: Served, database: Database, digit: str, language: str
) -> None:
    call_id = await arrived(served, database)
    await press(served, call_id, "3")
    await press(served, call_id, digit)
    call = await call_of(database, call_id)
    assert (call.language, call.skill, call.state) == (language, None, CallState.WAITING)
    async with database.transaction() as session:  # the ticket says it to whoever sends somebody
        assert (await session.get_one(Incident, call.incident_id)).language == language
    assert len(await chosen(database)) == (1 if digit == "3" else 2)


async def test_the_choice_leads_to_who_speaks_the_language(
    served: Served, database: Database
) -> None:
    call_id = await arrived(served, database)
    await press(served, call_id, "6")
    await add_counsellor(database, languages=("bn",))
    assert not await offer_waiting(database, 15)
    speaks = await add_counsellor(database, languages=("bn", "rhg"))
    await offer_waiting(database, 15)
    assert (await open_offer(database, call_id)).staff_id == speaks.id


async def test_somebody_who_can_not_speak_gets_a_better_place(
    served: Served, database: Database
) -> None:
    call_id = await arrived(served, database)
    assert await placing.place_new(database) == 1
    await press(served, call_id, "2")
    await placing.place_new(database)
    call = await call_of(database, call_id)
    assert call.skill == "keys"
    assert {"code": "cannot_speak", "points": 300} in call.head_starts


@pytest.mark.parametrize("digit", ["9", "0", "*", "#", "22", ""])
async def test_other_keys_mean_nothing_and_the_caller_waits_on(
    served: Served, database: Database, digit: str
) -> None:
    call_id = await arrived(served, database)
    assert verbs(await press(served, call_id, digit)) == ["Redirect"]
    assert await chosen(database) == []


async def test_a_key_from_another_line_or_after_the_end_changes_nothing(
    served: Served, database: Database
) -> None:
    call_id = await arrived(served, database)
    await press(served, call_id, "2", "CA-somebody-else")
    await (await database.raw()).execute(
        "UPDATE call SET state = 'ended', ended_at = $1", clock.now()
    )
    await press(served, call_id, "2")
    call = await call_of(database, call_id)
    assert (call.skill, await chosen(database)) == (None, [])
