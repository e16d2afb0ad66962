"""A sheet: lines are broken where words end and never within a conjunct; headings on each page."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.sheet import BANGLA, Column, Sheet, letters_of

MOMENT = datetime(2026, 11, 29, tzinfo=UTC)
COLUMNS = (Column(3), Column(1, number=True))


@cache
def sheet() -> Sheet:
    """One sheet for all who only measure: the fonts are read once."""
    made = Sheet("খাতা", MOMENT)
    made.pdf.set_font(BANGLA, "", 9)
    return made


@pytest.mark.parametrize(
    ("word", "letters"),
    [
        ("ক্ষুধার্ত", ["ক্ষু", "ধা", "র্ত"]),
        ("বাংলা", ["বাং", "লা"]),
        ("ক্\u200dষ", ["ক্\u200dষ"]),
        ("কর্তৃক", ["ক", "র্তৃ", "ক"]),
        ("to", ["t", "o"]),
        ("", []),
    ],
)
def test_a_letter_is_what_a_reader_sees_with_its_signs_and_its_conjunct(
    word: str, letters: list[str]
) -> None:
    assert list(letters_of(word)) == letters
    assert "".join(letters) == word


WORDS = st.text(alphabet="কখগতরষসিাুে্ংabcWi.,/", min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=12), st.floats(8, 60))
def test_no_line_is_wider_than_its_column_and_no_word_is_lost(
    words: list[str], width: float
) -> None:
    lines = sheet().broken(" ".join(words), width)
    assert "".join(lines).replace(" ", "") == "".join(words)
    for line in lines:
        alone = len(list(letters_of(line))) == 1
        assert alone or sheet().pdf.get_string_width(line) <= width + 0.01, line


def test_lines_end_where_words_end_and_where_the_text_says_so() -> None:
    text = "শিশু সুরক্ষা\n\nএক দুই তিন"
    assert sheet().broken(text, 60) == ["শিশু সুরক্ষা", "", "এক দুই তিন"]
    narrow = sheet().broken(text, 12)
    assert " ".join(" ".join(narrow).split()) == "শিশু সুরক্ষা এক দুই তিন"
    assert len(narrow) > 3


class Watched(Sheet):
    """A sheet that notes which row is drawn on which page."""

    def __init__(self) -> None:
        super().__init__("খাতা", MOMENT)
        self.drawn: list[tuple[int, str]] = []

    def _draw(self, row: Any, *rest: Any) -> None:
        before = self.pdf.page
        super()._draw(row, *rest)
        assert self.pdf.page == before, "a row is never torn apart"
        assert self.pdf.y <= self.pdf.page_break_trigger + 0.01
        self.drawn.append((self.pdf.page, row.cells[0][0]))


def test_a_long_table_has_its_heading_on_each_page_and_never_alone() -> None:
    watched = Watched()
    watched.pdf.set_y(watched.pdf.page_break_trigger - 10)
    watched.grid(COLUMNS, [(f"সারি {no}", "১") for no in range(80)], head=("কী", "কত"), bold={79})
    pages = sorted({page for page, _ in watched.drawn})
    assert pages == list(range(2, 2 + len(pages))), "no room for a row below it: the next page"
    assert len(pages) > 1
    for page in pages:
        on_page = [name for at, name in watched.drawn if at == page]
        assert on_page[0] == "কী"
        assert len(on_page) > 1
    rows = [name for _, name in watched.drawn if name != "কী"]
    assert rows == [f"সারি {no}" for no in range(80)]


def test_a_row_that_no_page_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="higher than a page"):
        sheet().grid(COLUMNS, [("\n" * 200, "১")])
