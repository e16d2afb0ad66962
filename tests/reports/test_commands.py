"""`helpline seed --history` and `helpline report`: what they write, say, and exit with."""

import asyncio
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app.core.db import Database, execute
from tests.core.test_doctor import command

SEED = ("seed", "--history", "2015")
REPORT = ("report", "reintegration", "--period", "2015-03")


@pytest.fixture
async def helpline(database: Database, database_url: str, tmp_path: Path) -> Any:
    async def run(*words: str) -> tuple[int, str]:
        return await asyncio.to_thread(command, database_url, tmp_path, *words)

    return run


async def test_a_history_is_loaded_once_and_reprinted_in_every_format(
    helpline: Any, tmp_path: Path
) -> None:
    before, said = await helpline(*REPORT)
    assert (before, "run `helpline seed --history 2015`" in said) == (1, True), said
    code, said = await helpline(*SEED)
    assert (code, "160 published totals of 2015 stand: 160 new, 0 replaced" in said) == (0, True)
    code, said = await helpline(*SEED)
    assert (code, "160 published totals of 2015 stand: 0 new, 0 replaced" in said) == (0, True)
    code, said = await helpline(*REPORT, "--format", "json")
    assert code == 0, said
    report = json.loads(said)
    assert [cell["value"] for cell in report["rows"][-1]["cells"][1:]] == [1281, 1113, 2394]
    code, said = await helpline(*REPORT, "--format", "csv")
    assert code == 0
    assert "domestic_worker,গৃহকর্মে নিয়োজিত শিশু,Child in domestic work,9*,129,138" in said
    for how, opening in (("xlsx", b"PK"), ("pdf", b"%PDF-")):
        target = tmp_path / f"table.{how}"
        code, said = await helpline(*REPORT, "--format", how, "--out", str(target))
        assert (code, target.read_bytes()[: len(opening)]) == (0, opening), said
    assert zipfile.is_zipfile(tmp_path / "table.xlsx")


async def test_margins_that_do_not_add_up_end_with_one_and_say_where(
    helpline: Any, database: Database
) -> None:
    await helpline(*SEED)
    async with database.transaction() as session:
        await execute(
            session,
            "UPDATE published_total SET value = 43 WHERE kind = 'abused' AND sex = 'boys'",
        )
    code, said = await helpline(*REPORT, "--format", "csv")
    assert code == 1
    assert "these do not add up: Abused child" in said
    assert "abused,নির্যাতিত শিশু,Abused child,43,64,106" in said, "it is written all the same"


async def test_a_table_that_was_changed_is_told_and_stays_until_a_correction_is_asked_for(
    helpline: Any, database: Database
) -> None:
    await helpline(*SEED)
    async with database.transaction() as session:
        await execute(
            session, "UPDATE published_total SET value = 13300 WHERE series = $1",
            "helpline.children_served",
        )  # fmt: skip
    code, said = await helpline(*SEED)
    assert code == 1
    assert "/helpline_seed/children_served was 13300 and is 13299" in said
    code, said = await helpline(*SEED, "--correct")
    assert (code, "0 new, 1 replaced" in said) == (0, True), said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("seed", "--history", "1971"), "There is no history of 1971; there is: 2015."),
        (("seed", "--correct"), "--correct belongs to --history"),
        (("report", "wages", "--period", "2015"), "There is no report wages"),
        (("report", "published", "--period", "never"), "A period is a year"),
        (("report", "published", "--period", "2015", "--format", "exe"), "choose json"),
    ],
)
async def test_what_can_not_be_done_is_said_and_exits_with_more_than_zero(
    helpline: Any, words: tuple[str, ...], says: str
) -> None:
    code, said = await helpline(*words)
    assert code > 0
    assert says in said
    assert "Traceback" not in said
