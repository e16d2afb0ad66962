"""What is read out to a service: each sentence as a table, and that nothing else is in it."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from app.calls.brief import BANDS, DANGERS, Facts, age_band, brief
from app.calls.contact_key import key_pressed
from app.calls.models import Call
from app.cases.categories import load_categories
from app.cases.models import AccessRecord
from app.cases.risk import REASONS
from app.core.db import Database
from app.core.settings import Settings
from app.core.words import words
from tests.calls.desk import SERVICE, desk

BEATEN = next(one for one in load_categories() if one.group_code == "violence")
TICKET = "1098-26-000123"


def codes(facts: Facts) -> list[str]:
    return [one.code for one in brief(facts)]


def said(facts: Facts, code: str) -> tuple[str, str]:
    (one,) = [one for one in brief(facts) if one.code == code]
    return one.bn, one.en


def test_of_a_ticket_that_says_nothing_all_that_is_unknown_is_said_to_be_so() -> None:
    assert codes(Facts(TICKET)) == [
        "who",
        "place_unknown",
        "happens_unknown",
        "danger_unknown",
        "age_unknown",
        "do_not_call_back",
        "reach_us",
    ]


def test_a_full_ticket_is_read_out_in_its_order() -> None:
    facts = Facts(
        TICKET,
        "P1",
        {"bn": "উত্তরা", "en": "Uttara"},
        [BEATEN.code, "no_such_category"],
        {
            "where_detail": "blue gate, house 12",
            "injured": "yes",
            "with_whom": "alone",
            "safe_to_talk": "whisper",
            "child_age": "৯",
            "needs": ["medical", "police", "school"],
        },
        "01210000001",
    )
    made = codes(facts)
    assert made[:4] == ["who", "urgent_P1", "place", "place_detail"]
    assert made[4] == "happens"
    assert [code for code in made if code.startswith("danger_")] == [
        "danger_injured",
        "danger_alone",
        "danger_overheard",
        "danger_must_whisper",
        "danger_needs_medical_care",
        "danger_needs_police",
    ]
    assert said(facts, "happens") == (
        f"যা ঘটছে: {BEATEN.label_bn}।",
        f"What happens: {BEATEN.label_en}.",
    )
    assert made[-3:] == ["age_6_to_9", "may_call_back", "reach_us"]
    assert said(facts, "place")[1] == "The place is Uttara."
    assert "উত্তরা" in said(facts, "place")[0]
    assert "blue gate, house 12" in said(facts, "place_detail")[0]
    assert "01210000001" in said(facts, "may_call_back")[1]
    assert "০১২১০০০০০০১" in said(facts, "may_call_back")[0]
    assert "১০৯৮-২৬-০০০১২৩" in said(facts, "who")[0]


@pytest.mark.parametrize(
    ("urgency", "told"),
    [("P1", ["urgent_P1"]), ("P2", ["urgent_P2"]), ("P3", []), (None, [])],
)
def test_urgency(urgency: str | None, told: list[str]) -> None:
    assert [code for code in codes(Facts(TICKET, urgency)) if "urgent" in code] == told


DANGER: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["unknown"]),
    ({"injured": "unknown"}, ["unknown"]),
    ({"injured": "no", "safe_to_talk": "yes"}, ["unknown"]),
    ({"injured": "yes"}, ["injured"]),
    ({"with_whom": "একা"}, ["alone"]),
    ({"with_whom": "alone", "child_age": "5"}, ["alone"]),
    ({"with_whom": "a stranger"}, ["with_stranger"]),
    ({"with_whom": "Karim", "suspect": "Karim"}, ["with_suspect"]),
    ({"with_whom": "Karim", "suspect": "Rahim"}, ["unknown"]),
    ({"safe_to_talk": "no"}, ["cannot_talk"]),
    ({"safe_to_talk": "whisper"}, ["must_whisper"]),
    ({"safe_to_talk": "yes_no"}, ["yes_no_only"]),
    (
        {"needs": ["police", "medical", "shelter", "food"]},
        [
            "needs_medical_care",
            "needs_police",
            "needs_shelter",
        ],
    ),
    ({"needs": "police"}, ["unknown"]),
    ({"injured": 7, "with_whom": None}, ["unknown"]),
]


@pytest.mark.parametrize(("answers", "told"), DANGER)
def test_danger(answers: dict[str, Any], told: list[str]) -> None:
    made = codes(Facts(TICKET, answers=answers))
    assert [code for code in made if code.startswith("danger_")] == [
        f"danger_{one}" for one in told
    ]


@pytest.mark.parametrize(
    ("age", "band"),
    [
        ("0", "under_6"),
        ("5", "under_6"),
        ("৬", "6_to_9"),
        ("9", "6_to_9"),
        ("10", "10_to_13"),
        ("13", "10_to_13"),
        ("14", "14_to_17"),
        ("17", "14_to_17"),
        ("18", "adult"),
        ("99", "adult"),
        ("1000", "unknown"),
        ("-1", "unknown"),
        ("about seven", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_of_the_age_only_the_band_is_told(age: str | None, band: str) -> None:
    assert age_band(age) == band


@pytest.mark.parametrize(
    "detail",
    [
        "ring +8801210000001 at the gate",
        "ring 01210-000001 at the gate",
        "ring ০১২১০০০০০০১ at the gate",
        "ring 0121 000 0001 at the gate",
    ],
)
def test_a_number_that_slipped_into_the_place_is_not_read_out(detail: str) -> None:
    bn, en = said(Facts(TICKET, answers={"where_detail": detail}), "place_detail")
    for told in (bn, en):
        assert "ring … at the gate" in told


@pytest.mark.parametrize("detail", [None, "", "  ", 7])
def test_without_more_about_the_place_there_is_no_sentence_of_it(detail: Any) -> None:
    assert "place_detail" not in codes(Facts(TICKET, answers={"where_detail": detail}))


def test_braces_in_somebodys_words_are_only_words() -> None:
    told = said(Facts(TICKET, answers={"where_detail": "{ticket} {0}"}), "place_detail")[1]
    assert "{ticket} {0}" in told


def test_names_the_narrative_and_who_is_suspected_are_in_no_sentence() -> None:
    hidden = {
        "child_name": "NAME-OF-CHILD",
        "caller_name": "NAME-OF-CALLER",
        "suspect": "NAME-OF-SUSPECT",
        "with_whom": "NAME-OF-SUSPECT",
        "narrative": "WHAT-WAS-TOLD",
        "call_note": "WHAT-WAS-NOTED",
        "child_age": "11",
    }
    whole = " ".join(f"{one.bn} {one.en}" for one in brief(Facts(TICKET, "P1", answers=hidden)))
    for value in hidden.values():
        assert f" {value}" not in whole
    assert "ten and thirteen" in whole


def test_every_sentence_has_its_words_in_both_languages() -> None:
    assert set(DANGERS) <= set(REASONS)
    wanted = {f"brief.danger_{one}" for one in DANGERS.values()}
    wanted |= {f"brief.age_{band}" for _, band in BANDS}
    for language in ("bn", "en"):
        for key in wanted:
            assert words(language).t(key) != key


async def test_the_counsellor_reads_it_while_talking_and_every_reading_is_recorded(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, supervisor=True) as at:
        path = f"/calls/{at.call_id}/brief"
        await at.line.phones.set_rule(SERVICE, answer=True, after_s=1)
        await at.ask("sender", "/parties", {"service": "999"})
        async with database.transaction() as session:
            call = await session.get_one(Call, UUID(at.call_id))
            before = len(list(await session.exec(select(AccessRecord))))
        row = await at.sender.ask("GET", path)
        told = [one["code"] for one in row["sentences"]]
        assert "do_not_call_back" in told and "may_call_back" not in told
        assert "1210000001" not in str(row)
        async with database.transaction() as session:
            assert await key_pressed(session, call.id, call.provider_call_id)
        row = await at.sender.ask("GET", path)
        (may,) = [one for one in row["sentences"] if one["code"] == "may_call_back"]
        assert "01210000001" in may["en"]
        async with database.transaction() as session:
            records = list(await session.exec(select(AccessRecord)))
        ours = [one for one in records if one.reason == "brief for a service"]
        assert len(ours) == 2
        assert len(records) == before + 2
        await at.people["boss"].ask("GET", path, expect=403)
        await at.sender.ask("GET", f"/calls/{uuid4()}/brief", expect=404)
        await at.ask("sender", "/hang-up")
        over = await at.sender.ask("GET", path, expect=409)
        assert over["legal"] == ["complete"]
