"""An A4 sheet as PDF, drawn top down in Bangla and Latin letters; it knows nothing of what it says.

The fonts come with the product and are embedded; HarfBuzz shapes the conjuncts. The same words give
the same bytes. Lines are broken here and not by fpdf2, which shapes the whole line anew for each of
its letters: a word is measured once, however often and wherever it stands.
"""

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from fpdf import FPDF
from fpdf.enums import XPos, YPos

FONTS: Final = Path(__file__).resolve().parent / "fonts"
LANGUAGE: Final = "bn"
BANGLA, LATIN = "bangla", "latin"
MARGIN: Final = 22.0
SIZE: Final = 11.0
LINE: Final = 6.6
"""Millimetres, points, millimetres."""
GAP: Final = 2.0
LIFT: Final = 0.6
"""Millimetres between two columns, and above and below the words of a row."""
_HASANTA: Final = "\u09cd"
_JOINERS: Final = "\u200c\u200d"


@dataclass(frozen=True)
class Column:
    """One column of a table: its share of the line; numbers stand to the right."""

    share: float
    number: bool = False


@dataclass(frozen=True)
class _Row:
    """A row of a table whose words are broken into lines; millimetres."""

    cells: Sequence[Sequence[str]]
    bold: bool
    height: float


class Sheet:
    """One document of A4 sheets that is being drawn, top down."""

    def __init__(
        self,
        title: str,
        made_at: datetime,
        *,
        margin: float = MARGIN,
        turned: bool = False,
    ) -> None:
        self.pdf = FPDF(format="A4", orientation="landscape" if turned else "portrait")
        self.pdf.set_creation_date(made_at)
        self.pdf.set_margin(margin)
        self.pdf.set_auto_page_break(True, margin)
        for style, name in (("", "Regular"), ("B", "Bold")):
            self.pdf.add_font(BANGLA, style, FONTS / f"NotoSansBengali-{name}.ttf")
            self.pdf.add_font(LATIN, style, FONTS / f"NotoSans-{name}.latin.ttf")
        self.pdf.set_fallback_fonts([LATIN], exact_match=True)
        self.pdf.set_text_shaping(True, direction="ltr", script="beng", language="ben")
        self.pdf.set_lang(LANGUAGE)
        self.pdf.set_title(title)
        self.pdf.add_page()
        self._widths: dict[tuple[str, float, str], float] = {}

    def line(self, text: str, *, size: float = SIZE, bold: bool = False, align: str = "L") -> None:
        """One paragraph of its own."""
        self._letters(size, bold=bold)
        for words in self.broken(text, self.pdf.epw - 2 * self.pdf.c_margin):
            self.pdf.cell(
                0, LINE * size / SIZE, words, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT
            )

    def grid(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        *,
        head: Sequence[str] = (),
        bold: Collection[int] = (),
        size: float = SIZE,
    ) -> None:
        """A table with its heading on each page and a hairline between rows.

        `bold` are the numbers of the rows in bold letters. Raises ValueError when a row is higher
        than a page.
        """
        widths = self._widths_of(columns)
        top = self._laid(head, widths, size, bold=True) if head else None
        above = top.height if top else 0.0
        laid = [
            self._laid(row, widths, size, bold=no in bold) for no, row in enumerate(rows)
        ]  # fmt: skip
        if any(above + row.height > self.pdf.eph for row in laid):
            raise ValueError("a row of this table is higher than a page")
        places = list(zip(columns, widths, strict=True))
        for no, row in enumerate(laid):
            needed = row.height if no else row.height + above
            turned = self.pdf.y + needed > self.pdf.page_break_trigger
            if turned:
                self.pdf.add_page()
            if top and (turned or not no):
                self._draw(top, places, size)
                self._hairline()
            elif no and not turned:
                self._hairline()
            self._draw(row, places, size)
        self.pdf.ln(4)

    def broken(self, text: str, width: float) -> list[str]:
        """`text` in lines of at most `width` millimetres, in the letters that are set now.

        It breaks where a space or a line's end stands, and a word that is wider than a line
        between two of its letters, never within a conjunct.
        """
        space = self._wide(" ")
        lines: list[str] = []
        for paragraph in text.replace("\r", "").split("\n"):
            line: list[str] = []
            taken = 0.0
            for word in paragraph.split(" "):
                if line and taken + space + self._wide(word) > width:
                    lines.append(" ".join(line))
                    line, taken = [], 0.0
                *full, last = self._pieces(word, width)
                lines += full
                taken += self._wide(last) + (space if line else 0.0)
                line.append(last)
            lines.append(" ".join(line))
        return lines

    def done(self) -> bytes:
        """The document."""
        return bytes(self.pdf.output())

    def _letters(self, size: float, *, bold: bool) -> None:
        self.pdf.set_font(BANGLA, "B" if bold else "", size)

    def _wide(self, words: str) -> float:
        """Width in millimetres, in the letters that are set now."""
        key = (self.pdf.font_style, self.pdf.font_size_pt, words)
        if key not in self._widths:
            self._widths[key] = self.pdf.get_string_width(words)
        return self._widths[key]

    def _pieces(self, word: str, width: float) -> list[str]:
        """A word, in as many pieces as its width needs."""
        if self._wide(word) <= width:
            return [word]
        pieces = [""]
        for letter in letters_of(word):
            if pieces[-1] and self._wide(pieces[-1] + letter) > width:
                pieces.append(letter)
            else:
                pieces[-1] += letter
        return pieces

    def _widths_of(self, columns: Sequence[Column]) -> list[float]:
        room = self.pdf.epw - GAP * (len(columns) - 1)
        shares = sum(column.share for column in columns)
        return [room * column.share / shares for column in columns]

    def _laid(
        self, cells: Sequence[str], widths: Sequence[float], size: float, *, bold: bool
    ) -> _Row:
        self._letters(size, bold=bold)
        inner = [width - 2 * self.pdf.c_margin for width in widths]
        lines = [self.broken(text, width) for text, width in zip(cells, inner, strict=True)]
        most = max(len(each) for each in lines)
        return _Row(lines, bold, most * LINE * size / SIZE + 2 * LIFT)

    def _draw(self, row: _Row, places: Sequence[tuple[Column, float]], size: float) -> None:
        """A row at the height reached; what has fewer lines than the row stands in its middle."""
        self._letters(size, bold=row.bold)
        left, top, height = self.pdf.l_margin, self.pdf.y, LINE * size / SIZE
        for lines, (column, width) in zip(row.cells, places, strict=True):
            down = (row.height - len(lines) * height) / 2
            for no, words in enumerate(lines):
                self.pdf.set_xy(left, top + down + no * height)
                self.pdf.cell(width, height, words, align="R" if column.number else "L")
            left += width + GAP
        self.pdf.set_xy(self.pdf.l_margin, top + row.height)

    def _hairline(self) -> None:
        self.pdf.line(self.pdf.l_margin, self.pdf.y, self.pdf.w - self.pdf.r_margin, self.pdf.y)


def letters_of(word: str) -> Iterator[str]:
    """A word's letters as a reader sees them: signs stay with theirs, conjuncts stay whole."""
    seen = ""
    for sign in word:
        joins = sign in _JOINERS or unicodedata.category(sign).startswith("M")
        if seen and not joins and seen[-1] not in _HASANTA + _JOINERS:
            yield seen
            seen = ""
        seen += sign
    if seen:
        yield seen
