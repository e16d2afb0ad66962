"""One real PostgreSQL for a whole test run, fresh databases on it; never one that people use."""

import fcntl
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.postgres import EmbeddedPostgres

_TEMPLATE = "helpline_template"
# Databases come and go by the hundred here and none outlives the run: no need to wait for the disk.
# synchronous_commit stays on, so that code which looks at it sees what production has.
_SETTINGS = {"fsync": "off", "full_page_writes": "off", "max_connections": "400"}


_MEMORY = Path("/dev/shm")
_ROOMY = 4 << 30


def _shelf() -> Path:
    """Where the server's folder stands: in memory if that is large, as copying a database for every
    test is above all making and removing files. Every worker of a run finds the same answer."""
    if os.access(_MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(_MEMORY).total >= _ROOMY:
        return _MEMORY
    return Path(tempfile.gettempdir())


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold a lock that all test runs of this account share, for the moments of start and end."""
    lock = Path(tempfile.gettempdir()) / f"helpline-tests-{os.geteuid()}.lock"
    handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def start_server() -> EmbeddedPostgres:
    """Start this run's server, or join the one another xdist worker started."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    with _one_at_a_time():
        _sweep()
        server = EmbeddedPostgres(
            _shelf() / f"helpline-tests-{os.geteuid()}-{run}", settings=_SETTINGS
        )
        server.start()
    return server


def stop_server(server: EmbeddedPostgres) -> None:
    """Leave the server; the last worker to leave ends it and removes its folder."""
    with _one_at_a_time():
        _end(server)


def _end(server: EmbeddedPostgres) -> None:
    server.stop()
    if not server.alive():
        shutil.rmtree(server.folder, ignore_errors=True)


def _sweep() -> None:
    """End what killed test runs left behind; servers still in use are not touched."""
    for leftover in _shelf().glob(f"helpline-tests-{os.geteuid()}-*"):
        if leftover.is_dir() and not leftover.is_symlink():
            _end(EmbeddedPostgres(leftover))


def make_template(server: EmbeddedPostgres, migrate: Callable[[str], None]) -> str:
    """Return the name of a database that `migrate(url)` has brought up to date, once per run."""
    with _one_at_a_time():
        known = server.run_sql(f"SELECT 1 FROM pg_database WHERE datname = '{_TEMPLATE}'")
        if not known:
            unfinished = f"{_TEMPLATE}_new"
            server.run_sql(f"DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)")
            server.run_sql(f"CREATE DATABASE {unfinished} OWNER helpline")
            migrate(server.database_url(unfinished))
            server.run_sql(f"ALTER DATABASE {unfinished} RENAME TO {_TEMPLATE}")
    return _TEMPLATE


def clone(server: EmbeddedPostgres, template: str) -> str:
    """Return the address of a new database, equal to the template."""
    name = f"test_{uuid.uuid4().hex[:16]}"
    # File by file: half the time of the usual way, which writes every page into the log as well.
    server.run_sql(f"CREATE DATABASE {name} OWNER helpline TEMPLATE {template} STRATEGY FILE_COPY")
    return server.database_url(name)


def drop(server: EmbeddedPostgres, url: str) -> None:
    """Remove a cloned database, ending whoever is still connected to it."""
    name = url.partition("@/")[2].partition("?")[0]
    server.run_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
