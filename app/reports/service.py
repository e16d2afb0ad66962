"""Which reports there are, for which periods, and how one is made; it reads and never writes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.errors import NotFound
from app.directory import published
from app.directory.published_models import PublishedTotal
from app.directory.service import centre_by_code
from app.geo.lookup import gazetteer
from app.reports import lists, reintegration
from app.reports.periods import ALL, date_in_words, span_of, written
from app.reports.schemas import ReportDocument, ReportOffer, ReportPeriod, Said, said

Totals = Sequence[PublishedTotal]


class ReportNotFound(NotFound):
    """There is no report of this name."""

    code = "report_not_found"


class NothingPublished(NotFound):
    """Nothing is known for the period of a report, or no published totals were loaded at all."""

    code = "nothing_published"


@dataclass(frozen=True)
class Kind:
    """What a report is made from, how, and whether several dates may stand in it together."""

    make: Callable[[Totals, str, lists.Names], ReportDocument]
    series: tuple[str, ...] = ()
    subject: str | None = None
    of_one_date: bool = False


KINDS: Final = {
    reintegration.NAME: Kind(
        lambda totals, period, _: reintegration.make(totals, period),
        series=reintegration.SERIES,
        of_one_date=True,
    ),
    "street-network": Kind(lists.street_network, series=lists.NETWORK_SERIES, of_one_date=True),
    "calls": Kind(partial(lists.listed, "calls"), subject="helpline_1098"),
    "published": Kind(partial(lists.listed, "published")),
}


async def offers(session: AsyncSession) -> list[ReportOffer]:
    """Every report with the periods for which something is known."""
    found = []
    for name, kind in KINDS.items():
        totals = await published.standing(session, series=kind.series, subject=kind.subject)
        periods = _periods(kind, totals)
        told = [ReportPeriod(period=one, said=_period(one)) for one in periods]
        found.append(ReportOffer(name=name, title=_title(name, periods), periods=told))
    return found


async def report(session: AsyncSession, name: str, period: str) -> ReportDocument:
    """One report. Raises ReportNotFound, NothingPublished, InputIsInvalid (the period)."""
    kind = KINDS.get(name)
    if kind is None:
        raise ReportNotFound(f"There is no report {name}; there is: {', '.join(KINDS)}.")
    period = written(period)
    span = span_of(period)
    totals = await published.standing(
        session, series=kind.series, subject=kind.subject, span=span
    )  # fmt: skip
    if not totals:
        every = await published.standing(session, series=kind.series, subject=kind.subject)
        raise NothingPublished(_nothing(period, _periods(kind, every)))
    return kind.make(totals, period, await _names(session, totals))


def _periods(kind: Kind, totals: Totals) -> list[str]:
    """Newest first; reports of one date by their dates, lists by year and all together."""
    dates = {one.as_of_written for one in totals if one.as_of_written}
    if kind.of_one_date:
        return sorted(dates, reverse=True)
    years = sorted({each[:4] for each in dates}, reverse=True)
    return [ALL, *years] if totals else []


def _period(period: str) -> Said:
    return said("period.all") if period == ALL else date_in_words(period)


def _title(name: str, periods: Sequence[str]) -> Said:
    """Of the reintegration table the newest; the title names its date."""
    if name == reintegration.NAME:
        if not periods:
            return said("title.reintegration_alone")
        return said("title.reintegration", on=date_in_words(periods[0]))
    return said(f"title.{name.replace('-', '_')}")


def _nothing(period: str, periods: Sequence[str]) -> str:
    if not periods:
        return "No published totals are loaded: run `helpline seed --history 2015`."
    return f"Nothing was published for {period}; there is something for: {', '.join(periods)}."


async def _names(session: AsyncSession, totals: Totals) -> dict[str, Said]:
    names: dict[str, Said] = {}
    for code in {one.site for one in totals if one.site}:
        centre = await centre_by_code(session, code)
        if centre is not None:
            names[code] = Said(bn=centre.name_bn, en=centre.name_en)
    for code in {one.place for one in totals if one.place}:
        place = gazetteer().get(code)
        if place is not None:
            names[code] = Said(bn=place.name_bn or place.name_en, en=place.name_en)
    return names
