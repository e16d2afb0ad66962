"""What a case worker wrote on a phone: once, at its own time, in the cases of nobody else."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.cases import case_service
from app.cases.access import SystemReason, for_system
from app.core import clock
from app.core.db import Database, execute
from tests.cases.casework import Casework, planned, today
from tests.cases.test_case_attacks import Town
from tests.directory.test_posts import worker
from tests.serving import Served

WORDS = "মেয়েটি স্কুলে ছিল, ভালো আছে"


class Pocket(Town):
    """A town whose worker has a case of his own."""

    async def build(self) -> None:
        await super().build()
        suman = self.work.id("suman")

        async def act(session: Any) -> UUID:
            him = await worker(session, "suman")
            await execute(session, "UPDATE staff SET worker_id = $1 WHERE id = $2", him, suman)
            days_ago = clock.now() - timedelta(days=2)
            await execute(
                session, "UPDATE incident SET opened_at = $1 WHERE id = $2", days_ago, ticket
            )
            incident = await for_system(session, ticket, SystemReason.SCREEN, lock=True)
            return (await case_service.open_case(session, incident, suman, suman)).id

        ticket = await self.work.ticket()
        self.case_id: UUID = await self.work.do(act)

    def said(self, verb: str, seq: int = 1, **more: Any) -> dict[str, Any]:
        return {
            "id": str(uuid4()),
            "verb": verb,
            "seq": seq,
            "made_at": clock.now().isoformat(),
            "clock_offset_ms": 0,
            "case_id": str(self.case_id),
            "words": WORDS,
            **more,
        }

    async def send(self, *said: dict[str, Any]) -> list[tuple[str, str | None]]:
        status, body = await self.ask("suman", "POST", "/field/commands", {"commands": list(said)})
        assert status == 200, body
        return [(one["result"], one["code"]) for one in body["receipts"]]

    async def file(self) -> dict[str, Any]:
        """The file as its owner opens it, in whose hands the case is at the desk meanwhile."""
        status, body = await self.ask("shanta", "GET", f"/cases/{self.case_id}")
        assert status == 200, body
        return body


@pytest.fixture
async def town(served: Served, database: Database) -> Pocket:
    made = Pocket(served, Casework(database))
    await made.build()
    return made


async def test_a_phone_keeps_numbers_and_days_of_ones_own_cases_and_no_word(town: Pocket) -> None:
    await town.work.open()
    status, told = await town.ask("suman", "GET", "/field/cases")
    assert status == 200, told
    (row,) = told["items"]
    assert (row["id"], row["risk"], row["initials"]) == (str(town.case_id), None, None)
    assert {"see_child", "review"} <= {one["due"] for one in row["dues"]}
    assert row["dues"] == sorted(row["dues"], key=lambda one: datetime.fromisoformat(one["due_at"]))
    assert set(row) == {"id", "number", "initials", "risk", "dues"}


async def test_what_was_written_without_network_counts_once_at_its_own_time(town: Pocket) -> None:
    ago = clock.now() - timedelta(hours=5)
    slow = {"made_at": (ago - timedelta(hours=1)).isoformat(), "clock_offset_ms": 3_600_000}
    note = town.said("case_note", 1, **slow)
    was = ago - timedelta(hours=3)  # by the phone's clock, which is an hour slow
    seen = town.said("case_check", 2, kind="child_seen", happened_at=was.isoformat(), **slow)
    assert await town.send(note, seen) == [("applied", None)] * 2
    assert await town.send(seen, note) == [("applied", None)] * 2
    file = await town.file()
    (one,) = file["notes"]
    assert (one["id"], one["words"]) == (note["id"], WORDS)
    assert datetime.fromisoformat(one["noted_at"]) == ago
    (check,) = file["checks"]
    assert (check["id"], check["words"]) == (seen["id"], WORDS)
    assert datetime.fromisoformat(check["at"]) == was + timedelta(hours=1)
    assert "see_child" not in await town.work.dues(town.case_id)
    for kind in ("case.note_added", "case.checked"):
        assert len(await town.work.told(town.case_id, kind)) == 1, kind
    pool = await town.work.database.raw()
    rows = await pool.fetch("SELECT field_command::text AS said FROM field_command")
    assert not [row for row in rows if WORDS in row["said"]]


async def test_nobody_writes_in_a_case_of_somebody_else_and_none_learns_of_it(town: Pocket) -> None:
    foreign = await town.work.open()
    absent, theirs = (
        town.said("case_note", no, case_id=str(id_)) for no, id_ in enumerate((uuid4(), foreign))
    )
    assert await town.send(absent, theirs) == [("refused", "case_not_found")] * 2
    assert await town.work.told(foreign, "case.note_added") == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"words": "  "}, "input_is_invalid"),
        ({"verb": "case_check", "kind": "follow_up"}, "illegal_move"),
        ({"verb": "case_check", "kind": "child_seen", "next_on": "2030-01-01"}, "input_is_invalid"),
    ],
)
async def test_what_can_t_be_is_refused_with_a_receipt(
    town: Pocket, more: dict[str, Any], code: str
) -> None:
    said = {**town.said("case_note"), **more}
    assert await town.send(said) == [("refused", code)]
    assert (await town.file())["notes"] == []


async def test_a_follow_up_says_when_the_next_one_is(town: Pocket) -> None:
    await town.work.approved(town.case_id, "plan", planned(today() + timedelta(days=9)))
    status, told = await town.ask("suman", "GET", "/field/cases")
    assert (status, "follow_up" in {one["due"] for one in told["items"][0]["dues"]}) == (200, True)
    next_on = (today() + timedelta(days=3)).isoformat()
    said = town.said("case_check", kind="follow_up", next_on=next_on)
    assert await town.send(said) == [("applied", None)]
    assert (await town.file())["checks"][0]["next_on"] == next_on


async def test_a_supervisor_never_reviews_from_a_phone(town: Pocket) -> None:
    said = town.said("case_check", kind="review")
    status, _ = await town.ask("suman", "POST", "/field/commands", {"commands": [said]})
    assert status == 422
