"""Lost and found children on a real Postgres: sealed, matched with reasons, decided by a person."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from app.cases import lost, lost_matching
from app.cases.access import SystemReason, for_system
from app.cases.lost import LostReportHasChanged, LostReportIsEnded, ReportedAlready
from app.cases.lost_models import LostMatch, LostReport, MatchState, Missing
from app.cases.lost_queries import match_file, match_rows
from app.cases.queries import timeline_rows
from app.core.db import Database, execute, fetch
from app.core.errors import InputIsInvalid
from app.core.moves import IllegalMove
from tests.cases.records import Records

SUTRAPUR = "TH-DMP-sutrapur"
TOLD: dict[str, Any] = {
    "name": "সুমন",
    "sex": "boy",
    "age": {"from": 7, "on": "2026-01-01", "certainty": "likely"},
    "marks": "বাম গালে কাটা দাগ",
    "clothes": "লাল গেঞ্জি নীল প্যান্ট",
    "place": SUTRAPUR,
    "day": "2026-05-01",
}
FOUND: dict[str, Any] = {
    **TOLD,
    "name": "Sumon",
    "age": {"from": 8, "on": "2026-01-01", "certainty": "guess"},
    "day": "2026-05-02",
}


@pytest.fixture
async def records(database: Database) -> Records:
    made = Records(database)
    await made.begin()
    return made


async def reported(records: Records, kind: Missing, said: dict[str, Any]) -> UUID:
    ticket = await records.ticket(SUTRAPUR)

    async def act(session: Any) -> UUID:
        held = await for_system(session, ticket, SystemReason.SCREEN, lock=True)
        return (await lost.report(session, held, kind, said, None, records.by)).id

    made: UUID = await records.do(act)
    return made


async def changed(records: Records, report_id: UUID, said: dict[str, Any], rev: int) -> None:
    async def act(session: Any) -> None:
        known = await lost.find(session, report_id)
        held = await for_system(session, known.incident_id, SystemReason.SCREEN, lock=True)
        await lost.change(session, held, report_id, said, rev=rev, by=records.by)

    await records.do(act)


async def ended(records: Records, report_id: UUID, reason: str) -> None:
    async def act(session: Any) -> None:
        known = await lost.find(session, report_id)
        held = await for_system(session, known.incident_id, SystemReason.SCREEN, lock=True)
        await lost.end(session, held, report_id, reason, records.by)

    await records.do(act)


async def matched(records: Records, *reports: UUID) -> list[LostMatch]:
    for one in reports:
        await lost_matching.match(records.database, one)
    found: list[LostMatch] = list(
        await records.do(lambda s: s.exec(select(LostMatch).order_by(col(LostMatch.id))))
    )
    return found


async def decided(records: Records, pair: LostMatch, verb: str, how: str | None = None) -> None:
    await records.do(lambda s: lost_matching.decide(s, pair.id, verb, records.by, how))


async def pair_of(records: Records) -> LostMatch:
    missed = await reported(records, Missing.LOST, TOLD)
    found = await reported(records, Missing.FOUND, FOUND)
    (pair,) = await matched(records, missed, found, missed)
    return pair


async def test_a_lost_and_a_found_child_are_suggested_once_with_reasons(
    records: Records,
) -> None:
    pair = await pair_of(records)
    assert pair.state is MatchState.SUGGESTED
    assert set(pair.reasons) == {
        "name_same",
        "marks_alike",
        "same_upazila",
        "found_in_days",
        "clothes_alike",
        "age_fits",
    }
    rows = await records.do(match_rows)
    assert [row["state"] for row in rows.values()] == ["suggested"]
    assert "সুমন" not in str(rows), "the list says no word of the child"
    shown = await records.do(lambda s: match_file(s, pair))
    assert (shown["lost"]["said"]["name"], shown["found"]["said"]["name"]) == ("সুমন", "Sumon")
    assert shown["lost"]["said"]["age"]["from_years"] == 7


async def test_two_of_the_same_kind_never_meet_and_a_misfit_is_not_suggested(
    records: Records,
) -> None:
    one = await reported(records, Missing.LOST, TOLD)
    other = await reported(records, Missing.LOST, TOLD)
    girl = await reported(records, Missing.FOUND, {**FOUND, "sex": "girl"})
    early = await reported(records, Missing.FOUND, {**FOUND, "day": "2026-04-01"})
    empty = await reported(records, Missing.FOUND, {})
    assert await matched(records, one, other, girl, early, empty) == []


async def test_what_is_told_is_sealed_and_the_timeline_says_no_word(records: Records) -> None:
    pair = await pair_of(records)
    for row in await records.rows("SELECT said FROM lost_report"):
        assert "সুমন".encode() not in row["said"]
    report = await records.do(lambda s: lost.find(s, pair.lost_id))
    steps = await records.do(lambda s: timeline_rows(s, report.incident_id))
    assert [one["kind"] for one in steps][-2:] == ["lost.reported", "lost.match_suggested"]
    assert "সুমন" not in str(steps)


async def test_a_ticket_has_one_open_report_of_a_kind_and_takes_rubbish_from_nobody(
    records: Records,
) -> None:
    made = await reported(records, Missing.LOST, TOLD)
    report = await records.do(lambda s: lost.find(s, made))

    async def again(session: Any) -> None:
        held = await for_system(session, report.incident_id, SystemReason.SCREEN, lock=True)
        await lost.report(session, held, Missing.LOST, TOLD, None, records.by)

    with pytest.raises(ReportedAlready):
        await records.do(again)
    for part, value in (
        ("day", "2099-01-01"),
        ("day", "2026"),
        ("place", "ATLANTIS"),
        ("name", "x" * 121),
        ("sex", "unknown"),
        ("age", {"from": 99}),
        ("shoe", "42"),
    ):
        with pytest.raises(InputIsInvalid) as refused:
            await changed(records, made, {**TOLD, part: value}, 1)
        assert refused.value.field in (f"said.{part}", "said")


async def test_a_change_is_made_on_the_revision_that_was_seen(records: Records) -> None:
    made = await reported(records, Missing.LOST, TOLD)
    await changed(records, made, {**TOLD, "name": "সুমন মিয়া"}, 1)
    with pytest.raises(LostReportHasChanged) as refused:
        await changed(records, made, TOLD, 1)
    assert refused.value.facts == {"rev": 2}


async def test_a_refusal_is_remembered_until_something_new_speaks_for_it(
    records: Records,
) -> None:
    missed = await reported(records, Missing.LOST, {**TOLD, "marks": None})
    found = await reported(records, Missing.FOUND, FOUND)
    (pair,) = await matched(records, missed, found)
    await decided(records, pair, "refuse")
    (pair,) = await matched(records, missed, found)
    assert pair.state is MatchState.REFUSED
    await changed(records, missed, TOLD, 1)
    (pair,) = await matched(records, missed)
    assert (pair.state, "marks_alike" in pair.reasons) == (MatchState.SUGGESTED, True)


async def test_reunited_needs_a_confirmed_pair_and_how_it_was_checked_and_ends_both(
    records: Records,
) -> None:
    pair = await pair_of(records)
    with pytest.raises(IllegalMove) as refused:
        await decided(records, pair, "reunite", "document")
    assert refused.value.facts["legal"] == ["confirm", "refuse"]
    await decided(records, pair, "confirm")
    for how in (None, "they said so"):
        with pytest.raises(InputIsInvalid):
            await decided(records, pair, "reunite", how)
    await decided(records, pair, "reunite", "family_and_child")
    reports = (await records.do(lambda s: s.exec(select(LostReport)))).all()
    assert {one.end_reason for one in reports} == {"reunited"}
    assert await records.do(match_rows) == {}
    with pytest.raises(IllegalMove):
        await decided(records, pair, "refuse")


async def test_two_supervisors_at_once_decide_once(records: Records) -> None:
    pair = await pair_of(records)
    done = await asyncio.gather(
        decided(records, pair, "confirm"), decided(records, pair, "confirm"), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in done) == ["IllegalMove", "NoneType"]


async def test_a_report_that_ended_is_matched_and_decided_no_more(records: Records) -> None:
    pair = await pair_of(records)
    with pytest.raises(InputIsInvalid):
        await ended(records, pair.lost_id, "bored")
    await ended(records, pair.lost_id, "came_back")
    with pytest.raises(LostReportIsEnded):
        await ended(records, pair.lost_id, "came_back")
    with pytest.raises(LostReportIsEnded):
        await decided(records, pair, "confirm")
    fresh = await reported(records, Missing.FOUND, FOUND)
    assert len(await matched(records, fresh, pair.lost_id, uuid4())) == 1


async def test_the_other_half_is_looked_for_by_an_index(records: Records) -> None:
    async def act(session: Any) -> str:
        await execute(session, "SET LOCAL enable_seqscan = off")
        rows = await fetch(
            session,
            f"EXPLAIN {lost_matching.OTHERS_SQL.replace('$1', chr(39) + 'lost' + chr(39))}".replace(
                "$2", "now()"
            ),
        )
        return "\n".join(row[0] for row in rows)

    assert "ix_lost_report_open" in await records.do(act)
