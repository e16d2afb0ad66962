"""`helpline seed --history` and `helpline report`: what they write, say, and exit with."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from app.core.db import Database, execute
from tests.core.test_doctor import command

SEED = ("seed", "--history", "2015")
REPORT = ("report", "reintegration", "--period", "2015-03")
ABUSED = "UPDATE published_total SET value = 43 WHERE kind = 'abused' AND sex = 'boys'"


@pytest.fixture
async def helpline(database: Database, database_url: str, tmp_path: Path) -> Any:
    async def run(*words: str) -> tuple[int, str]:
        return await asyncio.to_thread(command, database_url, tmp_path, *words)

    return run


async def test_a_history_is_loaded_once_reprinted_and_corrected_only_when_that_is_asked_for(
    helpline: Any, database: Database, tmp_path: Path
) -> None:
    before, said = await helpline(*REPORT)
    assert (before, "run `helpline seed --history 2015`" in said) == (1, True), said
    code, said = await helpline(*SEED)
    assert (code, "160 published totals of 2015 stand: 160 new, 0 replaced" in said) == (0, True)
    code, said = await helpline(*SEED)
    assert (code, "160 published totals of 2015 stand: 0 new, 0 replaced" in said) == (0, True)
    target = tmp_path / "table.pdf"
    code, said = await helpline(*REPORT, "--format", "pdf", "--out", str(target))
    assert (code, target.read_bytes()[:5]) == (0, b"%PDF-"), said

    async with database.transaction() as session:
        await execute(session, ABUSED)
    code, said = await helpline(*REPORT, "--format", "csv")
    assert code == 1
    assert "these do not add up: Abused child" in said
    assert "abused,নির্যাতিত শিশু,Abused child,43,64,106" in said, "it is written all the same"
    assert "domestic_worker,গৃহকর্মে নিয়োজিত শিশু,Child in domestic work,9*,129,138" in said
    code, said = await helpline(*SEED)
    assert (code, "reintegration_2015.json#/rows/0/boys was 43 and is 42" in said) == (1, True)
    code, said = await helpline(*SEED, "--correct")
    assert (code, "0 new, 1 replaced" in said) == (0, True), said
    code, said = await helpline(*REPORT, "--format", "json")
    assert code == 0, said
    report = json.loads(said)
    assert [cell["value"] for cell in report["rows"][0]["cells"][1:]] == [42, 64, 106]
    assert [cell["value"] for cell in report["rows"][-1]["cells"][1:]] == [1281, 1113, 2394]


async def test_what_can_not_be_done_is_said_and_exits_with_more_than_zero(helpline: Any) -> None:
    for words, says in (
        (("seed", "--history", "1971"), "There is no history of 1971; there is: 2015."),
        (("seed", "--correct"), "--correct belongs to --history"),
        (("report", "wages", "--period", "2015"), "There is no report wages"),
        (("report", "published", "--period", "2015", "--format", "exe"), "choose json"),
    ):
        code, said = await helpline(*words)
        assert code > 0
        assert says in said
        assert "Traceback" not in said
