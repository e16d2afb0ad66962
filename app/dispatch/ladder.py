"""Who is asked, in which order and until when; pure: it reads no table and asks no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID


class Tier(StrEnum):
    """The parts of a ladder, in the order in which they are asked (issue of dispatch, part 4)."""

    WORKER = "worker"  # whoever answers for the area first, and centres
    BACKUP = "backup"  # who stands in for the area
    OFFICER = "officer"  # the upazila's or the city's office
    DISTRICT = "district"  # the district's office
    SUPERVISOR = "supervisor"  # on duty in the call centre: takes care that somebody goes


TIERS: Final = tuple(Tier)
_BY_POST: Final = {
    "upazila_social_services_officer": Tier.OFFICER,
    "city_social_services_officer": Tier.OFFICER,
    "district_social_services_officer": Tier.DISTRICT,
}
"""Officers come after the field whatever they cover: they send people, they seldom go."""

FIELD: Final = (Tier.WORKER, Tier.BACKUP)
OFFICERS_EACH: Final = 1
"""How many are asked of each office: one post, one holder."""


def tier_of(post_kind: str | None, *, backup: bool) -> Tier:
    """The part of the ladder for the holder of a post, who covers the place as `backup` or not."""
    return _BY_POST.get(post_kind or "", Tier.BACKUP if backup else Tier.WORKER)


@dataclass(frozen=True, slots=True)
class Responder:
    """Who can be asked: a worker, a centre, or (`staff`) a supervisor of the call centre."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Rung:
    """One who may be asked, as known when the dispatch was requested."""

    responder: Responder
    distance_km: float | None = None
    female_wanted: bool = False
    tier: Tier = Tier.WORKER

    def frozen(self) -> dict[str, Any]:
        """This rung as JSON, to be kept with the dispatch."""
        return {
            "kind": self.responder.kind,
            "id": str(self.responder.id),
            "distance_km": self.distance_km,
            "female_wanted": self.female_wanted,
            "tier": self.tier.value,
        }


def thawed(ladder: Iterable[Mapping[str, Any]]) -> list[Rung]:
    """The rungs of a ladder kept as JSON; one from before there were tiers is a worker's."""
    return [
        Rung(
            Responder(entry["kind"], UUID(entry["id"])),
            entry.get("distance_km"),
            bool(entry.get("female_wanted", False)),
            Tier(entry.get("tier", Tier.WORKER.value)),
        )
        for entry in ladder
    ]


def build(chosen: Rung | None, ranked: Sequence[Rung], most: int) -> list[Rung]:
    """The chosen one first, then tier by tier, each as ranked; nobody twice.

    `most` counts workers, backups and centres together; of each office OFFICERS_EACH are asked
    besides. Supervisors are not here: who is on duty is looked up when their turn has come.
    """
    rungs = {rung.responder: rung for rung in ([chosen] if chosen else [])}
    left = {Tier.OFFICER: OFFICERS_EACH, Tier.DISTRICT: OFFICERS_EACH}
    room = most - sum(rung.tier in FIELD for rung in rungs.values())
    for rung in sorted(ranked, key=lambda one: TIERS.index(one.tier)):
        if rung.responder in rungs:
            continue
        if rung.tier in FIELD:
            room -= 1
            fits = room >= 0
        else:
            left[rung.tier] -= 1
            fits = left[rung.tier] >= 0
        if fits:
            rungs[rung.responder] = rung
    return list(rungs.values())


def next_rung(ladder: Sequence[Rung], asked: int) -> Rung | None:
    """Who comes after the first `asked` have been asked; None when the ladder is exhausted."""
    return ladder[asked] if asked < len(ladder) else None


def due_at(alerted_at: datetime, seconds: float) -> datetime:
    """Until when one step may stay unanswered; `seconds` depends on urgency and tier."""
    return alerted_at + timedelta(seconds=seconds)
