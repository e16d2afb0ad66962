"""Starts PostgreSQL's programs as the account they belong to; it decides nothing about when."""

import os
import pwd
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.core.pg_binaries import Account, Binaries, EmbeddedPostgresFailed
from app.core.pg_folder import ServerFolder, complaint

OWNER = "postgres"
ROLE = "helpline"
DATABASE = "helpline"
OPEN_FOLDERS = Path("/proc/self/fd")
SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "UTC",
    # A child's words and numbers must not reach the log: no statements, no parameters, no DETAIL
    # lines, and ordinary errors (which quote values) go to the client alone.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_lock_waits": "off",
    "log_checkpoints": "off",
    "log_timezone": "UTC",
}


def initialise(home: ServerFolder, binaries: Binaries, account: Account) -> None:
    """Make a new cluster in data/, whole or not at all; raises `EmbeddedPostgresFailed`."""
    for locale in ("C.UTF-8", "C"):  # older macOS has no C.UTF-8
        unfinished = home.fresh_data(account)
        with reached(unfinished, account) as (name, popen):
            done = subprocess.run(
                [str(binaries.server / "initdb"), "-D", name, f"--username={OWNER}"]
                + ["--encoding=UTF8", f"--locale={locale}", "--lc-messages=C"]
                + ["--data-checksums", "--auth-local=peer", "--auth-host=reject"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
                **popen,
            )
        if done.returncode == 0:
            unfinished.rename(home.data)
            return
        if "invalid locale" not in done.stdout:
            break
    raise EmbeddedPostgresFailed(
        f"A new database could not be made in {home.folder}: {complaint(done.stdout)}"
    )


def let_in(home: ServerFolder, account: Account) -> None:
    """Let exactly the account that supervises in, by the socket, and nobody else."""
    try:
        ours = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise EmbeddedPostgresFailed(
            f"This account (number {os.geteuid()}) has no name on this machine, so PostgreSQL "
            "cannot recognise it. Set HELPLINE_DATABASE_URL to a server instead."
        ) from None
    names = "".join(f'supervisor "{ours}" {role}\n' for role in (OWNER, ROLE))
    home.put_config("pg_ident.conf", names, account)
    home.put_config("pg_hba.conf", "local all all peer map=supervisor\n", account)


def spawn(
    home: ServerFolder, binaries: Binaries, account: Account, settings: Mapping[str, str]
) -> "subprocess.Popen[bytes]":
    """Start the server process with these settings; it is not ready yet when this returns.

    It gets a session of its own: Ctrl-C on the terminal must reach the supervisor alone, which
    stops the database last.
    """
    wanted = {**settings, "unix_socket_directories": str(home.socket)}
    options = [part for name in wanted for part in ("-c", f"{name}={wanted[name]}")]
    log = home.open_log()
    try:
        with reached(home.data, account) as (name, popen):
            return subprocess.Popen(
                [str(binaries.server / "postgres"), "-D", name, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **popen,
            )
    finally:
        os.close(log)


@contextmanager
def reached(data: Path, account: Account) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name by which the account reaches its data folder, and how to start a program.

    The account may be barred from the folders above (root's home folder), so root opens the data
    folder and hands the open folder on: /proc/self/fd/N needs no right on what lies above it.
    """
    common = {"cwd": "/", "env": {"PATH": os.defpath, "LC_ALL": "C"}, "umask": 0o077}
    if not account.drop:
        yield str(data), common
        return
    if not OPEN_FOLDERS.is_dir():
        raise EmbeddedPostgresFailed(
            "On this system the embedded database cannot be run for root. Start helpline as an "
            "ordinary account, or set HELPLINE_DATABASE_URL."
        )
    handle = os.open(data, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield str(OPEN_FOLDERS / str(handle)), {**common, "pass_fds": [handle], **account.popen()}
    finally:
        os.close(handle)
