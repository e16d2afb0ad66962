"""What a run says while it goes on, and the object it ends with; nothing is judged here."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from faults.check import Verdict

MOST_SHOWN = 20


class Show:
    """Progress on standard error."""

    def __init__(self) -> None:
        self._out = Console(stderr=True)

    def say(self, words: str) -> None:
        """One line."""
        self._out.print(words, highlight=False)

    @contextmanager
    def bar(self, what: str, total: int) -> Iterator[Callable[[], None]]:
        """A progress bar; the function yielded advances it by one."""
        columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self._out) as progress:
            task = progress.add_task(what, total=total)
            yield lambda: progress.advance(task)

    def verdicts(self, found: dict[str, Verdict]) -> None:
        """The table of invariants and the first of what is broken."""
        table = Table("invariant", "checked", "broken", box=None)
        for name, verdict in found.items():
            table.add_row(name, str(verdict.checked), str(len(verdict.broken)))
        self._out.print(table)
        for name, verdict in found.items():
            for line in verdict.broken[:MOST_SHOWN]:
                self._out.print(f"[red]{name}[/red] {line}", highlight=False, markup=True)


def write(report: dict[str, Any], file: Path) -> bool:
    """Write the object of `--json`; whether nothing is broken."""
    verdicts: dict[str, Verdict] = report["invariants"]
    counted = {
        name: {"checked": verdict.checked, "broken": len(verdict.broken), "why": verdict.broken}
        for name, verdict in verdicts.items()
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    told = {**report, "invariants": counted}
    file.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return not any(verdict.broken for verdict in verdicts.values())
