"""The rule of matching against one written down again, slowly and without any of its parts."""

import random
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from math import asin, cos, dist, radians, sin
from typing import Any

import pytest

from app.dispatch.judging import Candidate, Need
from app.dispatch.matching import match
from app.dispatch.weighing import Record, Weights
from app.geo.lookup import gazetteer
from app.geo.place import Place

PLACES = gazetteer()
ALL = list(PLACES)
SATURDAY = datetime(2026, 11, 27, 18, tzinfo=UTC)
"""The first minute of a Saturday in Dhaka."""
WEEK = ["sat", "sun", "mon", "tue", "wed", "thu", "fri"]
HOURS = [
    "always",
    "; ".join(f"{day} 09:00-17:00" for day in WEEK[:6]),
    "; ".join(f"{day} 20:00-08:00" for day in WEEK),
    "fri 15:00-02:30; mon 00:00-24:00",
]
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
CASES = 10_000
AT_ONCE = 2_500
NARROW_FIRST = ["ward", "union", "thana", "upazila", "whole of a part", "district", "division"]


def lies_in(code: str) -> dict[str, Place]:
    """A place and everything it lies in, by walking up, the indicative areas too."""
    found: dict[str, Place] = {}
    ahead = [code]
    while ahead:
        place = PLACES.get(ahead.pop())
        if place is None or place.code in found:
            continue
        found[place.code] = place
        ahead += [one for one in (place.parent, *place.also_in) if one]
    return found


def level(place: Place) -> str:
    return "union" if place.kind == "paurashava" else place.kind


def answer_for(code: str | None, one: Candidate) -> tuple[int, bool] | None:
    """How narrow the best area is through which somebody answers for a place, and if as backup."""
    if code is None or PLACES.get(code) is None:
        return None
    found = []
    for area, rank in one.coverage:
        if area in lies_in(code):
            found.append((NARROW_FIRST.index(level(lies_in(code)[area])), rank == "backup"))
        elif code in lies_in(area):
            found.append((NARROW_FIRST.index("whole of a part"), rank == "backup"))
    return min(found, default=None)


def on_the_sphere(lat: float, lon: float) -> tuple[float, float, float]:
    north, east = radians(lat), radians(lon)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def apart(need: Need, one: Candidate) -> float:
    """Kilometres by the straight line between two points of the unit sphere; far where unknown."""
    if need.lat is None or need.lon is None or one.lat is None or one.lon is None:
        return 1e9
    line = dist(on_the_sphere(need.lat, need.lon), on_the_sphere(one.lat, one.lon))
    return 2 * 6371.0088 * asin(line / 2)


def exact(km: float) -> float:
    """To the millimetre: of two equally far, numbers that are not exact must not decide."""
    return round(km, 6)


def burden(need: Need, one: Candidate) -> float:
    """How much further a worker counts than he or she is: two, five, five and ten kilometres."""
    if one.kind == "centre":
        return 0
    km = 2.0 * one.open_tasks
    if one.record.back_at is not None and need.at is not None:
        rested = min(8.0, max(0.0, (need.at - one.record.back_at).total_seconds() / 3600))
        km += 5 - 5 * rested / 8
    if need.language is not None and one.languages and need.language not in one.languages:
        km += 5
    silent = one.record.asked - one.record.answered
    return km + (10 * silent / (one.record.asked + 4) if one.record.asked else 0)


def why_not(need: Need, one: Candidate) -> list[str]:
    """Everything that bars one, in the order in which it weighs."""
    said: list[str] = []
    if one.id in need.exclude:
        said.append("excluded_conflict")
    if one.kind == "centre":
        if one.admits == "none":
            said.append("not_a_place_for_children")
        else:
            if not one.operating:
                said.append("not_operating")
            if one.admits == "court":
                said.append("admits_by_court")
            elif one.admits == "committee":
                said.append("admits_by_committee")
            elif one.admits != "direct":
                said.append("admission_unknown")
            if need.child_sex == "girl" and one.intake_gender == "boys":
                said.append("gender_mismatch")
            if need.child_sex == "boy" and one.intake_gender == "girls":
                said.append("gender_mismatch")
            too_young = need.child_age is not None and need.child_age < (one.age_from or 0)
            too_old = need.child_age is not None and need.child_age > (one.age_to or 99)
            if too_young or too_old:
                said.append("age_mismatch")
            if one.hours is not None and need.at is not None:
                week = 7 * 24 * 60
                minute = int((need.at - SATURDAY).total_seconds()) // 60 % week
                if minute not in open_minutes(one.hours):
                    said.append("closed_now")
    elif need.female_wanted and one.gender != "female":
        said.append("gender_mismatch" if one.gender == "male" else "gender_unknown")
    if not one.on_duty:
        said.append("off_duty")
    if one.capacity is not None and one.open_tasks >= one.capacity:
        said.append("at_capacity")
    known = need.place_code is not None and PLACES.get(need.place_code) is not None
    if one.kind == "worker" and known and answer_for(need.place_code, one) is None:
        said.append("no_coverage")
    return said


@cache
def open_minutes(hours: str) -> set[int]:
    """The minutes of a week, from Saturday on, in which a centre is open: one after another."""
    if hours == "always":
        return set(range(7 * 24 * 60))
    found = set()
    for part in hours.split("; "):
        day, opens, closes = re.fullmatch(r"(...) (.....)-(.....)", part).groups()  # type: ignore[union-attr]
        minute = WEEK.index(day) * 24 * 60 + int(opens[:2]) * 60 + int(opens[3:])
        while True:
            found.add(minute % (7 * 24 * 60))
            minute += 1
            if minute % (24 * 60) == (int(closes[:2]) * 60 + int(closes[3:])) % (24 * 60):
                break
    return found


def before(need: Need, one: Candidate) -> tuple[Any, ...]:
    """What decides who is asked first."""
    known = need.place_code is not None and PLACES.get(need.place_code) is not None
    if not known and (need.lat is None or need.lon is None):
        return (one.kind == "centre", one.name_en, one.id)
    area = answer_for(need.place_code, one) or (len(NARROW_FIRST), False)
    return (
        area[0],
        area[1],
        exact(apart(need, one) + burden(need, one)),
        exact(burden(need, one)),
        one.open_tasks,
        one.kind == "centre",
        one.name_en,
        one.id,
    )


def among_centres(need: Need, one: Candidate) -> tuple[Any, ...]:
    """Which centre comes before which: a night shelter of the area at night, then known seats."""
    known = need.place_code is not None and PLACES.get(need.place_code) is not None
    if not known and (need.lat is None or need.lon is None):
        return before(need, one)
    answers = answer_for(need.place_code, one) is not None
    shelter = need.night and one.centre_kind == "night_shelter" and answers
    return (0 if shelter else 1, 1 if one.capacity is None else 0, *before(need, one))


def in_line(need: Need, free: list[Candidate]) -> list[Candidate]:
    """Two lines become one: again and again the better of those who stand in front."""
    workers = sorted((o for o in free if o.kind == "worker"), key=lambda o: before(need, o))
    centres = sorted((o for o in free if o.kind == "centre"), key=lambda o: among_centres(need, o))
    line = []
    while workers and centres:
        first = workers if before(need, workers[0]) < before(need, centres[0]) else centres
        line.append(first.pop(0))
    return [*line, *workers, *centres]


def some_area(chance: random.Random, code: str | None) -> str:
    """An area that holds the place, or one it holds, or any."""
    if code is None or PLACES.get(code) is None or chance.random() < 0.3:
        return chance.choice(ALL).code
    within = sorted(PLACES.inside(code))
    if within and chance.random() < 0.3:
        return chance.choice(within)
    return chance.choice(sorted(PLACES.containers(code)))


def a_case(chance: random.Random) -> tuple[Need, list[Candidate]]:
    """A need and who is there, with much that nobody knows."""
    code = chance.choice([chance.choice(ALL).code] * 8 + ["nowhere", None])
    known = code is not None and PLACES.get(code) is not None and chance.random() < 0.9
    point = PLACES.point_of(code) if code is not None and known else None
    people = [candidate(chance, number, code) for number in range(chance.randrange(0, 12))]
    named = [one.id for one in people if chance.random() < 0.1]
    need = Need(
        place_code=code,
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        child_sex=chance.choice(["girl", "boy", "other", "unknown", None]),
        child_age=chance.choice([None, 0, 5, 6, 12, 17]),
        female_wanted=chance.random() < 0.3,
        language=chance.choice(["bn", "en", None]),
        at=chance.choice([NOW, NOW + timedelta(minutes=chance.randrange(20_000)), None]),
        night=chance.random() < 0.4,
        exclude=frozenset([*named, "somebody else"]),
    )
    return need, people


def another(chance: random.Random, need: Need) -> Need:
    """Asked of the same people before: nothing of it may stay with them."""
    return replace(
        need,
        child_sex=chance.choice(["girl", "boy", None]),
        child_age=chance.choice([None, 5, 12, need.child_age]),
        female_wanted=chance.random() < 0.3,
        language=chance.choice(["bn", "en", need.language]),
        at=chance.choice([NOW + timedelta(minutes=chance.randrange(20_000)), need.at, None]),
        night=chance.random() < 0.4,
    )


def candidate(chance: random.Random, number: int, code: str | None) -> Candidate:
    at = chance.choice(ALL)
    lat, lon = (at.lat, at.lon) if chance.random() < 0.85 else (None, None)
    areas = {some_area(chance, code) for _ in range(chance.randrange(0, 4))}
    centre = chance.random() < 0.45
    return Candidate(
        kind="centre" if centre else "worker",
        id=f"{number}-{chance.randrange(1000)}",
        name_bn="",
        name_en=chance.choice("ABC"),
        gender=chance.choice(["female", "male", "unknown", None]),
        intake_gender=chance.choice(["boys", "girls", "both", "unknown", None]),
        on_duty=chance.random() < 0.8,
        lat=lat,
        lon=lon,
        coverage=tuple((area, chance.choice(["primary", "backup"])) for area in sorted(areas)),
        open_tasks=chance.randrange(0, 4),
        capacity=chance.choice([None, 1, 3, 3]),
        admits=chance.choice(["direct"] * 4 + ["court", "committee", "none", "unknown", None]),
        operating=chance.random() < 0.9,
        centre_kind=chance.choice(["night_shelter", "safe_home", None]),
        age_from=chance.choice([None, None, 0, 6, 12]),
        age_to=chance.choice([None, None, 12, 17]),
        hours=chance.choice([None, *HOURS]),
        languages=chance.choice([("bn",), ("bn", "en"), ()]),
        record=record(chance),
    )


def record(chance: random.Random) -> Record:
    asked = chance.choice([0, 0, 1, 5, 20])
    back = NOW - timedelta(hours=chance.uniform(-0.2, 12)) if chance.random() < 0.4 else None
    return Record(asked, chance.randint(0, asked), back)


@pytest.mark.parametrize("start", range(0, CASES, AT_ONCE))
def test_the_ranking_is_the_one_of_the_reference(start: int) -> None:
    counted: Counter[str] = Counter()
    for seed in range(start, start + AT_ONCE):
        chance = random.Random(seed)
        need, people = a_case(chance)
        why = {one.id: why_not(need, one) for one in people}
        free = in_line(need, [o for o in people if not why[o.id]])
        barred = sorted(
            (o for o in people if why[o.id]), key=lambda o: (exact(apart(need, o)), o.name_en, o.id)
        )
        match(another(chance, need), people, PLACES, Weights(task_km=chance.choice([2, 9])))
        found = match(need, people, PLACES)
        assert found == match(need, [replace(one) for one in people], PLACES), seed
        assert [row.id for row in found.ranked] == [one.id for one in free], seed
        told = [(row.id, [code for code, _ in row.reasons]) for row in found.shortfall]
        assert told == [(one.id, why[one.id]) for one in barred], seed
        counted += Counter(ranked=len(free), barred=len(barred))
    assert min(counted.values()) > AT_ONCE
