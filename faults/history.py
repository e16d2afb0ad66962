"""What callers, consoles and handsets lived through, as plain data; it judges nothing."""

import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]


@dataclass
class History:
    """Everything a checker may look at; nothing in it was read from the product's tables.

    `callers`: one a call: sid, number, story, as the simulated telephone tells it.
    `hung_up`: sids whose counsellor ended the call. `accepts`: by whom, which call, when.
    `live`: spans in which a console showed a call as its own and connected.
    `owners`: call → version → owner, as any screen showed it. `files`: each ticket, opened once.
    `notes`: what else a story needs, by caller's number.
    """

    callers: list[Row] = field(default_factory=list)
    hung_up: set[str] = field(default_factory=set)
    accepts: list[Row] = field(default_factory=list)
    live: list[Row] = field(default_factory=list)
    owners: dict[str, dict[int, set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    files: dict[str, Row] = field(default_factory=dict)
    call_backs: dict[str, Row] = field(default_factory=dict)
    notes: dict[str, Row] = field(default_factory=lambda: defaultdict(dict))
    tickets_by_line: dict[str, list[str]] | None = None
    began: float = field(default_factory=time.monotonic)

    def now(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.began
