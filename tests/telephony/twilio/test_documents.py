"""Every document that we answer with: what it may hold by the provider's rules and by ours."""

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from app import wiring
from app.core.words import read_all
from app.telephony.twilio.documents import COUNSELLOR, EMPTY, Documents, last_resort

BASE, CALL, NOW = "https://helpline.example", uuid4(), datetime(2026, 11, 28, tzinfo=UTC)
IN_THE_QUEUE = {"Play", "Say", "Pause", "Hangup", "Redirect", "Leave", "Gather"}


def documents() -> dict[str, str]:
    read_all()
    made = Documents(BASE, wiring.prompts(), "+8801000001098")
    return {
        "greeting": made.greeting(CALL),
        "back": made.back_to_queue(CALL, 3),
        "hold": made.hold(1, NOW, NOW),
        "leave": made.leave(),
        "duty": made.duty(1, "+8801000000001", NOW),
        "duty question": made.duty_question(1),
        "hang up": made.hang_up(),
        "nobody": made.nobody(CALL, 3),
        "wait": made.wait(),
        "wait nobody": made.wait("prompt.nobody"),
        "wait asking": made.wait_asking(CALL, 0),
        "wait blocked": made.wait_blocked(CALL, 0),
        "wait marked": made.wait_marked(CALL, 0),
        "comes back": made.conference(CALL, 3, caller=True, stay=2),
        "after key": made.after_key(CALL, thanks=True),
        "caller joins": made.conference(CALL, 3, caller=True),
        "counsellor joins": made.conference(CALL, 3, caller=False),
        "joins again": made.join_again(CALL, 3, 2),
        "last resort": last_resort(BASE),
        "empty": EMPTY,
    }


def elements(document: str) -> list[ET.Element]:
    return list(ET.fromstring(document).iter())


def test_every_maker_of_documents_is_looked_at_here() -> None:
    makers = [name for name in vars(Documents) if not name.startswith("_")]
    assert len(documents()) >= len(makers) + 2


@pytest.mark.parametrize("name", documents())
def test_nothing_is_ever_recorded_and_no_number_but_a_duty_phones_stands_in_it(name: str) -> None:
    document = documents()[name]
    assert "record" not in document.lower()
    numbers = set(re.findall(r"\+\d{8,}", document))
    assert numbers <= {"+8801000001098", "+8801000000001"}
    assert not numbers or name == "duty"


@pytest.mark.parametrize("name", documents())
def test_what_is_spoken_is_bangla_in_a_voice_that_is_named(name: str) -> None:
    """`language` alone may fall back to a list without Bangla; `bn-BD` is none that speaks."""
    for said in (one for one in elements(documents()[name]) if one.tag == "Say"):
        assert (said.get("language"), said.get("voice")) == ("bn-IN", "Google.bn-IN-Wavenet-A")
        assert re.search("[\u0980-\u09ff]", said.text or "")


@pytest.mark.parametrize(
    "name",
    ["wait", "wait nobody", "wait asking", "wait blocked", "wait marked", "after key", "leave"],
)
def test_in_the_queue_only_the_verbs_stand_that_are_allowed_there(name: str) -> None:
    document = ET.fromstring(documents()[name])
    assert {one.tag for one in document} <= IN_THE_QUEUE - {"Hangup"}


@pytest.mark.parametrize("name", documents())
def test_only_a_duty_phones_own_line_is_ever_let_go(name: str) -> None:
    tags = {one.tag for one in elements(documents()[name])}
    assert not tags & {"Reject"}
    assert "Hangup" not in tags or name in ("duty question", "hang up")


def test_every_party_gives_the_conference_the_same_callback_since_the_first_one_counts() -> None:
    conferences = [
        next(one for one in elements(documents()[name]) if one.tag == "Conference")
        for name in ("caller joins", "counsellor joins")
    ]
    for name in ("statusCallback", "statusCallbackEvent", "statusCallbackMethod"):
        first, second = (one.get(name) for one in conferences)
        assert first
        assert first == second
    assert conferences[0].text == conferences[1].text
    wanted = {"start", "end", "join", "leave"}
    assert set((conferences[0].get("statusCallbackEvent") or "").split()) >= wanted


def test_whoever_of_the_two_leaves_ends_the_conference_and_the_counsellors_line_has_a_name() -> (
    None
):
    found = {
        name: next(one for one in elements(documents()[name]) if one.tag == "Conference")
        for name in ("caller joins", "counsellor joins")
    }
    assert [one.get("endConferenceOnExit") for one in found.values()] == ["true", "true"]
    assert found["caller joins"].get("participantLabel") is None
    assert found["counsellor joins"].get("participantLabel") == COUNSELLOR


def test_a_conference_belongs_to_one_call_and_step_and_its_name_tells_nothing_else() -> None:
    (name,) = {
        one.text
        for key in ("caller joins", "counsellor joins")
        for one in elements(documents()[key])
        if one.tag == "Conference"
    }
    assert name == f"{CALL}-3"


@pytest.mark.parametrize("name", ["greeting", "back", "nobody"])
def test_the_queue_names_what_is_asked_while_and_after_waiting(name: str) -> None:
    (enqueue,) = (one for one in elements(documents()[name]) if one.tag == "Enqueue")
    assert enqueue.get("waitUrl") == f"{BASE}/telephony/twilio/wait/{CALL}"
    assert (enqueue.get("action") or "").startswith(f"{BASE}/telephony/twilio/queue-left/{CALL}/")
    assert 0 < len(enqueue.text or "") <= 64


def test_only_the_callers_dial_asks_us_what_comes_after_it() -> None:
    dials = {
        name: next(one for one in elements(documents()[name]) if one.tag == "Dial")
        for name in ("caller joins", "counsellor joins")
    }
    assert (dials["caller joins"].get("action") or "").endswith(f"/dial-done/{CALL}/3")
    assert dials["counsellor joins"].get("action") is None


@pytest.mark.parametrize("name", documents())
def test_every_address_is_ours_by_configuration_and_asked_with_post(name: str) -> None:
    for one in elements(documents()[name]):
        for attribute in ("action", "waitUrl", "statusCallback", "url"):
            assert (one.get(attribute) or BASE).startswith(BASE)
        if one.tag == "Redirect":
            assert (one.text or "").startswith(BASE)
            assert one.get("method") == "POST"
        assert one.get("method") in (None, "POST")
