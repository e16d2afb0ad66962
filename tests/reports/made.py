"""Reports made of the published totals in memory: what they say needs no database to be tested."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from app.directory.published_load import TotalFact, totals
from app.directory.published_models import PublishedTotal
from app.reports import service
from app.reports.as_pdf import draw
from app.reports.periods import span_of, written
from app.reports.schemas import ReportDocument, Said

FACTS = totals("2015")
SITES = {code: Said(bn=code, en=code) for one in FACTS for code in (one.site, one.place) if code}
LOADED = datetime(2026, 11, 29, tzinfo=UTC)


def made(name: str, period: str, facts: Sequence[TotalFact] = FACTS) -> ReportDocument:
    """A report as the service makes it of the totals that a database holds."""
    kind, span = service.KINDS[name], span_of(written(period))
    chosen = [
        PublishedTotal(**asdict(fact), loaded_at=LOADED)
        for fact in facts
        if not kind.series or fact.series in kind.series
        if kind.subject in (None, fact.subject)
        if span is None or (fact.as_of is not None and span[0] <= fact.as_of <= span[1])
    ]
    return kind.make(chosen, written(period), SITES)


@cache
def reintegration() -> ReportDocument:
    """The table of 2015; nobody changes it."""
    return made("reintegration", "2015-03")


@cache
def reintegration_as_pdf() -> bytes:
    """The same as PDF, drawn once for all who look at it."""
    return draw(reintegration())


def changed(value: int, series: str = "srtrccr.reintegrated_by_risk", **where: Any) -> Any:
    """The published totals with one of them printed otherwise."""
    return [
        replace(fact, value=value)
        if fact.series == series and all(getattr(fact, key) == is_ for key, is_ in where.items())
        else fact
        for fact in FACTS
    ]
