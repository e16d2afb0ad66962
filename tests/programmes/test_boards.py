"""Committees on a real database: seats by post, quorum, agenda, decisions, minutes, reports."""

import asyncio
import json
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from time_machine import travel

from app.cases.board_case import private_of
from app.cases.board_told import Betrayal, BodyKind, Private, betrayals
from app.cases.case_access import CaseIsClosed
from app.cases.case_models import Case
from app.core import clock
from app.core.errors import InputIsInvalid
from app.core.moves import IllegalMove
from app.core.words import latin_digits
from app.directory import posts
from app.programmes.boards import agenda, decisions, meetings, minutes, queries, service
from app.programmes.boards.minutes_sheet import draw, words_of
from app.programmes.boards.models import Meeting
from app.programmes.boards.states import Level, Presence, SeatRole
from tests.cases.casework import PLACE
from tests.cases.records import Records
from tests.programmes.boarding import CHILD, DISTRICT, TELLS, Boarding, in_days, refused, today


async def test_a_seat_stays_when_the_holder_of_its_post_changes(work: Boarding) -> None:
    board = await work.board()
    chair = (await work.seats(board))[0]
    first, second = work.workers["first"], work.workers["second"]
    post = work.posts["dd"]

    async def holder() -> Any:
        rows = await work.do(lambda s: queries.seat_rows(s, board))
        (row,) = (row for row in rows if row["id"] == str(chair.id))
        return row["holder"] and row["holder"]["en"]

    assert await holder() is None
    held = await work.do(lambda s: posts.appoint(s, post, first, at=clock.now()))
    assert await holder() == "Officer first"
    later = clock.now() + timedelta(minutes=1)
    await work.do(lambda s: posts.relieve(s, held.id, at=later))
    with travel(later + timedelta(minutes=1)):
        assert await holder() is None
        await work.do(lambda s: posts.appoint(s, post, second, at=clock.now()))
        assert await holder() == "Officer second"
    assert (await work.seats(board))[0].id == chair.id


async def test_there_is_one_committee_of_a_kind_for_an_area_and_one_chair_in_it(
    work: Boarding,
) -> None:
    board = await work.board()
    network = await work.found(BodyKind.NETWORK, usual_seats=True)
    assert network != board, "two different bodies of one district"
    with pytest.raises(service.CommitteeStands):
        await work.found()
    at_once = (work.found(level=Level.NATIONAL, place=None) for _ in range(2))
    met = await asyncio.gather(*at_once, return_exceptions=True)
    assert {type(one) for one in met} == {UUID, service.CommitteeStands}
    for role, more in (
        (SeatRole.CHAIR, {"title_bn": "ক", "title_en": "A"}),
        (SeatRole.MEMBER, {"post": "edu"}),
    ):
        with pytest.raises(service.SeatIsTaken):
            await work.seat(board, role, **more)
    titles = [seat.title_en for seat in await work.seats(network)]
    assert titles == ["Deputy Commissioner"]
    for level, place, field in (
        (Level.DISTRICT, None, "place"),
        (Level.DISTRICT, PLACE, "place"),
        (Level.UPAZILA, DISTRICT, "place"),
        (Level.NATIONAL, DISTRICT, "place"),
        (Level.UPAZILA, "nowhere", "place"),
    ):
        with pytest.raises(InputIsInvalid) as error:
            await work.found(level=level, place=place)
        assert error.value.field == field
    with pytest.raises(InputIsInvalid):
        await work.seat(
            board, SeatRole.MEMBER, title_bn="ক", title_en="A", since=in_days(2), until=in_days(1)
        )
    await work.do(lambda s: service.end(s, board, work.id("admin")))
    assert await work.found() != board
    kinds = [one["kind"] for one in await work.logged(board)]
    assert kinds == ["committee.founded", *["committee.seat_changed"] * 4, "committee.changed"]


async def test_without_a_quorum_a_meeting_is_adjourned_and_another_goes_on_with_its_agenda(
    work: Boarding,
) -> None:
    board, case_id = await work.board(quorum=3), await work.child_case()
    meeting = await work.plan(board)
    await work.matter(meeting, "শীতবস্ত্র")
    await work.lay(meeting, case_id)
    error = await refused(work, meetings.NoQuorum, lambda s: _hold(work, s, meeting, 2))
    assert (error.facts["there"], error.facts["needed"]) == (2, 3)
    assert error.facts["legal"] == ["adjourn", "call_off"]
    seats = await work.seats(board)
    seen = {seats[0].id: Presence.PRESENT, seats[1].id: Presence.ABSENT}
    at, by = clock.now() + timedelta(days=7), work.id("shanta")
    gone = await work.do(lambda s: agenda.items_of(s, meeting))
    await work.do(lambda s: agenda.withdraw(s, meeting, gone[-1].id, by))
    again = await work.do(lambda s: meetings.adjourn(s, meeting, "no_quorum", at, seen, by))
    await refused(work, agenda.TextTellsWho, lambda s: agenda.lay_matter(s, again.id, "ঝিলমিল", by))
    before = await work.do(lambda s: queries.meeting_rows(s, only=meeting))
    after = await work.do(lambda s: queries.meeting_rows(s, only=again.id))
    assert (before[0]["state"], before[0]["there"], before[0]["needed"]) == ("adjourned", 1, 3)
    assert (after[0]["state"], after[0]["continues"], after[0]["items"]) == (
        "planned",
        str(meeting),
        1,
    )
    error = await refused(work, IllegalMove, lambda s: agenda.lay_matter(s, meeting, "x", by))
    assert error.facts["legal"] == []
    with travel(at + timedelta(hours=1)):
        held = await work.hold(again.id, there=4)
        assert (held.there, held.needed) == (4, 3)
        present = await work.do(lambda s: queries.presence_rows(s, again.id))
        assert [row["how"] for row in present] == ["present"] * 4


def _hold(work: Boarding, session: Any, meeting: UUID, there: int) -> Any:
    async def act() -> None:
        committee = await agenda.committee_of(session, meeting)
        seats = await service.seats_of(session, committee)
        seen = {one.id: Presence.REPRESENTED for one in seats[:there]}
        await meetings.hold(session, meeting, clock.now(), seen, work.id("shanta"))

    return act()


async def test_an_unknown_quorum_lets_a_meeting_be_held_and_stays_unknown(work: Boarding) -> None:
    board = await work.board(quorum=None)
    meeting = await work.plan(board)
    held = await work.hold(meeting, there=0)
    assert (held.needed, held.there) == (None, 0)
    rows = await work.do(lambda s: queries.presence_rows(s, meeting))
    assert {row["how"] for row in rows} == {"unknown"}


async def test_a_meeting_before_the_committee_was_entered_has_the_seats_of_its_day(
    work: Boarding,
) -> None:
    by, long_ago = work.id("admin"), in_days(-400)
    more: dict[str, Any] = {"usual_seats": True, "seats_since": long_ago, "quorum": 2}
    board = await work.found(BodyKind.NETWORK, **more)
    late = await work.seat(board, SeatRole.MEMBER, post="edu")
    gone = await work.seat(board, SeatRole.MEMBER, post="law", since=long_ago)
    (chair,) = [one for one in await work.seats(board) if one.role is SeatRole.CHAIR]
    assert chair.since == long_ago
    await work.do(lambda s: service.end_seat(s, gone, by))
    at = clock.now() - timedelta(days=30)
    meeting = await work.plan(board, at)
    seen = {chair.id: Presence.PRESENT, gone: Presence.PRESENT}
    who = work.id("shanta")
    added = await refused(
        work, InputIsInvalid, lambda s: meetings.hold(s, meeting, at, {late: Presence.PRESENT}, who)
    )
    assert added.field == "present"
    held = await work.do(lambda s: meetings.hold(s, meeting, at, seen, who))
    assert held.there == 2
    await work.do(lambda s: service.set_term(s, late, None, by, long_ago))
    error = await refused(
        work, InputIsInvalid, lambda s: service.set_term(s, late, in_days(-401), by)
    )
    assert error.field == "until"


async def test_a_seat_whose_term_is_over_is_no_seat_of_the_meeting(work: Boarding) -> None:
    board = await work.board()
    old = (await work.seats(board))[-1]
    await work.do(lambda s: service.set_term(s, old.id, today(), work.id("admin")))
    meeting = await work.plan(board)
    with travel(clock.now() + timedelta(days=2)):
        seen = {old.id: Presence.PRESENT}
        error = await refused(
            work,
            InputIsInvalid,
            lambda s: meetings.hold(s, meeting, clock.now(), seen, work.id("shanta")),
        )
        assert error.field == "present"
    early = clock.now() + timedelta(minutes=5)
    error = await refused(
        work, InputIsInvalid, lambda s: meetings.hold(s, meeting, early, {}, work.id("shanta"))
    )
    assert error.field == "held_at"


async def test_a_board_is_told_codes_alone_and_a_network_less_and_an_exchange_nothing(
    work: Boarding,
) -> None:
    case_id = await work.child_case()
    await work.rate(case_id, "high")
    for body, told in (
        (BodyKind.WELFARE_BOARD, {"district", "categories", "risk", "step", "age_band", "sex"}),
        (BodyKind.NETWORK, {"district", "categories", "risk"}),
    ):
        meeting = await work.plan(await work.found(body))
        await work.lay(meeting, case_id)
        (row,) = await work.do(lambda s, id_=meeting: queries.item_rows(s, id_))
        assert set(row["told"]) == told
        assert (row["told"]["district"], row["told"]["risk"]) == (DISTRICT, "high")
        assert "C-" not in json.dumps(row), "no number of a case"
    meeting = await work.plan(await work.found(BodyKind.EXCHANGE))
    with pytest.raises(agenda.NoCasesHere):
        await work.lay(meeting, case_id)
    told_on = [one["body"] for one in await work.told(case_id, "case.laid_before")]
    assert told_on == ["welfare_board", "network"]


async def test_nothing_that_tells_who_the_child_is_can_be_written_at_the_meeting(
    work: Boarding,
) -> None:
    board, case_id = await work.board(), await work.child_case()
    meeting = await work.plan(board)
    await work.lay(meeting, case_id)
    number = (await work.case(case_id)).number
    by = work.id("shanta")
    for said, what in (
        ("ঝিলমিলকে স্কুলে ভর্তি", "name"),
        ("Ask Zorabwala", "name"),
        ("ভেলুচাচির কাছে", "name"),
        ("সূত্রাপুরে থাকে", "place"),
        ("নীল দরজার বাসায়", "place"),
        (f"case {number}", "number"),
        ("call 01012345678", "number"),
        ("born 5 March 2017", "birth"),
    ):
        error = await refused(
            work, agenda.TextTellsWho, lambda s, w=said: agenda.lay_matter(s, meeting, w, by)
        )
        assert (error.facts["what"], error.field) == ([what], "words"), said
        assert said not in error.detail
    await work.hold(meeting)
    with pytest.raises(agenda.TextTellsWho):
        await work.resolve(meeting, "ঝিলমিল স্কুলে যাবে")
    decision = await work.resolve(meeting, "শিশুটি স্কুলে যাবে")
    for verb in (
        lambda s: decisions.done(s, decision, today(), "ঝিলমিল গেছে", by),
        lambda s: decisions.drop(s, decision, "other", "Jhilmil moved", by),
    ):
        await refused(work, agenda.TextTellsWho, verb)
    with pytest.raises(agenda.TextTellsWho):
        await work.minute(meeting, "সূত্রাপুর থানার শিশু")
    await work.resolve(meeting, "পানকৌড়ি ক্লাবে নেওয়া হবে")
    await work.child_is_called(case_id, "পানকৌড়ি")
    written = minutes.content_of(await work.minute(meeting))
    assert [row["withheld"] for row in written["decisions"]] == [False, True]
    assert "পানকৌড়ি" not in "\n".join([json.dumps(written, ensure_ascii=False), *words_of(written)])


async def test_the_names_of_its_brothers_and_sisters_and_the_place_of_its_ticket_count_too(
    work: Boarding,
) -> None:
    case_id = await work.open()
    case = await work.case(case_id)
    records = Records(work.database, work.id("mita"))
    sister = await records.child(name_latin="Tania")
    await records.siblings(case.child_id, sister)

    async def moved(session: Any, case: Case) -> Private:
        case.place = DISTRICT
        return await private_of(session, case)

    hidden = await work.on(case_id, moved)
    assert betrayals("তানিয়াকে দেখা হোক", hidden) == {Betrayal.NAME}
    assert betrayals("সূত্রাপুর", hidden) == {Betrayal.PLACE}


async def test_a_text_that_stood_there_before_the_case_keeps_the_case_out(work: Boarding) -> None:
    meeting = await work.plan(await work.board(), venue="সূত্রাপুর থানা")
    case_id = await work.child_case()
    with pytest.raises(agenda.TextTellsWho) as error:
        await work.lay(meeting, case_id)
    assert error.value.facts["what"] == ["place"]
    closed = await work.closed()
    with pytest.raises(CaseIsClosed):
        await work.lay(meeting, closed)
    other = await work.plan(await work.found(BodyKind.NETWORK))
    await work.lay(other, case_id)
    with pytest.raises(agenda.CaseStandsThere) as there:
        await work.lay(other, case_id)
    assert there.value.facts["no"] == 1
    with pytest.raises(InputIsInvalid):
        await work.lay(other, case_id, "because")
    decided = await work.plan(await work.found(level=Level.NATIONAL, place=None))
    seat = await work.seat(
        await work.committee(decided), SeatRole.CHAIR, title_bn="ক", title_en="A"
    )
    await work.hold(decided, there=0)
    await work.resolve(decided, "ঝিলমিলের চাচাকে দেখা হবে", seat_id=seat)
    with pytest.raises(agenda.TextTellsWho) as written:
        await work.lay(decided, case_id)
    assert written.value.facts["what"] == ["name"]


async def minuted(work: Boarding) -> tuple[UUID, Meeting]:
    """A whole meeting about a child of whom much is known; the case, and the meeting's row."""
    board, case_id = await work.board(), await work.child_case()
    await work.rate(case_id, "medium")
    meeting = await work.plan(board, venue="জেলা প্রশাসকের সম্মেলন কক্ষ")
    item = await work.lay(meeting, case_id, "school")
    await work.matter(meeting, "শীতবস্ত্র বিতরণ")
    await work.hold(meeting)
    await work.resolve(meeting, "আলোচ্য শিশুকে স্কুলে ভর্তি করতে হবে", item_id=item)
    await work.resolve(meeting, "শীতবস্ত্র দেওয়া হবে", days=5, organisation="asha")
    return case_id, await work.minute(meeting, "সভা শেষ হয় ১১.৩০ টায়")


def glyphs(sheet: bytes, path: Path) -> str:
    path.write_bytes(sheet)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


async def test_the_whole_minutes_hold_nothing_of_the_child(work: Boarding, tmp_path: Path) -> None:
    case_id, meeting = await minuted(work)
    case = await work.case(case_id)
    content = minutes.content_of(meeting)
    sheet = draw(content)
    assert sheet == draw(content)
    assert sheet.startswith(b"%PDF-")
    said = [json.dumps(content, ensure_ascii=False), *words_of(content)]
    if shutil.which("pdftotext"):
        said.append(glyphs(sheet, tmp_path / "minutes.pdf"))
    whole = latin_digits("\n".join(said))
    tickets = [one["number"] for one in (await work.row(case_id))["incidents"]]
    for tell in (*TELLS, case.number, *tickets, str(case.id), str(case.child_id), CHILD["address"]):
        assert latin_digits(str(tell)) not in whole, tell
    on_sheet = "\n".join(words_of(content))
    for wanted in ("ঢাকা", "মাঝারি", "৬ থেকে ১০ বছর", "মেয়ে", "স্কুলে ভর্তি", "আশা সংস্থা", "আলোচ্য শিশু ১"):
        assert wanted in on_sheet, wanted


async def test_minutes_are_frozen_and_who_looks_is_written_down(work: Boarding) -> None:
    case_id, meeting = await minuted(work)
    before = minutes.content_of(meeting)
    await work.rate(case_id, "high")
    for decision in await work.decided(meeting=meeting.id):
        await work.do(
            lambda s, told=decision: decisions.done(
                s, UUID(told["id"]), today(), None, work.id("shanta")
            )
        )
    again = await work.do(lambda s: s.get_one(Meeting, meeting.id))
    assert minutes.content_of(again) == before
    for verb in (
        lambda s: agenda.lay_matter(s, meeting.id, "x", work.id("shanta")),
        lambda s: agenda.withdraw(s, meeting.id, uuid4(), work.id("shanta")),
    ):
        await refused(work, IllegalMove, verb)
    with pytest.raises(IllegalMove):
        await work.minute(meeting.id)
    with pytest.raises(IllegalMove):
        await work.resolve(meeting.id)
    other = await work.plan(meeting.committee_id)
    planned = await work.do(lambda s: s.get_one(Meeting, other))
    with pytest.raises(minutes.MinutesAreNotWritten) as error:
        minutes.content_of(planned)
    assert error.value.facts["legal"] == []
    kinds = [one["kind"] for one in await work.told(case_id)]
    assert kinds.count("case.laid_before") == kinds.count("case.decided_on") == 1


async def test_nothing_that_is_written_stands_unsealed_or_in_an_event(work: Boarding) -> None:
    await minuted(work)
    pool = await work.database.raw()
    for table in ("outbox", "committee_entry", "committee_item", "committee_decision",
                  "committee_meeting", "case_entry", "deadline"):  # fmt: skip
        rows = await pool.fetch(f"SELECT {table}::text AS said FROM {table}")
        for words in ("শীতবস্ত্র", "স্কুলে ভর্তি", "সম্মেলন কক্ষ", "সভা শেষ"):
            assert not [one for one in rows if words in one["said"]], table
