"""Draws the minutes of a meeting as PDF, in Bangla, from their frozen facts; it asks nothing else.

The same facts give the same bytes.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from app.core import clock
from app.core.plain import plain
from app.core.sheet import LANGUAGE, MARGIN, Column, Sheet
from app.core.words import words

Content = dict[str, Any]
LONGEST_CELL: Final = 1000
"""Characters in one cell: a row can't be higher than a page."""


def t(key: str, **params: object) -> str:
    """A word of the minutes."""
    return words(LANGUAGE).t(f"minutes.{key}", **params)


def digits(text: object) -> str:
    """In Bangla digits."""
    return words(LANGUAGE).digits(text)


def day_of(day: str | date) -> str:
    """A day as offices write it: 29/11/2026, in Bangla digits."""
    known = date.fromisoformat(day) if isinstance(day, str) else day
    return digits(f"{known:%d/%m/%Y}")


def draw(content: Content) -> bytes:
    """The sheet: who met and when, who was there, agenda, decisions with owner and day, signs."""
    sheet = Sheet(t("title"), datetime.fromisoformat(content["written_at"]))
    _head(sheet, content)
    sheet.grid((Column(34), Column(66)), list(_facts(content)))
    _table(sheet, t("seats"), (8, 62, 30), _seats(content))
    _table(sheet, t("agenda"), (8, 92), _agenda(content))
    _table(sheet, t("decisions"), (8, 50, 26, 16), _decisions(content))
    if content["note"]:
        sheet.line(t("note"), bold=True)
        sheet.line(_cell(content["note"]))
    sheet.pdf.ln(12)
    sheet.line("_" * 22)
    sheet.line(t("written_by", name=content["written_by"]))
    return sheet.done()


def words_of(content: Content) -> Iterator[str]:
    """Everything that stands on the sheet because of this meeting, before anything is drawn."""
    yield content["committee"]["bn"]
    tables = (_facts(content), _seats(content), _agenda(content), _decisions(content))
    yield from (cell for table in tables for row in table for cell in row)
    yield from (_cell(content["note"]), content["written_by"])


def _head(sheet: Sheet, content: Content) -> None:
    sheet.line(words(LANGUAGE).t("paper.government"), align="C")
    sheet.line(words(LANGUAGE).t("paper.department"), size=14, bold=True, align="C")
    sheet.pdf.ln(2)
    sheet.pdf.line(MARGIN, sheet.pdf.y, sheet.pdf.w - MARGIN, sheet.pdf.y)
    sheet.pdf.ln(4)
    sheet.line(content["committee"]["bn"], size=12, bold=True)
    sheet.line(t("of_meeting", no=content["no"]))
    sheet.pdf.ln(2)


def _facts(content: Content) -> Iterator[tuple[str, str]]:
    at = datetime.fromisoformat(content["held_at"]).astimezone(clock.DHAKA)
    yield t("held_at"), t("moment", day=day_of(at.date()), hour=digits(f"{at:%H:%M}"))
    venue = t("withheld") if content["withheld"] else _cell(content["venue"])
    yield t("venue"), venue or t("not_known")
    yield t("there"), digits(content["there"])
    needed = content["needed"]
    yield t("quorum"), t("not_known") if needed is None else digits(needed)


def _table(sheet: Sheet, title: str, shares: tuple[int, ...], rows: list[tuple[str, ...]]) -> None:
    sheet.line(title, bold=True)
    if not rows:
        sheet.line(t("nothing"))
        sheet.pdf.ln(3)
        return
    sheet.grid([Column(share) for share in shares], rows, head=_HEADS[len(shares)]())


_HEADS: Final[Mapping[int, Callable[[], tuple[str, ...]]]] = {
    2: lambda: (t("no"), t("point")),
    3: lambda: (t("no"), t("seat"), t("presence")),
    4: lambda: (t("no"), t("decision"), t("owner"), t("due_on")),
}


def _seats(content: Content) -> list[tuple[str, ...]]:
    return [
        (
            digits(no),
            f"{row['title']['bn']} ({t('role.' + row['role'])})",
            t(f"presence.{row['how']}"),
        )
        for no, row in enumerate(content["seats"], 1)
    ]


def _agenda(content: Content) -> list[tuple[str, ...]]:
    return [(digits(row["no"]), _cell(_point(row))) for row in content["items"]]


def _point(row: Content) -> str:
    if row["kind"] == "case":
        told = [f"{one['name']['bn']}: {one['value']['bn']}" for one in row["said"]]
        asked = f"{t('asked')}: {t('question.' + row['question'])}"
        return "; ".join([t("case", no=row["no"]), *told, asked])
    if row["kind"] == "decision":
        return t("earlier", no=row["decision_no"])
    return _written(row)


def _written(row: Content) -> str:
    return t("withheld") if row["withheld"] else str(row["words"])


def _decisions(content: Content) -> list[tuple[str, ...]]:
    return [
        (
            digits(row["no"]),
            _cell(_decided(row)),
            _cell(row["owner"]["name"]["bn"]),
            day_of(row["due_on"]),
        )
        for row in content["decisions"]
    ]


def _decided(row: Content) -> str:
    on = t("on_point", no=row["item_no"]) + ": " if row["item_no"] is not None else ""
    return f"{on}{_written(row)}"


def _cell(text: str | None) -> str:
    """One cell's words, cut with an ellipsis where nobody could print them on a page."""
    line = " ".join(plain(word) for word in (text or "").split())
    return line if len(line) <= LONGEST_CELL else line[: LONGEST_CELL - 1].rstrip() + "…"
