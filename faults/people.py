"""Adds staff through the product's own command, many in one process; its only way in is that.

`python -m faults.people` reads `name role` lines from standard input. It is a process of its own,
so that the harness itself loads nothing of the product.
"""

import importlib
import sys

from typer.testing import CliRunner

PASSWORD = "demo"  # noqa: S105 (of accounts that live as long as a run)


def main() -> int:
    """0 when all of them were added."""
    cli = importlib.import_module("app.cli").app
    for line in sys.stdin.read().splitlines():
        name, role = line.split()
        asked = ["staff", "add", name, "--role", role, "--display-bn", name, "--display-en", name]
        done = CliRunner().invoke(
            cli, [*asked, "--language", "bn"], input=f"{PASSWORD}\n{PASSWORD}\n"
        )
        if done.exit_code != 0:
            sys.stderr.write(f"{name}: {done.output} {done.exception}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
