"""`helpline doctor` says what is broken and what to look at; 0 only when nothing is broken."""

import os
import subprocess
from pathlib import Path
from typing import Any

from app.cli_doctor import State, pilot_wards
from app.core.db import Database, execute
from tests.conftest import SECRETS
from tests.running import HELPLINE


def doctor(url: str, folder: Path) -> tuple[int, str]:
    """What it exits with and says."""
    return command(url, folder, "doctor")


def command(url: str, folder: Path, *words: str) -> tuple[int, str]:
    """What `helpline …` exits with and says, lines of a table joined."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HELPLINE_")}
    told: dict[str, Any] = {**SECRETS, "database_url": url, "var_dir": folder}
    env = {**kept, **{f"HELPLINE_{name.upper()}": str(value) for name, value in told.items()}}
    ran = subprocess.run(
        [HELPLINE, *words],
        env={**env, "COLUMNS": "300"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_the_pilot_has_no_ward_that_nobody_has_confirmed() -> None:
    found = pilot_wards()
    assert found.state is State.LOOK
    assert "0 of 20 wards confirmed; 33 candidates" in found.said


async def test_what_is_sound_is_said_and_an_old_schema_is_broken(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    code, said = doctor(database_url, tmp_path)
    assert (code, "its schema is the newest" in said) == (0, True), said
    assert "nobody watches them" in said
    assert "0 of 20 wards confirmed" in said
    async with database.transaction() as session:
        await execute(session, "UPDATE alembic_version SET version_num = 'posts'")
    code, said = doctor(database_url, tmp_path)
    assert (code, "run `helpline migrate`" in said) == (1, True), said


def test_a_database_that_is_away_and_a_folder_that_is_not_there_are_broken(
    tmp_path: Path,
) -> None:
    away = "postgresql://nobody@127.0.0.1:1/helpline"
    code, said = doctor(away, tmp_path / "gone")
    assert code == 1
    assert "does not answer" in said
    assert "can't be written to" in said
