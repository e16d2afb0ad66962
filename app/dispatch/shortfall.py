"""Why nobody can be asked, counted; pure: it names nobody."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

NO_COVERAGE: Final = "no_coverage"
ASKED_ALREADY: Final = "asked_already"


def weightiest(codes: Sequence[str]) -> str:
    """The one reason of several that counts, told weightiest first.

    One who does not answer for the place is not missed here, whatever else keeps him or her.
    """
    return NO_COVERAGE if NO_COVERAGE in codes else codes[0]


def counted(codes: Iterable[str]) -> list[dict[str, Any]]:
    """Each reason with how many it keeps (`n`), commonest first; of other areas last."""
    counts = Counter(codes)
    ordered = sorted(counts, key=lambda code: (code == NO_COVERAGE, -counts[code], code))
    return [{"code": code, "params": {"n": counts[code]}} for code in ordered]
