"""A worker that is killed outright is stood in for at once, by a copy that knows when not to."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from app import worker as app_worker
from app.core import clock
from app.core.db import Database
from app.core.settings import Settings
from app.jobs.deadlines import set_deadline
from tests.conftest import SECRETS
from tests.gate import gate_before
from tests.running import HELPLINE

SCRIPT = """
import os, signal, sys, time
from pathlib import Path
from app.jobs.stand_in import stand_in

signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever starts us may ignore it
folder = Path(sys.argv[1])

def work():
    (folder / "working").write_text(str(os.getpid()))

with stand_in(work):
    (folder / "ready").write_text(str(os.getpid()))
    {then}
"""
LOOKED_AT = "SELECT count(*) FROM deadline WHERE ended_at IS NOT NULL OR failures > 0"
PATIENCE_SECONDS = 20.0
"""Of a machine that does other things as well."""


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[[str], "subprocess.Popen[bytes]"]]:
    """A process with a copy of itself, in the middle of its block."""
    running: list[subprocess.Popen[bytes]] = []

    def start(then: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-c", SCRIPT.format(then=then), str(tmp_path)]
        running.append(subprocess.Popen(command, start_new_session=True))
        until((tmp_path / "ready").exists)
        return running[-1]

    yield start
    for process in running:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def of_group(group: int) -> list[int]:
    """Who lives in a process group (Linux)."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, of = stat.read_text().rpartition(")")[2].split()[:3]
            if int(of) == group and state != "Z":
                found.append(int(stat.parent.name))
    return found


def test_the_copy_works_when_its_process_is_killed(
    started: Callable[[str], "subprocess.Popen[bytes]"], tmp_path: Path
) -> None:
    process = started("time.sleep(60)")
    assert len(of_group(process.pid)) == 2
    assert not (tmp_path / "working").exists()
    process.kill()
    until((tmp_path / "working").exists)
    until(lambda: not of_group(process.pid))


@pytest.mark.parametrize("then", ["pass", "raise ValueError('a bug')", "sys.exit(3)"])
def test_an_end_of_its_own_dismisses_the_copy(
    started: Callable[[str], "subprocess.Popen[bytes]"], tmp_path: Path, then: str
) -> None:
    process = started(then)
    process.wait(PATIENCE_SECONDS)
    assert of_group(process.pid) == []
    assert not (tmp_path / "working").exists()


def test_ctrl_c_reaches_both_and_the_copy_does_not_work(
    started: Callable[[str], "subprocess.Popen[bytes]"], tmp_path: Path
) -> None:
    process = started("time.sleep(60)")
    os.killpg(process.pid, signal.SIGINT)
    process.wait(PATIENCE_SECONDS)
    assert of_group(process.pid) == []
    assert not (tmp_path / "working").exists()


def test_a_copy_that_somebody_ended_is_missed_by_nobody(
    started: Callable[[str], "subprocess.Popen[bytes]"],
) -> None:
    process = started("time.sleep(1)")
    (copy,) = set(of_group(process.pid)) - {process.pid}
    os.kill(copy, signal.SIGTERM)
    assert process.wait(PATIENCE_SECONDS) == 0


@pytest.fixture
def worker(database_url: str, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """`helpline worker` on the test's database; what it says is in worker.log."""
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [str(HELPLINE), "worker"],
            env={
                **{name: of for name, of in os.environ.items() if not name.startswith("HELPLINE")},
                **{f"HELPLINE_{name.upper()}": of for name, of in SECRETS.items()},
                "HELPLINE_DATABASE_URL": database_url,
                "HELPLINE_VAR_DIR": str(tmp_path),
            },
            stdout=log,
            stderr=log,
            cwd=tmp_path,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        until(lambda: not of_group(process.pid))


async def test_a_deadline_fires_although_the_only_worker_was_killed(
    worker: "subprocess.Popen[bytes]", database: Database, tmp_path: Path
) -> None:
    log = tmp_path / "worker.log"
    until(lambda: b"worker_started" in log.read_bytes())
    worker.kill()
    async with database.transaction() as session:
        await set_deadline(session, "clock_due", uuid4(), clock.now() + timedelta(seconds=0.5))
    until(lambda: b"worker_stands_in" in log.read_bytes())
    pool = await database.raw()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await pool.fetchval(LOOKED_AT):
            await asyncio.sleep(0.05)


class Runs:
    """In the place of a worker's whole work: writes down when it began and ended."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    async def run(self, *_: object, as_stand_in: bool) -> None:
        stop = _[-1]
        assert as_stand_in and isinstance(stop, asyncio.Event)
        self.seen.append("began")
        await stop.wait()
        self.seen.append("ended")

    async def have(self, *wanted: str) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.seen != list(wanted):
                await asyncio.sleep(0.01)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    made = Runs()
    monkeypatch.setattr(app_worker, "run", made.run)
    monkeypatch.setattr(app_worker, "LOOK_SECONDS", 0.05)
    return made


async def another(database: Database, name: str = app_worker.WORKER) -> asyncpg.Connection:
    """Another worker, as the database sees it."""
    return await asyncpg.connect(database.dsn, server_settings={"application_name": name})


async def test_it_works_while_no_worker_lives_and_no_longer(
    runs: Runs, database: Database, settings: Settings
) -> None:
    stop, first = asyncio.Event(), await another(database)
    copy = asyncio.create_task(app_worker.run_if_alone(settings, database.dsn, stop))
    await asyncio.sleep(0.5)
    assert runs.seen == []
    await first.close()
    await runs.have("began")
    beside = await another(database, app_worker.STANDS_IN)
    await asyncio.sleep(0.5)
    assert runs.seen == ["began"]  # another stand-in is no worker
    second = await another(database)
    await asyncio.wait_for(copy, PATIENCE_SECONDS)
    assert runs.seen == ["began", "ended"]
    await beside.close()
    await second.close()


async def test_of_several_one_works_and_another_when_that_is_gone(
    runs: Runs, database: Database, settings: Settings
) -> None:
    first, others = asyncio.Event(), asyncio.Event()
    works = asyncio.create_task(app_worker.run_if_alone(settings, database.dsn, first))
    await runs.have("began")
    wait = [
        asyncio.create_task(app_worker.run_if_alone(settings, database.dsn, others))
        for _ in range(2)
    ]
    await asyncio.sleep(0.5)
    assert runs.seen == ["began"]
    first.set()
    await works
    await runs.have("began", "ended", "began")
    others.set()
    await asyncio.gather(*wait)
    assert runs.seen[:4] == ["began", "ended", "began", "ended"]


async def test_a_worker_of_another_database_is_no_worker_of_ours(
    runs: Runs, database: Database, settings: Settings
) -> None:
    elsewhere = await asyncpg.connect(
        database.dsn, database="postgres", server_settings={"application_name": app_worker.WORKER}
    )
    stop = asyncio.Event()
    copy = asyncio.create_task(app_worker.run_if_alone(settings, database.dsn, stop))
    await runs.have("began")
    stop.set()
    await asyncio.wait_for(copy, PATIENCE_SECONDS)
    await elsewhere.close()


async def test_its_time_is_over_whether_it_works_or_not(
    runs: Runs, database: Database, settings: Settings
) -> None:
    stop = asyncio.Event()
    copy = asyncio.create_task(app_worker.run_if_alone(settings, database.dsn, stop))
    await runs.have("began")
    stop.set()
    await asyncio.wait_for(copy, PATIENCE_SECONDS)
    assert runs.seen == ["began", "ended"]


async def test_a_database_that_does_not_say_is_asked_again(
    runs: Runs, database: Database, settings: Settings
) -> None:
    async with gate_before(database.dsn) as gate:
        gate.shut()
        stop = asyncio.Event()
        copy = asyncio.create_task(app_worker.run_if_alone(settings, gate.url, stop))
        await asyncio.sleep(0.5)
        assert runs.seen == []
        gate.open()
        await runs.have("began")
        stop.set()
        await asyncio.wait_for(copy, PATIENCE_SECONDS)
