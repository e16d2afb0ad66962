"""Draws a paper as PDF, in Bangla, from its frozen facts alone; it asks no database and no network.

The same facts give the same bytes.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from app.core import clock
from app.core.sheet import BANGLA, LANGUAGE, LINE, MARGIN, SIZE, Column, Sheet
from app.core.words import words
from app.dispatch.clock_models import PaperKind
from app.dispatch.paper_rules import Content, in_a_line

LONGEST_CELL: Final = 800
"""Characters; receiver, relation and address stand in one cell. It stays below half a page."""

Row = tuple[str, str]


def draw(kind: PaperKind, memo: str, version: int, content: Content) -> bytes:
    """The sheet as PDF: letterhead, memo number, facts in a table, who gets it, signatures."""
    sheet = _Sheet(datetime.fromisoformat(content.made_at))
    sheet.letterhead()
    sheet.reference(memo, version, content.made_at)
    sheet.subject(_subject(kind, content))
    for paragraph in _paragraphs(kind, content):
        sheet.paragraph(paragraph)
    sheet.table(list(_rows(kind, content)))
    sheet.receivers(content.to)
    sheet.signatures(kind, content)
    return sheet.done()


def t(key: str, **params: object) -> str:
    """A word of the paper."""
    return words(LANGUAGE).t(f"paper.{key}", **params)


def digits(text: object) -> str:
    """In Bangla digits."""
    return words(LANGUAGE).digits(text)


def day_of(moment: str | date) -> str:
    """A day as offices write it: 29/11/2026, in Bangla digits and Dhaka time."""
    if isinstance(moment, str) and "T" in moment:
        moment = datetime.fromisoformat(moment).astimezone(clock.DHAKA).date()
    day = date.fromisoformat(moment) if isinstance(moment, str) else moment
    return digits(f"{day:%d/%m/%Y}")


def moment_of(moment: str) -> str:
    """A day and an hour in Dhaka."""
    at = datetime.fromisoformat(moment).astimezone(clock.DHAKA)
    return t("moment", day=day_of(at.date()), hour=digits(f"{at:%H:%M}"))


class _Sheet(Sheet):
    """The sheet of a paper: a Bangla letter of the Department."""

    def __init__(self, made_at: datetime) -> None:
        super().__init__(t("title"), made_at)

    def letterhead(self) -> None:
        self.line(t("government"), align="C")
        self.line(t("department"), size=14, bold=True, align="C")
        self.line(t("helpline"), align="C")
        self.pdf.ln(2)
        self.pdf.line(MARGIN, self.pdf.y, self.pdf.w - MARGIN, self.pdf.y)
        self.pdf.ln(4)

    def reference(self, memo: str, version: int, made_at: str) -> None:
        """Memo number to the left, date to the right, and whether it is a corrected one."""
        text = t("memo", memo=memo)
        if version > 1:
            text += " " + t("corrected", version=version - 1)
        self.pdf.set_font(BANGLA, "", SIZE)
        half = self.pdf.epw * 0.62
        self.pdf.cell(half, LINE, text)
        self.pdf.cell(0, LINE, t("dated", day=day_of(made_at)), align="R")
        self.pdf.ln(LINE + 3)

    def subject(self, text: str) -> None:
        self.line(t("subject", subject=text), size=12, bold=True)
        self.pdf.ln(2)

    def paragraph(self, text: str) -> None:
        self.line(text)
        self.pdf.ln(2)

    def table(self, rows: list[Row]) -> None:
        """Names to the left, what is known to the right, a hairline below each."""
        if not rows:
            return
        cells = [[in_a_line(cell, LONGEST_CELL) for cell in row] for row in rows]
        self.grid((Column(34), Column(66)), cells)

    def receivers(self, posts: list[str]) -> None:
        self.line(t("copies"), bold=True)
        for no, post in enumerate(posts, 1):
            self.line(digits(f"{no}. ") + t(f"post.{post}"))
        self.pdf.ln(10)

    def signatures(self, kind: PaperKind, content: Content) -> None:
        names = [t("signed_by", name=content.made_by)]
        if kind is PaperKind.HAND_OVER:
            names = [t("signed_giver"), t("signed_receiver"), t("signed_escort")]
            if content.wanted["no_escort_reason"] or not content.wanted["escort_name"]:
                names.pop()
        self.pdf.set_font(BANGLA, "", SIZE - 1)
        width = self.pdf.epw / max(2, len(names))
        if self.pdf.y > self.pdf.h - MARGIN - 3 * LINE:
            self.pdf.add_page()
        for _ in names:
            self.pdf.cell(width, LINE, "_" * 22, align="L")
        self.pdf.ln(LINE)
        for name in names:
            self.pdf.cell(width, LINE, name, align="L")


def _subject(kind: PaperKind, content: Content) -> str:
    if kind is PaperKind.LETTER:
        return str(content.wanted["subject"])
    return t(f"{kind.value}.subject", number=digits(content.number))


def _paragraphs(kind: PaperKind, content: Content) -> Iterator[str]:
    if kind is not PaperKind.LETTER:
        yield t(f"{kind.value}.opening", number=digits(content.number))
    text = str(content.wanted["text"]).strip()
    if text:
        yield text


def _rows(kind: PaperKind, content: Content) -> Iterator[Row]:
    yield t("row.number"), digits(content.number)
    yield t("row.reported"), moment_of(content.reported_at)
    yield t("row.place"), content.place or t("not_known")
    if kind is PaperKind.LETTER:
        return
    yield t("row.categories"), ", ".join(content.categories) or t("not_known")
    yield t("row.child"), content.child_name or t("not_known")
    yield t("row.age"), _age(content.child_age)
    yield t("row.sex"), t(f"sex.{content.child_sex or 'unknown'}")
    if kind is PaperKind.HAND_OVER:
        yield from _hand_over(content.wanted)


def _age(said: str | None) -> str:
    """An age in years in Bangla digits; what is not a number stands as it was said."""
    if not said:
        return t("not_known")
    return t("years", years=digits(said)) if said.strip().isdigit() else said


def _hand_over(wanted: dict[str, Any]) -> Iterator[Row]:
    who = [wanted["receiver_name"], wanted["receiver_relation"], wanted["receiver_address"]]
    yield t("row.handed_at"), moment_of(wanted["handed_at"])
    yield t("row.receiver"), t(f"receiver.{wanted['receiver_kind']}")
    yield t("row.receiver_name"), ", ".join(part for part in who if part)
    yield t("row.escort"), _escort(wanted)
    yield t("row.travel"), t("taka", taka=int(wanted["travel_taka"]))
    yield t("row.gd"), _diary(wanted)


def _escort(wanted: dict[str, Any]) -> str:
    if wanted["no_escort_reason"]:
        return t("no_escort", why=t(f"no_escort.{wanted['no_escort_reason']}"))
    named = [wanted["escort_name"], wanted["escort_post"]]
    return ", ".join(part for part in named if part) or t("no_escort_needed")


def _diary(wanted: dict[str, Any]) -> str:
    if not wanted["gd_number"]:
        return t("no_gd")
    return t(
        "gd",
        number=digits(wanted["gd_number"]),
        thana=wanted["gd_thana"],
        day=day_of(wanted["gd_day"]),
    )
