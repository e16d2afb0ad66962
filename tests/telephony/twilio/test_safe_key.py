"""A waiting caller presses the key that says that we may call; the place in the queue is kept."""

import xml.etree.ElementTree as ET
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from app.calls import service
from app.calls.models import Call
from app.calls.states import CallState
from app.cases.models import ContactWord, TimelineEntry
from app.core.db import Database
from app.core.settings import Settings
from app.telephony.twilio.documents import WAIT_PAUSE_SECONDS, Documents
from app.wiring import prompts
from tests.line import whole_line
from tests.serving import Served
from tests.telephony.twilio.test_webhooks import ARRIVAL, verbs

SID = ARRIVAL["CallSid"]
CHILD = "+8801210000071"


async def arrived(served: Served, database: Database, **more: str) -> UUID:
    await served.hook("/voice", {**ARRIVAL, **more})
    async with database.transaction() as session:
        return (await session.exec(select(Call.id))).one()


async def words_of(database: Database) -> list[ContactWord]:
    async with database.transaction() as session:
        return list(await session.exec(select(ContactWord)))


async def steps(database: Database) -> list[str]:
    async with database.transaction() as session:
        found = await session.exec(select(TimelineEntry.kind))
        return [kind for kind in found if kind.startswith("contact.")]


def gather(document: str) -> ET.Element:
    found = ET.fromstring(document).find("Gather")
    assert found is not None
    return found


async def test_the_wait_document_offers_the_key_and_keeps_its_length(
    served: Served, database: Database
) -> None:
    call_id = await arrived(served, database)
    _, document = await served.hook(f"/wait/{call_id}", {"CallSid": SID})
    asked = gather(document)
    assert verbs(document) == ["Gather"]
    assert asked.get("numDigits") == "1"
    assert str(asked.get("action")).endswith(f"/telephony/twilio/digits/{call_id}/0")
    assert [said.text for said in asked] == [
        prompts()["prompt.wait"],
        prompts()["prompt.may_we_call"],
    ]


@pytest.mark.parametrize(
    "said", ["prompt.wait", "prompt.nobody", "prompt.overflow", "prompt.closed", "prompt.disaster"]
)
def test_asking_makes_the_wait_hardly_longer(said: str) -> None:
    """Spoken at the pace of the simulated network, 14 characters a second."""
    document = Documents("http://here", prompts(), "1098").wait_asking(UUID(int=1), 0, said)
    asked = gather(document)
    spoken = sum(len(one.text or "") for one in asked) / 14
    lasts = spoken + float(asked.get("timeout", "5"))
    plain = len(prompts()[said]) / 14 + WAIT_PAUSE_SECONDS
    assert 10 <= lasts <= max(15, plain)


async def test_the_right_key_marks_the_number_safe_and_goes_back_to_waiting(
    served: Served, database: Database
) -> None:
    call_id = await arrived(served, database)
    key = {"CallSid": SID, "Digits": "1"}
    status, document = await served.hook(f"/digits/{call_id}/0", key)
    assert status == 200
    assert verbs(document) == ["Say", "Redirect"]
    assert document.endswith(f"/telephony/twilio/wait/{call_id}</Redirect></Response>")
    assert await steps(database) == ["contact.marked_safe"]
    assert len(await words_of(database)) == 1
    _, document = await served.hook(f"/wait/{call_id}", {"CallSid": SID})
    assert verbs(document) == ["Say", "Pause"] * 2  # it is known now, and not asked again
    async with database.transaction() as session:
        call = await session.get_one(Call, call_id)
    assert (call.state, call.step) == (CallState.WAITING, 0)


async def test_a_replayed_key_hears_the_same_and_marks_nothing_more(
    served: Served, database: Database
) -> None:
    call_id = await arrived(served, database)
    key = {"CallSid": SID, "Digits": "1"}
    first = await served.hook(f"/digits/{call_id}/0", key)
    assert await served.hook(f"/digits/{call_id}/0", key) == first
    await served.hook(f"/digits/{call_id}/0", {**key, "QueueTime": "9"})
    assert await steps(database) == ["contact.marked_safe"]
    assert len(await words_of(database)) == 1


@pytest.mark.parametrize("pressed", ["9", "#", "", "11", "১"])
async def test_another_key_does_nothing(served: Served, database: Database, pressed: str) -> None:
    call_id = await arrived(served, database)
    key = {"CallSid": SID, "Digits": pressed}
    status, document = await served.hook(f"/digits/{call_id}/0", key)
    assert (status, verbs(document)) == (200, ["Redirect"])
    assert await words_of(database) == []


async def test_a_key_after_the_end_or_from_another_line_marks_nothing(
    served: Served, database: Database
) -> None:
    call_id = await arrived(served, database)
    other = {"CallSid": "CA" + "b" * 32, "Digits": "1"}
    _, document = await served.hook(f"/digits/{call_id}/0", other)
    assert verbs(document) == ["Redirect"]
    async with database.transaction() as session:
        await service.caller_left(session, call_id)
    await served.hook(f"/digits/{call_id}/0", {"CallSid": SID, "Digits": "1", "late": "1"})
    nobody = UUID(int=7)
    assert (await served.hook(f"/digits/{nobody}/0", {"CallSid": SID, "Digits": "1"}))[0] == 200
    assert await words_of(database) == []


async def test_a_withheld_number_is_neither_asked_nor_marked(
    served: Served, database: Database
) -> None:
    call_id = await arrived(served, database, From="anonymous")
    _, document = await served.hook(f"/wait/{call_id}", {"CallSid": SID})
    assert verbs(document) == ["Say", "Pause"] * 2
    await served.hook(f"/digits/{call_id}/0", {"CallSid": SID, "Digits": "1"})
    assert await words_of(database) == []


async def test_without_a_database_the_caller_who_presses_waits_on(
    served: Served, database: Database
) -> None:
    call_id = await arrived(served, database)
    async with database.transaction() as session:
        await session.exec(  # the row is locked: nothing can be written for a while
            select(Call).where(Call.id == call_id).with_for_update()
        )
        key = {"CallSid": SID, "Digits": "1"}
        status, document = await served.hook(f"/digits/{call_id}/0", key)
    assert (status, verbs(document)) == (200, ["Redirect"])


async def test_an_unsigned_key_is_refused(served: Served, database: Database) -> None:
    call_id = await arrived(served, database)
    key = {"CallSid": SID, "Digits": "1"}
    status, _ = await served.hook(f"/digits/{call_id}/0", key, signature=None)
    assert status == 403
    assert await words_of(database) == []


async def test_on_the_line_a_pressed_key_keeps_the_place_in_the_queue(
    settings: Settings, database: Database
) -> None:
    """The simulated network: one queue membership from joining to hanging up."""
    async with whole_line(settings, database) as line:
        sid = await line.phones.place_call(CHILD, script=[{"after_s": 1, "press": "1"}])
        thanks = prompts()["prompt.marked_safe"]
        await line.phones.wait_for(sid, lambda seen: _heard(seen, thanks))
        await line.phones.wait_for(sid, _asked_again, 30)
        view = await line.phones.call(sid)
        assert [step["what"] for step in view["timeline"]].count("queued") == 1
        assert "left_queue" not in [step["what"] for step in view["timeline"]]
    assert await steps(database) == ["contact.marked_safe"]


def _heard(view: Any, text: str) -> bool:
    return any(step.get("text") == text for step in view["timeline"])


def _asked_again(view: Any) -> bool:
    paths = [request["path"] for request in view["requests"]]
    if not any("/digits/" in path for path in paths):
        return False
    after = next(index for index, path in enumerate(paths) if "/digits/" in path)
    return sum("/wait/" in path for path in paths[after:]) >= 2
