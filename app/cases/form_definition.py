"""What a form asks, as data: sections, fields, options, conditions; it judges nothing.

A definition is read from JSON by form_reading.py, which finds what is wrong with it, and stored as
`plain` gives it. A version that was published is never changed, so whatever is added here must
leave what was written before readable.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

MOST_SECTIONS: Final = 30
MOST_FIELDS: Final = 200
"""Of a whole form, columns of tables not counted."""
MOST_OPTIONS: Final = 100
MOST_COLUMNS: Final = 8
MOST_ROWS: Final = 50
MOST_CONDITIONS: Final = 5
LONGEST_LABEL: Final = 500
LONGEST_HELP: Final = 2000
LONGEST_TEXT: Final = 8000
LARGEST_BYTES: Final = 200_000
"""Of a definition, and of all answers to one, as JSON."""
UNKNOWN: Final = "unknown"
"""A value of its own in conditions and facts; no option may be called so."""


class Kind(StrEnum):
    """What may be answered."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    ONE = "one"
    MANY = "many"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    PLACE = "place"
    PERSON = "person"
    PHONE = "phone"
    MONEY = "money"
    TABLE = "table"


CHOICES: Final = frozenset({Kind.ONE, Kind.MANY, Kind.YES_NO})
"""Kinds that can be counted, and that conditions may ask for."""
ALWAYS_PERSONAL: Final = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.PERSON, Kind.PHONE})
"""Whoever may write freely may write a name; the mark can't be taken off these."""
YES_OR_NO: Final = ("yes", "no")


class WhyUnknown(StrEnum):
    """Why an answer is not known: that is an answer too, and never zero or no."""

    NOT_ASKED = "not_asked"
    NOT_KNOWN = "not_known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Label:
    """One text in both languages."""

    bn: str
    en: str

    def plain(self) -> dict[str, str]:
        """As JSON."""
        return {"bn": self.bn, "en": self.en}


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose; `alone` can't be chosen together with others."""

    code: str
    label: Label
    alone: bool = False

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        made: dict[str, Any] = {"code": self.code, "label": self.label.plain()}
        return {**made, "alone": True} if self.alone else made


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds when the earlier `field` is one of `values`, or contains one of them."""

    field: str
    values: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {"field": self.field, "is": list(self.values)}


@dataclass(frozen=True, slots=True)
class Bound:
    """A day another one is compared with: today in Dhaka, an earlier field, or a fixed day."""

    field: str | None = None
    day: str | None = None

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        if self.field:
            return {"field": self.field}
        return {"date": self.day} if self.day else {"today": True}


@dataclass(frozen=True, slots=True)
class Field:
    """One question. What its kind has no use for stays at its default.

    `required` counts when the record is completed, `required_in_draft` at every save; `must_know`
    takes no "unknown". `longest` in characters, `least` and `most` in `unit`, `decimals` digits
    behind the point; `levels` are kinds of place, `people` kinds of person.
    """

    code: str
    kind: Kind
    label: Label
    help: Label | None = None
    personal: bool = False
    required: bool = False
    required_in_draft: bool = False
    must_know: bool = False
    show_when: tuple[Condition, ...] = ()
    options: tuple[Option, ...] = ()
    longest: int | None = None
    unit: Label | None = None
    least: float | None = None
    most: float | None = None
    decimals: int = 0
    partial: bool = False
    not_before: Bound | None = None
    not_after: Bound | None = None
    levels: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    columns: tuple["Field", ...] = ()
    most_rows: int | None = None

    def values(self) -> tuple[str, ...]:
        """What a condition may ask this field for."""
        chosen = YES_OR_NO if self.kind is Kind.YES_NO else tuple(o.code for o in self.options)
        return chosen if self.must_know else (*chosen, UNKNOWN)

    def plain(self) -> dict[str, Any]:
        """As JSON; what stands at its default is left out."""
        made: dict[str, Any] = {
            "code": self.code,
            "kind": self.kind.value,
            "label": self.label.plain(),
        }
        for name in ("personal", "required", "required_in_draft", "must_know", "partial"):
            if getattr(self, name):
                made[name] = True
        for name in ("longest", "least", "most", "most_rows"):
            if getattr(self, name) is not None:
                made[name] = getattr(self, name)
        if self.decimals:
            made["decimals"] = self.decimals
        for name in ("help", "unit", "not_before", "not_after"):
            if getattr(self, name) is not None:
                made[name] = getattr(self, name).plain()
        for name in ("show_when", "options", "columns"):
            if getattr(self, name):
                made[name] = [one.plain() for one in getattr(self, name)]
        for name in ("levels", "people"):
            if getattr(self, name):
                made[name] = list(getattr(self, name))
        return made


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together; when it is hidden, all of them are."""

    code: str
    title: Label
    fields: tuple[Field, ...]
    help: Label | None = None
    show_when: tuple[Condition, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        made: dict[str, Any] = {"code": self.code, "title": self.title.plain()}
        if self.help:
            made["help"] = self.help.plain()
        if self.show_when:
            made["show_when"] = [one.plain() for one in self.show_when]
        return {**made, "fields": [field.plain() for field in self.fields]}


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of a form, whole."""

    title: Label
    sections: tuple[Section, ...]
    help: Label | None = None

    def fields(self) -> Iterator[Field]:
        """All fields in the order in which they are asked."""
        for section in self.sections:
            yield from section.fields

    def plain(self) -> dict[str, Any]:
        """As JSON, the way it is stored."""
        made: dict[str, Any] = {"title": self.title.plain()}
        if self.help:
            made["help"] = self.help.plain()
        return {**made, "sections": [section.plain() for section in self.sections]}
