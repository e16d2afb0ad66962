"""The one door to published totals: loaded as printed, read by date, never added across dates.

Nobody else touches the table. A total that a later file gives otherwise is told, and replaced only
when that is asked for; the one before stays beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import execute
from app.core.errors import HelplineError
from app.directory.published_load import ALL_KINDS, TotalFact
from app.directory.published_models import Dated, Of, PublishedTotal

_KEY: Final = (
    *("series", "kind", "sex", "site", "place", "as_of_written", "period_written", "source"),
)
MOST_TOLD: Final = 5


class HistoryHasChanged(HelplineError):
    """A file of published totals says something else than what was loaded from it before."""

    code = "history_has_changed"


class TotalsCannotBeAdded(HelplineError):
    """Totals of different dates, of different things, or that count one child several times."""

    status = 422
    code = "totals_cannot_be_added"


@dataclass(frozen=True)
class Loaded:
    """How many totals stand, how many of them are new, and how many took another one's place."""

    standing: int
    new: int
    replaced: int


async def load(
    session: AsyncSession, facts: Sequence[TotalFact], *, correct: bool = False
) -> Loaded:
    """Make the totals of one history stand as `facts` has them; the same again changes nothing.

    Raises HistoryHasChanged when one that stands is given otherwise or no more, and `correct` is
    not set: then nothing is loaded at all.
    """
    await execute(session, "LOCK TABLE published_total IN SHARE ROW EXCLUSIVE MODE")
    history = {fact.history for fact in facts}
    found = await session.exec(_standing().where(col(PublishedTotal.history).in_(history)))
    before = {_key(one): one for one in found}
    after = {_key(fact): fact for fact in facts}
    gone = [one for key, one in before.items() if key not in after]
    changed = [one for key, one in before.items() if key in after and _differs(one, after[key])]
    if (gone or changed) and not correct:
        raise HistoryHasChanged(_told(changed, gone, after))
    now = clock.now()
    for one in (*gone, *changed):
        one.replaced_at = now
        session.add(one)
    await session.flush()
    put = [after[key] for key in after if key not in before or before[key] in changed]
    session.add_all(PublishedTotal(**asdict(fact), loaded_at=now) for fact in put)
    await session.flush()
    return Loaded(len(after), len(put) - len(changed), len(changed) + len(gone))


def _standing() -> Any:
    return select(PublishedTotal).where(col(PublishedTotal.replaced_at).is_(None))


def _key(one: Any) -> tuple[Any, ...]:
    return tuple(getattr(one, name) for name in _KEY)


def _differs(one: PublishedTotal, fact: TotalFact) -> bool:
    return any(getattr(one, name) != value for name, value in asdict(fact).items())


def _told(
    changed: Sequence[PublishedTotal],
    gone: Sequence[PublishedTotal],
    after: dict[tuple[Any, ...], TotalFact],
) -> str:
    says = [_change(one, after[_key(one)]) for one in changed]
    says += [f"{one.at} is no more" for one in gone]
    more = f" and {len(says) - MOST_TOLD} more" if len(says) > MOST_TOLD else ""
    return (
        f"The files differ from what was loaded before: {'; '.join(says[:MOST_TOLD])}{more}. "
        "Nothing was loaded; add --correct to let the files replace it."
    )


def _change(one: PublishedTotal, fact: TotalFact) -> str:
    if one.value != fact.value:
        return f"{one.at} was {_shown(one.value)} and is {_shown(fact.value)}"
    names = [name for name, value in asdict(fact).items() if getattr(one, name) != value]
    return f"{one.at} has another {', '.join(names)}"


def _shown(value: int | None) -> str:
    return "lost" if value is None else str(value)


async def standing(
    session: AsyncSession,
    *,
    series: Iterable[str] = (),
    subject: str | None = None,
    span: tuple[date, date] | None = None,
) -> list[PublishedTotal]:
    """Totals that stand, in their order; `span` keeps those whose own date lies in it."""
    wanted = _standing().order_by(col(PublishedTotal.history), col(PublishedTotal.no))
    if series := tuple(series):
        wanted = wanted.where(col(PublishedTotal.series).in_(series))
    if subject is not None:
        wanted = wanted.where(PublishedTotal.subject == subject)
    if span is not None:
        wanted = wanted.where(col(PublishedTotal.as_of).between(*span))
    return list(await session.exec(wanted))


def added(totals: Sequence[PublishedTotal]) -> int | None:
    """The sum of totals that are parts of one; None when one of them was lost.

    Raises TotalsCannotBeAdded unless all are of one series, one document and one date, differ along
    one line of it that may be added up, and none is itself the sum of others.
    """
    _one("series", totals, "different things")
    _one("source", totals, "different documents")
    if any(one.dated is Dated.UNDATED for one in totals):
        raise TotalsCannotBeAdded("A total without a date can't be added to another.")
    _one("as_of_written", totals, "different dates")
    _one("period_written", totals, "different times")
    for line, name in (("sex", "boys and girls"), ("kind", "kinds"), ("site", "sites")):
        found = [getattr(one, line) for one in totals]
        if len(set(found)) > 1:
            _parts_of(line, name, totals)
    if len({_key(one) for one in totals}) < len(totals):
        raise TotalsCannotBeAdded("One total can't be added to itself.")
    values = [one.value for one in totals if one.value is not None]
    return sum(values) if len(values) == len(totals) else None


def _one(name: str, totals: Sequence[PublishedTotal], what: str) -> None:
    found = sorted({str(getattr(one, name)) for one in totals})
    if len(found) > 1:
        said = ", ".join(found[:MOST_TOLD])
        raise TotalsCannotBeAdded(f"These totals are of {what} and can't be added: {said}.")


def _parts_of(line: str, name: str, totals: Sequence[PublishedTotal]) -> None:
    allowed = totals[0].parts.split()
    if line not in allowed:
        raise TotalsCannotBeAdded(
            f"These totals overlap and can't be added by {name}: one child can be in several."
        )
    if any(getattr(one, line) in (Of.ALL, Of.UNKNOWN, ALL_KINDS) for one in totals):
        raise TotalsCannotBeAdded("A sum of others is among these totals; it can't be added again.")
