"""An A4 sheet as PDF, drawn top down in Bangla and Latin letters; it knows nothing of what it says.

The fonts come with the product and are embedded; HarfBuzz shapes the conjuncts. The same words give
the same bytes.
"""

from collections.abc import Sequence
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

    def line(self, text: str, *, size: float = SIZE, bold: bool = False, align: str = "L") -> None:
        """One paragraph of its own."""
        self.pdf.set_font(BANGLA, "B" if bold else "", size)
        height = LINE * size / SIZE
        self.pdf.multi_cell(0, height, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def grid(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[int],
        numbers: Sequence[bool],
        size: float,
    ) -> None:
        """A table with its heading on each page; columns of numbers stand to the right.

        `widths` are shares of the line; a cell must be lower than half a page.
        """
        self.pdf.set_font(BANGLA, "", size)
        with self.pdf.table(
            col_widths=tuple(widths),
            borders_layout="HORIZONTAL_LINES",
            line_height=LINE * size / SIZE,
            padding=(0.6, 1),
            text_align=tuple("RIGHT" if number else "LEFT" for number in numbers),
        ) as table:
            for row in (head, *rows):
                table.row(list(row))
        self.pdf.ln(4)

    def done(self) -> bytes:
        """The document."""
        return bytes(self.pdf.output())
