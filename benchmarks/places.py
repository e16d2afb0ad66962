"""The bench of place search: what a counsellor types, key by key, over all places.

`helpline bench places --json FILE`. What is measured and how to read it: docs/performance.md.
"""

import random
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from statistics import median
from time import process_time_ns, thread_time_ns

from rich.progress import Progress

from app.geo.fold import normalise
from app.geo.load import places
from app.geo.lookup import Gazetteer
from app.geo.mahallas import Mahallas
from app.geo.place import Mahalla, Place
from benchmarks import command
from benchmarks.command import Asked, Found, Row, times

PLACES_TYPED = 100
MAHALLAS_A_WARD = 10
"""A guess, to know what a full list would cost."""
SEED = 1098
OLD_AND_NEW = (
    "Chittagong", "Chattogram", "Comilla", "Cumilla", "Jessore sadar", "Bogra", "Barisal",
    "চিটাগং", "chapai nawabganj", "B Baria", "পুরোনো ওয়ার্ড ৬১", "old ward 61", "DCC 61",
    "ward 54", "৫৪ নং ওয়ার্ড", "ঢাকা দক্ষিণ ৫৪", "lalbagh ward 25", "মিরপুর কুষ্টিয়া",
    "kotwali rangpur", "টাঙ্গাইলের মির্জাপুর", "gfdkjhgfdkj",
)  # fmt: skip
SHOWN = 8


class Prefixes:
    """The floor: names that begin exactly as typed, from one sorted list; it forgives nothing."""

    def __init__(self, rows: Iterable[Place]) -> None:
        self._names = sorted(
            (normalise(name), place.code)
            for place in rows
            for name in (place.name_en, place.name_bn, *place.aliases)
            if name
        )

    def search(self, typed: str) -> list[tuple[str, str]]:
        """The first eight names that begin with what was typed."""
        at = bisect_left(self._names, (normalise(typed),))
        return self._names[at : at + SHOWN]


def words(rows: list[Place], chance: random.Random, count: int) -> Iterator[str]:
    """Names in Bangla, English, and Latin letters with one slip, and the fixed ones above."""
    yield from OLD_AND_NEW
    for place in chance.sample(rows, min(count, len(rows))):
        yield place.name_bn or place.spelling_bn or place.name_en
        yield place.name_en
        yield _slip(place.name_en, chance)


def words_of(known: list[Mahalla], chance: random.Random, count: int) -> Iterator[str]:
    """Names of mahallas in Bangla, and in Latin letters with one slip."""
    for one in chance.sample(known, min(count, len(known))):
        yield one.name_bn
        yield _slip(one.name_en or one.name_bn, chance)


def _slip(name: str, chance: random.Random) -> str:
    """The name with a letter left out, or with two neighbours changed."""
    at = chance.randrange(1, max(2, len(name) - 1))
    if chance.random() < 0.5:
        return name[:at] + name[at + 1 :]
    return name[:at] + name[at : at + 2][::-1] + name[at + 2 :]


def keys(typed: Iterable[str]) -> list[str]:
    """Every beginning of every text, as a field that searches at each key asks."""
    return [text[:length] for text in typed for length in range(1, len(text) + 1)]


def measured(search: Callable[[str], object], asked: list[str]) -> Row:
    """Processor time of each search: the machine may have other work."""
    spent, began = [], process_time_ns()
    for text in asked:
        started = thread_time_ns()
        search(text)
        spent.append((thread_time_ns() - started) / 1e6)
    cpu = (process_time_ns() - began) / 1e3 / len(asked)
    return {"cpu_us": cpu, **times(spent)}


def made_up(rows: list[Place], chance: random.Random) -> list[Mahalla]:
    """Names for parts of every ward of today; nobody has given any yet, so two names are mixed."""
    named = [place for place in rows if place.name_bn and place.kind in ("upazila", "thana")]
    wards = [place for place in rows if place.code.startswith("WD-")]
    made = []
    for ward in wards:
        for _ in range(MAHALLAS_A_WARD):
            one, other = chance.sample(named, 2)
            bangla = f"{(one.name_bn or '')[:5]}{(other.name_bn or '')[-4:]}"
            english = f"{one.name_en[:5]}{other.name_en[-4:]}"
            made.append(Mahalla(ward.code, bangla, english, "made up"))
    return made


def run(asked: Asked, bar: Progress) -> Found:
    """Both sides in turn, the search built anew each round so that no answer is remembered."""
    rows = list(places())
    typed = list(words(rows, random.Random(SEED), round(PLACES_TYPED * asked.size)))
    strokes = keys(typed)
    bare = Prefixes(rows)
    mahallas = made_up(rows, random.Random(SEED))
    of_parts = keys(words_of(mahallas, random.Random(SEED), len(typed) // 3))
    ours: list[Row] = []
    parts: list[Row] = []
    floor: list[Row] = []
    for _ in bar.track(range(asked.rounds), description="place search"):
        ours.append(measured(Gazetteer(rows).search, strokes))
        parts.append(measured(Mahallas(Gazetteer(rows), mahallas).search, of_parts))
        floor.append(measured(bare.search, strokes))
    ratios = [
        float(bare_row["cpu_us"]) / float(row["cpu_us"])
        for row, bare_row in zip(ours, floor, strict=True)
    ]
    settings = {
        "places": len(rows),
        "texts": len(typed),
        "key_strokes": len(strokes),
        "mahallas_made_up": len(mahallas),
        "letters_median": median(map(len, typed)),
        "floor_leaves_out": "spellings, scripts, typos, areas around, ranking",
    }
    of = "processor time a search, floor ÷ ours"
    sides = {"search": ours, "search_with_mahallas": parts}
    return command.found("places", sides, {"prefix": floor}, ratios, settings, of=of)


def main() -> int:
    return command.main("Measure place search at every key against exact beginnings.", run)


if __name__ == "__main__":
    sys.exit(main())
