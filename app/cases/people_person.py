"""What is kept of somebody around a child, and what he or she may be to the child; saves nothing.

What nobody knows is null, and stays so: it is never no, and never nobody.
"""

from collections.abc import Mapping
from typing import Any, Final

from app.cases.number_said import e164
from app.cases.people_fields import LONGEST_NAME, LONGEST_TEXT, clean
from app.core.errors import InputIsInvalid

SEXES: Final = ("woman", "man", "other")
OLDEST: Final = 120
NAMES: Final = ("name_bn", "name_latin", "nickname")
TEXTS: Final = ("occupation", "address", "note")
PARTS: Final = (*NAMES, *TEXTS, "phone", "sex", "age_years")
"""What may be said of a person."""

KINDS: Final[Mapping[str, tuple[str, str, str]]] = {
    **dict.fromkeys(("mother", "father"), ("daughter", "son", "own_child")),
    **dict.fromkeys(("stepmother", "stepfather"), ("stepdaughter", "stepson", "stepchild")),
    **dict.fromkeys(
        ("foster_mother", "foster_father"), ("foster_daughter", "foster_son", "foster_child")
    ),
    **dict.fromkeys(("grandmother", "grandfather"), ("granddaughter", "grandson", "grandchild")),
    **dict.fromkeys(("adult_sister", "adult_brother"), ("sister", "brother", "sibling")),
    **dict.fromkeys(("aunt", "uncle"), ("niece", "nephew", "niece_or_nephew")),
    **dict.fromkeys(("husband", "wife"), ("wife", "husband", "spouse")),
    **dict.fromkeys(
        ("mother_in_law", "father_in_law", "brother_in_law", "sister_in_law"),
        ("in_law", "in_law", "in_law"),
    ),
    "cousin": ("cousin", "cousin", "cousin"),
    "other_relative": ("relative", "relative", "relative"),
    "guardian": ("ward", "ward", "ward"),
    "employer": ("employee", "employee", "employee"),
    "landlord": ("tenant", "tenant", "tenant"),
    "teacher": ("pupil", "pupil", "pupil"),
    "religious_teacher": ("pupil", "pupil", "pupil"),
    "neighbour": ("neighbour", "neighbour", "neighbour"),
    "friend": ("friend", "friend", "friend"),
    "colleague": ("colleague", "colleague", "colleague"),
    "caretaker": ("cared_for", "cared_for", "cared_for"),
    "official": ("known_by_office", "known_by_office", "known_by_office"),
    "acquaintance": ("acquaintance", "acquaintance", "acquaintance"),
    "stranger": ("stranger", "stranger", "stranger"),
    "witness": ("child", "child", "child"),
    "other": ("child", "child", "child"),
}
"""What a person is to the child → what a girl, a boy and any child is to that person."""
SIBLINGS: Final = ("sibling", "half_sibling", "step_sibling", "twin")
AMONG_CHILDREN: Final = (*SIBLINGS, "cousin", "friend", "lives_together")
"""What two children are to each other; every one of them holds both ways."""
YES_NO: Final = ("caregiver", "lives_with", "may_be_told")
"""Yes, no, or null for unknown. Whoever is not known to be one that may be told is not told."""


def inverse(kind: str, sex: str | None) -> str:
    """What the child is to the person who is `kind` to the child; `sex` girl, boy or unknown."""
    girl, boy, any_child = KINDS[kind]
    return {"girl": girl, "boy": boy}.get(sex or "", any_child)


def checked_person(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a person as it is kept, each part there. Raises InputIsInvalid."""
    unknown = set(said) - set(PARTS)
    if unknown:
        raise InputIsInvalid(f"There is no part called {min(unknown)[:40]}.", field="person")
    return {part: _part(part, said.get(part)) for part in PARTS}


def _part(part: str, value: Any) -> Any:
    if value is None:
        return None
    field = f"person.{part}"
    if part == "age_years":
        return _age(value, field)
    if not isinstance(value, str):
        raise InputIsInvalid("Text is expected here.", field=field)
    text = clean(value)
    if part == "sex":
        if text not in SEXES:
            raise InputIsInvalid(f"Choose one of: {', '.join(SEXES)}.", field=field)
        return text
    if part == "phone":
        return _number(text, field)
    most = LONGEST_NAME if part in NAMES else LONGEST_TEXT
    if len(text) > most:
        raise InputIsInvalid(f"At most {most} characters fit here.", field=field)
    if part in NAMES and text and not any(sign.isalpha() for sign in text):
        raise InputIsInvalid("A name has letters.", field=field)
    return text or None


def _age(value: Any, field: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= OLDEST:
        raise InputIsInvalid(f"Years, from 0 to {OLDEST}.", field=field)
    return value


def _number(text: str, field: str) -> str:
    """A telephone number in E.164. Raises InputIsInvalid naming `field`."""
    number = e164(text)
    if number is None:
        raise InputIsInvalid("This is no telephone number.", field=field)
    return number


def checked_relation(
    kind: str, among: Mapping[str, Any] | tuple[str, ...], said: Mapping[str, Any]
) -> dict[str, Any]:
    """What one is to a child as it is kept; `among` are the kinds there may be.

    Raises InputIsInvalid.
    """
    if kind not in among:
        raise InputIsInvalid(f"Choose one of: {', '.join(among)}.", field="kind")
    kept: dict[str, Any] = {"kind": kind}
    for part in YES_NO:
        told = said.get(part)
        if told not in (None, "yes", "no"):
            raise InputIsInvalid("Say yes or no, or leave it unknown.", field=part)
        kept[part] = told
    note = clean(said.get("note") or "")
    if len(note) > LONGEST_TEXT:
        raise InputIsInvalid(f"At most {LONGEST_TEXT} characters fit here.", field="note")
    return {**kept, "note": note or None}
