"""The table of what each agency is told: as agreed, and applied to whatever a task holds."""

from typing import Any

import pytest

from app.dispatch.agencies import PARTS, Agency, goes, urgency_for
from app.dispatch.least_view import Fact, narrowed_details, narrowed_task, told_to

NAMES = list(Agency)
AGREED = """
fact           police probation hospital legal_aid uno partner school
group          yes    yes       yes      yes       yes -       -
distance_km    yes    yes       -        -         yes -       -
female_wanted  yes    yes       yes      -         -   yes     -
number         yes    yes       -        yes       yes -       -
place          yes    yes       -        -         yes yes     -
where_detail   yes    yes       -        -         yes -       -
categories     yes    yes       yes      yes       yes -       -
safe_to_talk   yes    yes       -        -         -   -       -
injured        -      -         yes      -         -   -       -
with_whom      yes    yes       -        -         -   -       -
age            yes    yes       yes      yes       yes yes     yes
sex            yes    yes       yes      yes       yes yes     yes
name           -      yes       -        -         -   -       yes
counsellor     yes    yes       yes      yes       yes yes     yes
"""
ROWS = [line.split() for line in AGREED.strip().splitlines()]
COARSE = {"code": "BD1006", "name": {"bn": "", "en": "Barguna"}}
DETAILS: dict[str, Any] = {
    "number": "1098-26-000001",
    "place": {"code": "UN-1"},
    "where_detail": "behind the ferry",
    "categories": ["sexual_abuse"],
    "safe_to_talk": "no",
    "injured": "yes",
    "with_whom": "the uncle",
    "child": {"age": "9", "sex": "girl", "name": "Tara"},
    "contact_safety": "unknown",
    "counsellor": {"bn": "মিতা", "en": "Mita"},
}
TASK = {"group": {"en": "Abuse"}, "distance_km": 3.1, "female_wanted": True, "task_no": 1001}


def told_by_table() -> dict[Agency, set[str]]:
    """What AGREED says, read from the words above and from nothing of ours."""
    head, *facts = ROWS
    return {
        Agency(name): {row[0] for row in facts if row[at] == "yes"}
        for at, name in enumerate(head[1:], start=1)
    }


def test_every_agency_is_told_what_was_agreed_and_no_more() -> None:
    agreed = told_by_table()
    assert set(agreed) == set(Agency) == set(PARTS)
    for agency, facts in agreed.items():
        assert {fact.value for fact in told_to(agency)} == facts, agency


@pytest.mark.parametrize("agency", NAMES)
def test_details_hold_only_what_the_agency_is_told(agency: Agency) -> None:
    facts = told_by_table()[agency]
    seen = narrowed_details(DETAILS | {"new_fact": "not in the table"}, agency, COARSE)
    assert set(seen) == {*DETAILS, "new_fact"}
    assert seen["new_fact"] is None
    assert seen["place"] == (DETAILS["place"] if "place" in facts else COARSE)
    assert seen["categories"] == (["sexual_abuse"] if "categories" in facts else [])
    assert seen["contact_safety"] == "unknown"
    for fact in ("number", "where_detail", "safe_to_talk", "injured", "with_whom", "counsellor"):
        assert seen[fact] == (DETAILS[fact] if fact in facts else None), fact
    for fact, said in DETAILS["child"].items():
        assert seen["child"][fact] == (said if fact in facts else None), fact


@pytest.mark.parametrize("agency", NAMES)
def test_before_accepting_an_agency_is_told_no_more_than_afterwards(agency: Agency) -> None:
    facts = told_by_table()[agency]
    seen = narrowed_task(TASK, agency)
    assert seen["task_no"] == 1001
    assert (seen["group"] is not None) == ("group" in facts)
    assert (seen["distance_km"] is not None) == ("distance_km" in facts)
    assert seen["female_wanted"] == ("female_wanted" in facts)


def test_whoever_leads_is_told_what_a_worker_always_was() -> None:
    assert told_to(None) == set(Fact)
    assert narrowed_details(DETAILS, None, COARSE) == DETAILS
    assert narrowed_task(TASK, None) == TASK


def test_who_need_not_come_tonight_is_not_asked_as_if() -> None:
    assert [urgency_for(Agency.POLICE, one) for one in ("P1", "P2", "P3")] == ["P1", "P2", "P3"]
    assert {urgency_for(Agency.LEGAL_AID, one) for one in ("P1", "P2", "P3")} == {"P3"}
    assert [one for one in Agency if not goes(one)] == ["hospital", "legal_aid", "school"]
    assert goes(None)
