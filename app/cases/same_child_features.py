"""What a child's record is compared by: blind keys of names' sounds, spans, places; no word of it.

Pure: `digest` turns a word into a blind key (HMAC under the index key), so that neither the keys
nor the features can be read back, and equal words are still equal.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import product
from typing import Any, Final

from app.cases.people_age import born_between
from app.cases.people_sound import Sounds, sounds_of
from app.geo.lookup import gazetteer

Digest = Callable[[str], str]
"""A word → its blind key, as text."""

OWN_NAMES: Final = ("name_bn", "name_latin", "nickname")
MOST_KEYS: Final = 96
"""Beyond this a record is written about so variously that more keys find nothing new."""
YEARS_APART: Final = 1
"""How many years of birth to either side are looked at; the span said is widened before."""


@dataclass(frozen=True)
class Name:
    """One name, or all of one child's, in blind keys: telling words, consonants, common words."""

    telling: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Features:
    """What two records are compared by. `born`: first and last day, widened by possible error."""

    name: Name = Name()
    father: Name = Name()
    mother: Name = Name()
    born: tuple[date, date] | None = None
    exact: bool = False
    sex: str | None = None
    places: tuple[str, ...] = ()
    """Codes, the narrowest first: of the home, with all it lies in."""
    numbers: frozenset[str] = frozenset()
    registered: str | None = None
    names_known: int = field(default=0)
    """How many telling words the name has."""


def features_of(
    records: Iterable[Mapping[str, Any]], numbers: Iterable[str], digest: Digest
) -> Features:
    """The features of a record and those merged into it: `records` are values by field.

    Names of all of them count; of what a child has only one of, the first that is known.
    """
    told = list(records)

    def first(name: str) -> Any:
        return next((one[name] for one in told if one.get(name) is not None), None)

    own = _name(told, OWN_NAMES, digest)
    birth, age = first("birth"), first("age")
    place = first("home_place")
    registered = first("birth_registration")
    return Features(
        name=own,
        father=_name(told, ("father_name",), digest),
        mother=_name(told, ("mother_name",), digest),
        born=born_between(birth, age, widened=True),
        exact=isinstance(birth, Mapping)
        and len(str(birth["date"])) == len("2015-03-05")
        and birth["certainty"] == "certain",
        sex=first("sex"),
        places=_places(place),
        numbers=frozenset(numbers),
        registered=digest(f"registered:{registered}") if registered else None,
        names_known=len(own.telling),
    )


def _name(records: Iterable[Mapping[str, Any]], fields: Iterable[str], digest: Digest) -> Name:
    said = [one[name] for one, name in product(records, fields) if one.get(name)]
    sounds: Sounds = sounds_of(*said)
    return Name(
        frozenset(digest(f"name:{word}") for word in sounds.telling),
        frozenset(digest(f"loose:{word}") for word in sounds.loose),
        frozenset(digest(f"name:{word}") for word in sounds.common),
    )


def _places(code: str | None) -> tuple[str, ...]:
    if code is None or gazetteer().get(code) is None:
        return ()
    return tuple(gazetteer().containers(code))


def district_of(places: Iterable[str]) -> str | None:
    """The district among these places."""
    return next((c for c in places if (p := gazetteer().get(c)) and p.kind == "district"), None)


def keys_of(one: Features, digest: Digest) -> set[str]:
    """The keys by which records of one child find each other, each selective by itself.

    A name alone is borne by ten thousand; so it goes with a parent's name, with district and year
    of birth, or with a telephone. Identifier and whole names of several words go alone.
    """
    keys: set[str] = set()
    if one.registered:
        keys.add(digest(f"id/{one.registered}"))
    names = sorted(one.name.loose)
    for level, parent in (("f", one.father), ("m", one.mother)):
        keys |= {digest(f"n{level}/{a}/{b}") for a, b in product(names, sorted(parent.loose))}
    for number, name in product(sorted(one.numbers), names):
        keys.add(digest(f"tel/{number}/{name}"))
    for father, mother in product(sorted(one.father.telling), sorted(one.mother.telling)):
        keys.add(digest(f"fm/{father}/{mother}/{district_of(one.places) or ''}"))
    if len(one.name.telling) > 1:
        keys.add(digest(f"whole/{'+'.join(sorted(one.name.loose))}"))
    for year, name in product(_years(one), sorted(one.name.telling)):
        keys.add(digest(f"ydn/{year}/{district_of(one.places) or '?'}/{name}"))
    return set(sorted(keys)[:MOST_KEYS])


def _years(one: Features) -> range:
    if one.born is None:
        return range(0)
    return range(one.born[0].year - YEARS_APART, one.born[1].year + YEARS_APART + 1)


def as_json(one: Features) -> dict[str, Any]:
    """The features as JSON values, in one fixed order."""
    return {name: _plain(value) for name, value in asdict(one).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def from_json(kept: Mapping[str, Any]) -> Features:
    """The features as they were before `as_json`."""
    made = dict(kept)
    for name in ("name", "father", "mother"):
        made[name] = Name(**{part: frozenset(keys) for part, keys in kept[name].items()})
    if kept["born"]:
        first, last = kept["born"]
        made["born"] = (date.fromisoformat(first), date.fromisoformat(last))
    made["places"] = tuple(kept["places"])
    made["numbers"] = frozenset(kept["numbers"])
    return Features(**made)
