"""Initials stand for a child in a list: letters of either script, three at most."""

import pytest

from app.cases.case_initials import initials


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("ময়না আক্তার", "ম. আ."),
        ("rahima begum", "R. B."),
        ("মোঃ আব্দুল করিম শেখ", "ম. আ. ক."),
        ("কৃষ্ণা", "ক."),
        ("  ", ""),
        ("১২ !", ""),
    ],
)
def test_a_name_is_shown_by_its_first_letters(name: str, shown: str) -> None:
    assert initials(name) == shown
