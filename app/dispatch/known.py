"""What is known of one who could be asked to go, put for the rule of matching; it ranks nobody."""

from datetime import UTC, datetime
from typing import Any, Final, Literal

from app.directory.nearby import Also, ResponderFacts
from app.directory.states import ONLY_AGENCIES
from app.dispatch.judging import Candidate
from app.dispatch.states import OVER, StepState
from app.dispatch.weighing import LAST_ASKED, UNKNOWN, Record
from app.residence.beds import suits
from app.residence.queries import BED_COUNTS, BED_HOUSES, beds_told

_OPEN_TASKS: Final = f"""(
    SELECT count(*) FROM step JOIN dispatch ON dispatch.id = step.dispatch_id
    WHERE step.worker_id = worker.id AND step.state = '{StepState.ACCEPTED.value}'
        AND dispatch.state NOT IN ({", ".join(f"'{state.value}'" for state in OVER)})
)"""
_RECORD: Final = f"""
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE answered_at IS NOT NULL OR last.state = 'expired'
            OR last.state = 'withdrawn' AND last.due_at < dispatch.acknowledged_at) AS asked,
        count(*) FILTER (WHERE answered_at <= last.due_at) AS answered,
        max(CASE last.state WHEN 'accepted' THEN done_at ELSE handed_back_at END) AS back_at
    FROM (
        SELECT dispatch_id, state, due_at, answered_at, handed_back_at FROM step
        WHERE worker_id = worker.id ORDER BY alerted_at DESC LIMIT {LAST_ASKED}
    ) AS last JOIN dispatch ON dispatch.id = dispatch_id
) AS record ON true
"""
"""One whose time was over before somebody else accepted has not answered, though withdrawn then."""
ALSO: Final = Also(
    of_worker=f"ARRAY[{_OPEN_TASKS}, asked, answered, extract(epoch FROM back_at)::bigint]",
    worker_joins=_RECORD,
    of_centre=BED_COUNTS,
    centre_joins=BED_HOUSES,
    named="houses",
)
"""Tasks and habits of a worker, beds of a centre: asked with who they are, in one statement."""


class Known:
    """One worker or centre: what the directory and the rooms below tell, and what follows from it.

    Made once and looked at by many matches: whoever gets something from here changes nothing in it.
    """

    __slots__ = ("_candidates", "_shown", "_worker", "facts", "goes_to_children", "id")

    def __init__(self, facts: ResponderFacts) -> None:
        self.facts, self.id = facts, str(facts.id)
        self.goes_to_children = facts.post_kind not in ONLY_AGENCIES
        self._worker: Candidate | None = None
        self._candidates: dict[str | None, Candidate] = {}
        self._shown: dict[str, Any] | None = None

    def __lt__(self, other: "Known") -> bool:
        """Of those that are equally far the lower number comes first, as in the database."""
        return self.id < other.id

    def candidate(self, sex: str | None) -> Candidate:
        """As matching sees it when a child of this sex comes."""
        if self._worker is not None:
            return self._worker
        found = self._candidates.get(sex)
        if found is None:
            found = _candidate(self.id, self.facts, sex)
            if self.facts.kind == "worker":
                self._worker = found
            else:
                self._candidates[sex] = found
        return found

    @property
    def shown(self) -> dict[str, Any]:
        """What screens show of it wherever the child is, and whatever is asked for."""
        if self._shown is None:
            one = self.facts
            self._shown = {
                "kind": one.kind,
                "id": self.id,
                "name": {"bn": one.name_bn, "en": one.name_en},
                "role": {"bn": one.role_bn, "en": one.role_en},
                "gender": one.gender or one.intake_gender,
                "on_duty": one.on_duty,
                "distance_basis": one.location_basis,
                "capacity": one.capacity,
            }
        return self._shown


def _candidate(id_: str, one: ResponderFacts, sex: str | None) -> Candidate:
    tasks, room = _load(one, None if one.kind == "worker" else sex)
    kind: Literal["worker", "centre"] = "worker" if one.kind == "worker" else "centre"
    return Candidate(
        kind=kind,
        id=id_,
        name_bn=one.name_bn,
        name_en=one.name_en,
        role_bn=one.role_bn,
        role_en=one.role_en,
        gender=one.gender,
        intake_gender=one.intake_gender,
        on_duty=one.on_duty,
        lat=one.lat,
        lon=one.lon,
        location_basis=one.location_basis,
        coverage=one.coverage,
        open_tasks=tasks,
        capacity=room,
        admits=one.admits.value if one.admits else None,
        operating=one.operating,
        centre_kind=one.centre_kind,
        place=one.place,
        age_from=one.age_from,
        age_to=one.age_to,
        hours=one.hours,
        languages=one.languages,
        record=_record(one),
    )


def _load(one: ResponderFacts, sex: str | None) -> tuple[int, int | None]:
    """Tasks of a worker, children of a centre if one of this sex comes; and how many at most."""
    counts = one.counts or (0,)
    if one.kind == "worker":
        return counts[0], one.capacity
    beds = beds_told(one.capacity, one.intake_gender, counts, one.named)
    free = beds.free_for(sex) if suits(beds.gender, sex) else beds.free
    return beds.taken, None if free is None else beds.taken + free


def _record(one: ResponderFacts) -> Record:
    if one.kind != "worker" or one.counts is None:
        return UNKNOWN
    _, asked, answered, back_at = one.counts
    return Record(asked, answered, datetime.fromtimestamp(back_at, UTC) if back_at else None)
