"""Who is asked, in which order and until when; pure: it reads no table and asks no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Responder:
    """A worker or a centre, the two that can be asked to go."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Rung:
    """One who may be asked, as known when the dispatch was requested."""

    responder: Responder
    distance_km: float | None = None
    female_wanted: bool = False

    def frozen(self) -> dict[str, Any]:
        """This rung as JSON, to be kept with the dispatch."""
        return {
            "kind": self.responder.kind,
            "id": str(self.responder.id),
            "distance_km": self.distance_km,
            "female_wanted": self.female_wanted,
        }


def thawed(ladder: Iterable[Mapping[str, Any]]) -> list[Rung]:
    """The rungs of a ladder kept as JSON."""
    return [
        Rung(
            Responder(entry["kind"], UUID(entry["id"])),
            entry.get("distance_km"),
            bool(entry.get("female_wanted", False)),
        )
        for entry in ladder
    ]


def build(chosen: Rung | None, ranked: Sequence[Rung], most: int) -> list[Rung]:
    """The chosen one first, then the ranked ones, nobody twice, `most` steps at the most."""
    rungs = {rung.responder: rung for rung in ([chosen] if chosen else [])}
    for rung in ranked:
        rungs.setdefault(rung.responder, rung)
    return list(rungs.values())[:most]


def next_rung(ladder: Sequence[Rung], asked: int) -> Rung | None:
    """Who comes after the first `asked` have been asked; None when the ladder is exhausted."""
    return ladder[asked] if asked < len(ladder) else None


def due_at(alerted_at: datetime, seconds: float) -> datetime:
    """Until when one step may stay unanswered; `seconds` depends on the urgency (design §4)."""
    return alerted_at + timedelta(seconds=seconds)
