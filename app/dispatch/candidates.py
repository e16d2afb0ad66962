"""Who could go to an incident: facts and tasks in hand, put before the rule of matching."""

import contextlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import (
    ForMatching,
    SystemReason,
    for_system,
    told_at_a_glance,
    told_for_matching,
)
from app.cases.models import Incident
from app.core import clock
from app.core.db import Database
from app.core.errors import HelplineError, InputIsInvalid
from app.core.settings import Settings
from app.directory.hours import within
from app.directory.states import PostKind
from app.dispatch import matching
from app.dispatch.catchment import WithoutCentre, without_centre
from app.dispatch.coverage import LEVELS
from app.dispatch.judging import Need, Said
from app.dispatch.known import Known
from app.dispatch.ladder import Responder, Rung, build, tier_of
from app.dispatch.models import Dispatch, Step
from app.dispatch.roll import ROLL, SINCE_BESIDE, Roll, known_for
from app.dispatch.scene import responder_of
from app.dispatch.shortfall import ASKED_ALREADY, counted, weightiest
from app.dispatch.states import OVER, StepState
from app.dispatch.weighing import Weights
from app.geo.lookup import gazetteer

BARS: Final = {
    "excluded_conflict",
    "not_a_place_for_children",
    "not_operating",
    "admits_by_court",
    "admits_by_committee",
    "admission_unknown",
}
"""Reasons that bar even one the counsellor chose; being off duty or far away is hers to judge."""

CENTRE_BARS: Final = {"gender_mismatch", "age_mismatch"}
"""The same of a centre alone: it could not keep the child. One that is shut may open its door."""


class PlaceIsUnknown(HelplineError):
    """Nobody can be ranked before the place is known; a responder may be named instead."""

    code = "place_is_unknown"


class NobodyCanGo(HelplineError):
    """Nobody on the list can be asked; `reasons` counts why, `supervisors` what they know of it."""

    code = "nobody_can_go"


class ResponderCannotGo(HelplineError):
    """The one named must not or cannot be asked; `reasons` says why."""

    code = "responder_cannot_go"


class AlreadyAsked(HelplineError):
    """The one named is already being asked for this incident, or is on the way."""

    code = "already_asked"


@dataclass(frozen=True)
class Found:
    """Everybody considered for an incident, ranked or with the reasons why not."""

    match: matching.Match
    known: Mapping[str, Known]
    female_wanted: bool
    without_centre: WithoutCentre | None = None

    def rungs(self) -> list[Rung]:
        """Those who can be asked, best first."""
        return [self._rung(row) for row in self.match.ranked]

    def rung(self, responder: Responder) -> Rung:
        """One of them. Raises InputIsInvalid when there is no such worker or centre."""
        return self._rung(self._row(responder))

    def bars(self, responder: Responder) -> list[dict[str, Any]]:
        """Why `responder` must not be asked even when chosen; empty when nothing bars it."""
        row = self._row(responder)
        barring = BARS | (CENTRE_BARS if responder.kind == "centre" else set())
        return Said(*(reason for reason in row.reasons if reason[0] in barring)).shown

    def why_nobody(self) -> list[dict[str, Any]]:
        """Why nobody is left to ask, counted; whoever is ranked is asked already."""
        kept = [weightiest([code for code, _ in row.reasons]) for row in self.match.shortfall]
        return counted([*kept, *(ASKED_ALREADY for _ in self.match.ranked)])

    def rows(self) -> dict[str, Any]:
        """The list as the console shows it."""
        return {
            "ranked": [{**self._shown(row), "rank": row.rank} for row in self.match.ranked],
            "shortfall": [
                self._shown(row) if row.door is None else self._with_way(row)
                for row in self.match.shortfall
            ],
            "without_centre": self._without_centre(),
        }

    def _without_centre(self) -> dict[str, Any] | None:
        lacks = self.without_centre
        if lacks is None:
            return None
        serving = [self.known[id_].facts for id_ in lacks.served_by]
        return {
            "district": _place_name(lacks.district),
            "division": _place_name(lacks.division) if lacks.division else None,
            "served_by": [{"bn": one.name_bn, "en": one.name_en} for one in serving],
        }

    def _with_way(self, row: matching.Row) -> dict[str, Any]:
        """With how a centre's door may be opened, and who of the district takes it there."""
        officer = self._probation_officer if row.door != "ask_the_centre" else None
        return {**self._shown(row), "way": {"code": row.door, "ask": officer}}

    @cached_property
    def _probation_officer(self) -> dict[str, Any] | None:
        """Who answers for the place as probation officer, on duty or not; None if we know none."""
        narrowest: tuple[int, matching.Row] | None = None
        for row in (*self.match.ranked, *self.match.shortfall):
            if self.known[row.id].facts.post_kind is not PostKind.PROBATION_OFFICER:
                continue
            if row.coverage == "none" or any(c == "excluded_conflict" for c, _ in row.reasons):
                continue
            level = LEVELS.index(row.coverage)
            if narrowest is None or level < narrowest[0]:
                narrowest = level, row
        if narrowest is None:
            return None
        one = self.known[narrowest[1].id].facts
        return {
            "id": str(one.id),
            "name": {"bn": one.name_bn, "en": one.name_en},
            "role": {"bn": one.role_bn, "en": one.role_en},
        }

    def _row(self, responder: Responder) -> matching.Row:
        wanted = (responder.kind, str(responder.id))
        for row in (*self.match.ranked, *self.match.shortfall):
            if (row.kind, row.id) == wanted:
                return row
        raise InputIsInvalid("There is no such worker or centre.", field="responder.id")

    def _rung(self, row: matching.Row) -> Rung:
        far = None if row.distance_km is None else round(row.distance_km, 1)
        backup = any(code == "backup_cover" for code, _ in row.reasons)
        tier = tier_of(self.known[row.id].facts.post_kind, backup=backup)
        return Rung(Responder(row.kind, UUID(row.id)), far, self.female_wanted, tier)

    def _shown(self, row: matching.Row) -> dict[str, Any]:
        """But for its rank and what opens a door: kept for the next who asks, so never changed."""
        way = row.of
        if way is not None and way.shown is not None and way.shown[0] is row.said:
            return way.shown[1]
        km, said = row.distance_km, [one.shown for one in row.said]
        shown = {
            **self.known[row.id].shown,
            "distance_km": None if km is None else round(km, 1),
            "coverage": row.coverage,
            "open_tasks": row.open_tasks,
            "rank": None,
            "reasons": said[0] if len(said) == 1 else [*chain(*said)],
            "way": None,
        }
        if way is not None:
            way.shown = row.said, shown
        return shown


def _place_name(code: str) -> dict[str, str]:
    place = gazetteer().get(code)
    return {"bn": place.name_bn or place.name_en, "en": place.name_en} if place else {}


async def find_responders(
    session: AsyncSession,
    incident: Incident,
    settings: Settings,
    always: Collection[UUID] = (),
) -> Found:
    """Match everybody near or responsible, and those in `always`, with an opened incident.

    Whoever is only asked for an agency's part (handing_off.py) goes to no child.
    """
    told = await told_for_matching(session, incident)
    return _found(told, await known_for(session, told.place, always), settings, always)


async def look(database: Database, incident_id: UUID, settings: Settings) -> Found:
    """The same of an incident that is open to whoever asks, and only to be looked at.

    All is asked in one statement, without a transaction, unless the roll has to be read anew.
    Raises IncidentNotFound.
    """
    roll: Roll | None = database.info.get(ROLL)
    asks = roll.asks() if roll else None
    if roll and asks:
        with contextlib.suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            told, since, lineage = await told_at_a_glance(
                database, incident_id, SINCE_BESIDE, *asks
            )
            known = roll.answers(asks, since, lineage, told.place)
            if known is not None:
                return _found(told, known, settings)
    async with database.transaction() as session:
        incident = await for_system(session, incident_id, SystemReason.MATCHING)
        return await find_responders(session, incident, settings)


def _found(
    told: ForMatching, those: Iterable[Known], settings: Settings, always: Collection[UUID] = ()
) -> Found:
    known = {one.id: one for one in those if one.goes_to_children or one.facts.id in always}
    point = gazetteer().point_of(told.place) if told.place else None
    answers, now = told.answers, clock.now()
    need = Need(
        place_code=told.place,
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        urgency=told.urgency,
        categories=tuple(told.categories),
        child_sex=answers.get("child_sex"),
        child_age=_years(answers.get("child_age")),
        female_wanted=answers.get("female_wanted") == "yes",
        language=told.language,
        at=now,
        night=within(settings.night_hours, now),
        exclude=frozenset(map(str, told.excluded)),
    )
    candidates = [one.candidate(need.child_sex) for one in known.values()]
    match = matching.match(need, candidates, gazetteer(), weights_of(settings))
    lacks = without_centre(told.place, candidates, gazetteer())
    return Found(match, known, need.female_wanted, lacks)


async def choose(
    session: AsyncSession, incident: Incident, chosen: Responder | None, settings: Settings
) -> list[Rung]:
    """The ladder of a new dispatch: the chosen one first, then the ranked ones nobody has asked.

    Raises PlaceIsUnknown, NobodyCanGo, ResponderCannotGo, AlreadyAsked, InputIsInvalid.
    """
    if incident.place is None and chosen is None:
        raise PlaceIsUnknown("Say where it is, or choose who should go.")
    found = await find_responders(session, incident, settings, [chosen.id] if chosen else ())
    busy = await asked_already(session, incident.id)
    first = None
    if chosen is not None:
        if chosen in busy:
            raise AlreadyAsked("This one is already asked or on the way for this incident.")
        refusals = found.bars(chosen)
        if refusals:
            raise ResponderCannotGo("This one can't be asked to go.", reasons=refusals)
        first = found.rung(chosen)
    free = [rung for rung in found.rungs() if rung.responder not in busy]
    rungs = build(first, free if incident.place else [], settings.ladder_steps)
    if not rungs:
        detail = "Nobody on the list can be asked; see the reason beside each name."
        raise NobodyCanGo(detail, reasons=found.why_nobody())
    return rungs


async def asked_already(session: AsyncSession, incident_id: UUID) -> set[Responder]:
    """Who is asked or on the way for this incident through another open dispatch."""
    found = await session.exec(
        select(Step)
        .join(Dispatch, col(Dispatch.id) == col(Step.dispatch_id))
        .where(
            Dispatch.incident_id == incident_id,
            col(Dispatch.state).not_in(OVER),
            col(Step.state).in_((StepState.ALERTED, StepState.ACCEPTED)),
        )
    )
    return {responder_of(step) for step in found}


def weights_of(settings: Settings) -> Weights:
    """What counts how much, as it is set."""
    return Weights(
        task_km=settings.match_task_km,
        rest_km=settings.match_rest_km,
        rest_hours=settings.match_rest_hours,
        language_km=settings.match_language_km,
        answers_km=settings.match_answers_km,
    )


def _years(said: str | None) -> int | None:
    """An age in whole years when that is what was typed; `int` reads both digit sets."""
    try:
        return int(said) if said else None
    except ValueError:
        return None
