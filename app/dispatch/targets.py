"""How soon each stop of the clock should be done, by urgency and place; it measures nothing.

The narrowest place that somebody has spoken for wins, then the country, then the defaults of the
settings, which are ours and wait for the review of the Department. An incident is held to what was
in force when it rang: a target set later makes nobody late afterwards. Sixty minutes to the child
is the yardstick of Childline India, not a norm of Bangladesh.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.models import Urgency
from app.core import clock, outbox
from app.core.audience import BOARD
from app.core.errors import InputIsInvalid
from app.core.settings import Settings
from app.directory.queries import place_row
from app.dispatch.clock_events import ClockTargetSet
from app.dispatch.clock_models import ClockTarget
from app.dispatch.journey import TIMED, Stop, Target
from app.geo.lookup import gazetteer
from app.staff.auth import SignedIn
from app.staff.queries import display_names

LONGEST_SECONDS: Final = 366 * 24 * 3600
UNKNOWN_COUNTS_AS: Final = Urgency.P1


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody has set: for a place or the country, from a moment on; None takes it back."""

    urgency: str
    stop: Stop
    place: str | None
    seconds: int | None
    since: datetime


def resolve(
    words: Iterable[Word],
    defaults: Mapping[Stop, int],
    urgency: str,
    chain: Sequence[str],
    at: datetime,
) -> dict[Stop, Target]:
    """The targets of `urgency` in force at `at` for a place with its `chain`, narrowest first."""
    latest: dict[tuple[Stop, str | None], Word] = {}
    for word in sorted(words, key=lambda one: one.since):
        if word.urgency == urgency and word.since <= at:
            latest[word.stop, word.place] = word
    return {stop: _of(stop, latest, chain, defaults) for stop in TIMED}


def _of(
    stop: Stop,
    latest: Mapping[tuple[Stop, str | None], Word],
    chain: Sequence[str],
    defaults: Mapping[Stop, int],
) -> Target:
    for place in (*chain, None):
        word = latest.get((stop, place))
        if word is not None and word.seconds is not None:
            return Target(word.seconds, "place" if place else "national", place)
    return Target(defaults[stop], "default")


def _listed(seconds: str) -> dict[Stop, int]:
    return dict(zip(TIMED, map(int, seconds.split(",")), strict=True))


_DEFAULTS: Final = {
    urgency: _listed(Settings.model_fields[f"clock_{urgency.lower()}_seconds"].default)
    for urgency in Urgency.__members__
}


def use_defaults(settings: Settings) -> None:
    """Hold to these where nobody has set anything; each process does so once, at its start."""
    for urgency in Urgency.__members__:
        seconds = settings.clock_targets(urgency)
        _DEFAULTS[urgency] = dict(zip(TIMED, seconds, strict=True))


def defaults_of(urgency: str) -> dict[Stop, int]:
    """The settings' targets of an urgency, by stop."""
    return _DEFAULTS[urgency]


def chain_of(place: str | None) -> tuple[str, ...]:
    """The place and all it lies in, narrowest first; nothing for an unknown place."""
    places = gazetteer()
    return tuple(places.containers(place)) if place and places.get(place) else ()


async def words_for(
    session: AsyncSession, urgencies: Iterable[str], places: Iterable[str]
) -> list[Word]:
    """Everything that was ever set for these urgencies in these places and in the country."""
    found = await session.exec(
        select(ClockTarget).where(
            col(ClockTarget.urgency).in_([Urgency(urgency) for urgency in urgencies]),
            col(ClockTarget.place).is_(None) | col(ClockTarget.place).in_(set(places)),
        )
    )
    return [Word(row.urgency.value, row.stop, row.place, row.seconds, row.since) for row in found]


async def targets_for(
    session: AsyncSession, asked: Sequence[tuple[str | None, str | None, datetime]]
) -> list[dict[Stop, Target]]:
    """What incidents of an urgency, at a place, that rang at a moment are held to, in their order.

    An unknown urgency counts as P1 (I11).
    """
    known = [(said or UNKNOWN_COUNTS_AS.value, chain_of(place), at) for said, place, at in asked]
    words = await words_for(
        session,
        {urgency for urgency, _, _ in known},
        (place for _, chain, _ in known for place in chain),
    )
    return [resolve(words, defaults_of(one), one, chain, at) for one, chain, at in known]


async def set_target(
    session: AsyncSession,
    signed: SignedIn,
    urgency: str,
    stop: str,
    place: str | None,
    seconds: int | None,
) -> ClockTarget:
    """Set a target from now on; None takes it back. Raises InputIsInvalid naming the field.

    A later stop must not be due before an earlier one: such a table could never be met in order.
    """
    made = _checked(urgency, stop, place, seconds, signed.id)
    chain = chain_of(place)
    said = await words_for(session, [urgency], chain)
    word = Word(urgency, made.stop, place, seconds, made.since)
    targets = resolve([*said, word], defaults_of(urgency), urgency, chain, made.since)
    _must_rise(targets, made.stop)
    session.add(made)
    await session.flush()
    told = ClockTargetSet(
        entity_id=made.id,
        version=1,
        urgency=urgency,
        stop=stop,
        place=place,
        seconds=seconds,
    )
    await outbox.record(session, told, [BOARD])
    return made


def _checked(
    urgency: str, stop: str, place: str | None, seconds: int | None, by: UUID
) -> ClockTarget:
    if urgency not in Urgency.__members__:
        raise InputIsInvalid("Choose one of: P1, P2, P3.", field="urgency")
    if stop not in [each.value for each in TIMED]:
        raise InputIsInvalid(f"Choose one of: {', '.join(TIMED)}.", field="stop")
    if place is not None and gazetteer().get(place) is None:
        raise InputIsInvalid("There is no such place in the gazetteer.", field="place")
    if seconds is not None and not 1 <= seconds <= LONGEST_SECONDS:
        raise InputIsInvalid(f"From 1 to {LONGEST_SECONDS} seconds.", field="seconds")
    return ClockTarget(
        urgency=Urgency(urgency),
        stop=Stop(stop),
        place=place,
        seconds=seconds,
        since=clock.now(),
        set_by=by,
    )


def _must_rise(targets: Mapping[Stop, Target], changed: Stop) -> None:
    at = TIMED.index(changed)
    for earlier in TIMED[:at]:
        if targets[earlier].seconds > targets[changed].seconds:
            raise InputIsInvalid(
                f"{earlier.value} may take {targets[earlier].seconds} s: {changed.value} "
                "can't be due before it.",
                field="seconds",
            )
    for later in TIMED[at + 1 :]:
        if targets[later].seconds < targets[changed].seconds:
            raise InputIsInvalid(
                f"{later.value} is due after {targets[later].seconds} s: {changed.value} "
                "can't be due after it.",
                field="seconds",
            )


async def target_rows(
    session: AsyncSession, ids: Iterable[UUID] | None = None
) -> dict[UUID, dict[str, Any]]:
    """Every word on targets, the newest first, with who set it and whether it is the one in force.

    `ids` leaves all but these out.
    """
    found = list(await session.exec(select(ClockTarget).order_by(col(ClockTarget.since).desc())))
    wanted = {row.id for row in found} if ids is None else set(ids)
    names = await display_names(session, {row.set_by for row in found if row.id in wanted})
    newest: set[tuple[str, str, str | None]] = set()
    rows = {}
    for row in found:
        key = (row.urgency.value, row.stop.value, row.place)
        if row.id in wanted:
            rows[row.id] = {
                "id": str(row.id),
                "urgency": row.urgency.value,
                "stop": row.stop.value,
                "place": place_row(row.place),
                "seconds": row.seconds,
                "since": row.since.isoformat(),
                "set_by": names.get(row.set_by),
                "in_force": key not in newest and row.seconds is not None,
                "version": 1,
            }
        newest.add(key)
    return rows
