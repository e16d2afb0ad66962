"""Which numbers may be a counsellor's desk telephone: a table of good ones and of refused ones."""

import pytest

from app.calls.desk_number import desk_number
from app.core.errors import InputIsInvalid

HOME = "+8801012345678"


@pytest.mark.parametrize(
    "typed",
    [HOME, " +880 1012-345678 ", "01012345678", "008801012345678", "+৮৮০১০১২৩৪৫৬৭৮"],
)
def test_a_number_is_taken_however_it_is_written(typed: str) -> None:
    assert desk_number(typed) == HOME


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "digits only"),
        ("+880101234567", "ordinary"),
        ("+88010123456789", "ordinary"),
        ("+8801012x45678", "digits only"),
        ("client:boss", "digits only"),
        ("sip:boss@desk.test", "digits only"),
        ("1098", "circle"),
        ("১০৯৮", "circle"),
        ("+8801098", "circle"),
        ("999", "digits only"),
        ("+12025550123", "in Bangladesh"),
        ("0012025550123", "in Bangladesh"),
        ("+8800900123456", "ordinary"),
        ("+8808001234567", "ordinary"),
        ("+88016263", "ordinary"),
        ("+8801012345678,1", "digits only"),
        ("+8801012345678\n", None),
    ],
)
def test_every_other_is_refused_by_a_sentence_without_the_number(
    typed: str, why: str | None
) -> None:
    if why is None:
        assert desk_number(typed) == HOME
        return
    with pytest.raises(InputIsInvalid) as refused:
        desk_number(typed)
    assert why in str(refused.value)
    assert refused.value.field == "number"
    assert not any(part in str(refused.value) for part in ("12345", "2025"))


def test_the_number_that_callers_dial_is_refused_in_both_ways() -> None:
    own = "+8801200001098"
    for typed in (own, "01200001098"):
        with pytest.raises(InputIsInvalid, match="circle"):
            desk_number(typed, own)
