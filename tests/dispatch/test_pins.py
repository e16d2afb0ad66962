"""Which PINs may stand side by side, and what follows from one that was said: tables."""

import pytest

from app.dispatch.pins import Said, Verdict, plain, too_alike, trouble_with, verdict


@pytest.mark.parametrize(
    ("pin", "fine"),
    [
        ("2580", True),
        ("90210", True),
        ("112233", True),
        ("258", False),
        ("2580147", False),
        ("", False),
        ("25 80", False),
        ("25a0", False),
        ("²580", False),
        ("0000", False),
        ("1234", False),
        ("567890", False),
        ("8765", False),
        ("0987", False),
        ("1357", True),
    ],
)
def test_a_pin_is_four_to_six_digits_that_are_not_the_first_guess(pin: str, fine: bool) -> None:
    assert (trouble_with(pin) is None) is fine


@pytest.mark.parametrize(
    ("pin", "duress", "alike"),
    [
        ("2580", "2580", True),
        ("2580", "2581", True),
        ("2580", "9580", True),
        ("2580", "5280", True),  # two fingers in the wrong order
        ("2580", "2508", True),
        ("2580", "25801", True),  # an onlooker counts the digits
        ("2580", "8520", False),
        ("2580", "2691", False),
        ("2580", "0852", False),
        ("90210", "90357", False),
    ],
)
def test_a_slip_of_the_finger_never_makes_one_pin_the_other(
    pin: str, duress: str, alike: bool
) -> None:
    assert (too_alike(pin, duress) is not None) is alike
    assert (too_alike(duress, pin) is not None) is alike


def test_a_pin_is_the_same_in_either_digit_set() -> None:
    assert plain(" ২৫৮০ ") == plain("2580") == "2580"


@pytest.mark.parametrize(
    ("said", "wrong", "expected"),
    [
        (Said.SAFE, 0, Verdict(True, False, False, 0)),
        (Said.SAFE, 2, Verdict(True, False, False, 0)),
        (Said.DURESS, 0, Verdict(True, True, False, 0)),
        (Said.DURESS, 2, Verdict(True, True, False, 0)),
        (Said.WRONG, 0, Verdict(False, False, False, 1)),
        (Said.WRONG, 1, Verdict(False, False, False, 2)),
        (Said.WRONG, 2, Verdict(False, False, True, 3)),  # the third raises the alarm
        (Said.WRONG, 3, Verdict(False, False, False, 3)),  # once
        (Said.SAFE, 3, Verdict(False, False, False, 3)),  # guessed, perhaps: a person looks
        (Said.DURESS, 3, Verdict(False, True, False, 3)),  # help is never locked out
        (Said.MISSING, 0, Verdict(False, False, False, 0)),
        (Said.MISSING, 2, Verdict(False, False, False, 2)),
    ],
)
def test_what_follows_from_a_pin(said: Said, wrong: int, expected: Verdict) -> None:
    assert verdict(said, wrong, 3) == expected


@pytest.mark.parametrize("wrong", range(5))
def test_a_phone_cannot_tell_safe_from_duress(wrong: int) -> None:
    safe, duress = verdict(Said.SAFE, wrong, 3), verdict(Said.DURESS, wrong, 3)
    assert safe._replace(duress=True) == duress
