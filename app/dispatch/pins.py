"""What a PIN may be, and what follows from one that was said; pure: it hashes and reads nothing."""

from enum import StrEnum
from typing import Final, NamedTuple

SHORTEST, LONGEST = 4, 6
_LATIN: Final = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")
_RUNS: Final = ("01234567890", "09876543210")


class Said(StrEnum):
    """What a PIN that came with a sign of life stands for."""

    SAFE = "safe"
    DURESS = "duress"
    WRONG = "wrong"
    MISSING = "missing"  # PINs are set, and none was said


class Verdict(NamedTuple):
    """What to do: `counts` as a sign of life, `duress`, `alarm` (late from now on), `wrong` so far.

    The phone is told of `counts` alone.
    """

    counts: bool
    duress: bool
    alarm: bool
    wrong: int


def plain(typed: str) -> str:
    """A PIN as it is compared: either digit set means the same, spaces around it nothing."""
    return typed.strip().translate(_LATIN)


def trouble_with(pin: str) -> str | None:
    """Why nobody may have this PIN, as a sentence; None when it will do."""
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        return f"A PIN is {SHORTEST} to {LONGEST} digits."
    if len(set(pin)) == 1 or any(pin in run for run in _RUNS):
        return "This PIN is guessed too easily."
    return None


def too_alike(pin: str, duress: str) -> str | None:
    """Why these two can't stand side by side, as a sentence; None when they can.

    A slip of the finger must never raise the alarm, nor an onlooker tell them apart by length.
    """
    if len(pin) != len(duress):
        return "Both PINs must be of the same length."
    apart = [at for at, (one, other) in enumerate(zip(pin, duress, strict=True)) if one != other]
    if len(apart) <= 1:
        return "The two PINs must differ in more than one digit."
    first, second, *more = apart
    swapped = (pin[first], pin[second]) == (duress[second], duress[first])
    if not more and second == first + 1 and swapped:
        return "The two PINs must differ in more than two digits changed over."
    return None


def verdict(said: Said, wrong: int, most: int) -> Verdict:
    """What follows from `said` after `wrong` wrong ones in a row, of which `most` raise the alarm.

    From then on a person looks into it: no PIN ends that alarm, and one of duress is still heard.
    """
    duress, closed = said is Said.DURESS, wrong >= most
    if said in (Said.SAFE, Said.DURESS):
        return Verdict(not closed, duress, False, wrong if closed else 0)
    if said is Said.MISSING or closed:
        return Verdict(False, False, False, wrong)
    return Verdict(False, False, wrong + 1 >= most, wrong + 1)
