"""Reads a form's definition from JSON and finds all that is wrong with it; it asks no database.

Whatever the JSON holds, the answer is a definition or a list of flaws: never another error.
"""

import json
import math
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from app.cases.form_definition import (
    ALWAYS_PERSONAL,
    CHOICES,
    LARGEST_BYTES,
    LONGEST_HELP,
    LONGEST_LABEL,
    LONGEST_TEXT,
    MOST_COLUMNS,
    MOST_CONDITIONS,
    MOST_FIELDS,
    MOST_OPTIONS,
    MOST_ROWS,
    MOST_SECTIONS,
    UNKNOWN,
    Bound,
    Condition,
    Definition,
    Field,
    Kind,
    Label,
    Option,
    Section,
)
from app.core.plain import plain

CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
LEVELS: Final = ("division", "district", "upazila", "thana", "union", "paurashava", "ward")
PEOPLE: Final = ("staff", "worker")
DEEPEST: Final = 12
"""Levels of JSON; a form has nine."""
MOST_DECIMALS: Final = 3
LARGEST_NUMBER: Final = 10**12
_COMMON: Final = frozenset(
    {"code", "kind", "label", "help", "personal", "required", "required_in_draft", "must_know"}
)
_OWN: Final = {
    Kind.TEXT: {"longest"},
    Kind.LONG_TEXT: {"longest"},
    Kind.ONE: {"options"},
    Kind.MANY: {"options"},
    Kind.YES_NO: set(),
    Kind.NUMBER: {"unit", "least", "most", "decimals"},
    Kind.DATE: {"partial", "not_before", "not_after"},
    Kind.PLACE: {"levels"},
    Kind.PERSON: {"people"},
    Kind.PHONE: set(),
    Kind.MONEY: {"least", "most"},
    Kind.TABLE: {"columns", "most_rows"},
}
NO_LABEL: Final = Label("", "")


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong: where, a stable code, and a sentence for whoever mends it."""

    path: str
    code: str
    detail: str

    def plain(self) -> dict[str, str]:
        """As JSON."""
        return {"path": self.path, "code": self.code, "detail": self.detail}


def read(raw: Any) -> tuple[Definition | None, list[Flaw]]:
    """The definition, and what is wrong with it; None when anything is."""
    if _too_large(raw):
        return None, [Flaw("", "too_large", f"A form fits into {LARGEST_BYTES} bytes.")]
    reading = _Reading()
    made = reading.definition(raw)
    return (None, reading.flaws) if reading.flaws else (made, [])


def known(raw: Any) -> Definition:
    """A definition that was checked when it was saved. Raises ValueError."""
    made, flaws = read(raw)
    if made is None:
        raise ValueError(f"a stored form can't be read: {flaws[0].path} {flaws[0].code}")
    return made


def storable(raw: Any) -> list[Flaw]:
    """Why a draft, which may be half done, can't be kept at all; nothing when it can.

    Postgres keeps no NUL and no halves of characters, JSON no NaN, and nobody reads what is nested
    without end.
    """
    if not isinstance(raw, dict):
        return [Flaw("", "not_an_object", "An object is expected here.")]
    if _too_large(raw):
        return [Flaw("", "too_large", f"A form fits into {LARGEST_BYTES} bytes.")]
    if not _can_be_kept(raw, DEEPEST):
        return [Flaw("", "cant_be_kept", "There is something in it that can't be kept.")]
    return []


def _can_be_kept(raw: Any, deep: int) -> bool:
    if isinstance(raw, str):
        return "\x00" not in raw and raw.encode("utf-8", "replace").decode() == raw
    if isinstance(raw, float):
        return math.isfinite(raw)
    if isinstance(raw, dict):
        raw = [*raw, *raw.values()]
    return not isinstance(raw, list) or (
        deep > 0 and all(_can_be_kept(part, deep - 1) for part in raw)
    )


def _too_large(raw: Any) -> bool:
    try:
        return len(json.dumps(raw, ensure_ascii=False).encode("utf-8", "replace")) > LARGEST_BYTES
    except (RecursionError, TypeError, ValueError):
        return True


@dataclass
class _Reading:
    """One pass over the JSON; `asked` are the fields read so far, which others may refer to."""

    flaws: list[Flaw] = field(default_factory=list)
    asked: dict[str, Field] = field(default_factory=dict)

    def flaw(self, path: str, code: str, detail: str) -> None:
        self.flaws.append(Flaw(path, code, detail))

    def object(self, raw: Any, path: str, allowed: Collection[str]) -> dict[str, Any]:
        if not isinstance(raw, dict):
            self.flaw(path, "not_an_object", "An object is expected here.")
            return {}
        for name in raw:
            if name not in allowed:
                self.flaw(path, "unknown_key", f"There is no setting called {str(name)[:40]!r}.")
        return raw

    def list(self, raw: Any, path: str, most: int) -> list[Any]:
        if not isinstance(raw, list):
            self.flaw(path, "not_a_list", "A list is expected here.")
            return []
        if len(raw) > most:
            self.flaw(path, "too_many", f"At most {most} fit here.")
            return []
        return raw

    def code(self, raw: Any, path: str, taken: Collection[str]) -> str:
        if not isinstance(raw, str) or not CODE.fullmatch(raw):
            self.flaw(path, "bad_code", "A code has small letters, digits and _, 40 at most.")
            return ""
        if raw in taken:
            self.flaw(path, "code_is_taken", f"{raw} stands here twice.")
        return raw

    def label(self, raw: Any, path: str, most: int = LONGEST_LABEL) -> Label:
        read = self.object(raw, path, ("bn", "en"))
        return Label(*(self.words(read.get(one), f"{path}.{one}", most) for one in ("bn", "en")))

    def words(self, raw: Any, path: str, most: int) -> str:
        if not isinstance(raw, str) or not raw.strip():
            self.flaw(path, "empty", "Words are needed in both languages.")
            return ""
        lines = unicodedata.normalize("NFC", raw).strip().split("\n")
        text = "\n".join(plain(line) for line in lines)
        if text.count("\N{REPLACEMENT CHARACTER}") > raw.count("\N{REPLACEMENT CHARACTER}"):
            self.flaw(path, "hidden_signs", "There are signs in it that nobody can see.")
        if len(text) > most:
            self.flaw(path, "too_long", f"At most {most} characters fit here.")
        return text

    def flag(self, raw: dict[str, Any], name: str, path: str) -> bool:
        value = raw.get(name, False)
        if not isinstance(value, bool):
            self.flaw(f"{path}.{name}", "not_yes_or_no", "Yes or no is expected here.")
        return value is True

    def amount(
        self, raw: dict[str, Any], name: str, path: str, least: float, most: float, whole: bool
    ) -> Any:
        value = raw.get(name)
        if value is None:
            return None
        right = isinstance(value, int) if whole else isinstance(value, int | float)
        if isinstance(value, bool) or not right or not least <= value <= most:
            self.flaw(f"{path}.{name}", "bad_number", f"A number from {least} to {most}.")
            return None
        if isinstance(value, float) and (not math.isfinite(value) or value.is_integer()):
            return int(value)
        return value

    def definition(self, raw: Any) -> Definition:
        said = self.object(raw, "", ("title", "help", "sections"))
        title, help_ = self.label(said.get("title"), "title"), self.help(said, "help")
        sections: list[Section] = []
        for at, one in enumerate(self.list(said.get("sections"), "sections", MOST_SECTIONS)):
            sections.append(self.section(one, f"sections.{at}", [s.code for s in sections]))
        if not self.asked:
            self.flaw("sections", "empty", "A form asks at least one thing.")
        if len(self.asked) > MOST_FIELDS:
            self.flaw("sections", "too_many", f"At most {MOST_FIELDS} fields fit into a form.")
        return Definition(title, tuple(sections), help_)

    def help(self, said: dict[str, Any], path: str) -> Label | None:
        raw = said.get("help")
        return None if raw is None else self.label(raw, path, LONGEST_HELP)

    def section(self, raw: Any, path: str, taken: Collection[str]) -> Section:
        said = self.object(raw, path, ("code", "title", "help", "show_when", "fields"))
        code = self.code(said.get("code"), f"{path}.code", taken)
        title = self.label(said.get("title"), f"{path}.title")
        shown = self.conditions(said, path)
        fields = self.list(said.get("fields"), f"{path}.fields", MOST_FIELDS)
        if not fields:
            self.flaw(f"{path}.fields", "empty", "A section asks at least one thing.")
        made = []
        for at, one in enumerate(fields):
            read = self.field(one, f"{path}.fields.{at}", self.asked)
            self.asked.setdefault(read.code, read)
            made.append(read)
        return Section(
            code=code,
            title=title,
            fields=tuple(made),
            help=self.help(said, f"{path}.help"),
            show_when=shown,
        )

    def field(self, raw: Any, path: str, taken: Collection[str], *, column: bool = False) -> Field:
        kind = raw.get("kind") if isinstance(raw, dict) else None
        if not isinstance(kind, str) or kind not in list(Kind) or (column and kind == Kind.TABLE):
            self.flaw(f"{path}.kind", "bad_kind", "There is no such kind of field here.")
            return Field("", Kind.TEXT, NO_LABEL)
        kind = Kind(kind)
        alone = set() if column else {"show_when"}
        said = self.object(raw, path, _COMMON | _OWN[kind] | alone)
        personal = self.flag(said, "personal", path)
        if kind in ALWAYS_PERSONAL and said.get("personal", True) is False:
            self.flaw(f"{path}.personal", "always_personal", "What is written freely is personal.")
        return Field(
            code=self.code(said.get("code"), f"{path}.code", taken),
            kind=kind,
            label=self.label(said.get("label"), f"{path}.label"),
            help=self.help(said, f"{path}.help"),
            personal=personal or kind in ALWAYS_PERSONAL,
            required=self.flag(said, "required", path),
            required_in_draft=self.flag(said, "required_in_draft", path),
            must_know=self.flag(said, "must_know", path),
            show_when=() if column else self.conditions(said, path),
            **self.own(kind, said, path),
        )

    def own(self, kind: Kind, said: dict[str, Any], path: str) -> dict[str, Any]:
        """The settings that only fields of this kind have."""
        if kind in (Kind.ONE, Kind.MANY):
            return {"options": self.options(said.get("options"), f"{path}.options")}
        if kind in (Kind.TEXT, Kind.LONG_TEXT):
            return {"longest": self.amount(said, "longest", path, 1, LONGEST_TEXT, whole=True)}
        if kind in (Kind.NUMBER, Kind.MONEY):
            return self.measured(kind, said, path)
        if kind is Kind.DATE:
            return {
                "partial": self.flag(said, "partial", path),
                "not_before": self.bound(said.get("not_before"), f"{path}.not_before"),
                "not_after": self.bound(said.get("not_after"), f"{path}.not_after"),
            }
        if kind is Kind.PLACE:
            return {"levels": self.some(said.get("levels"), f"{path}.levels", LEVELS)}
        if kind is Kind.PERSON:
            people = self.some(said.get("people"), f"{path}.people", PEOPLE)
            return {"people": people or PEOPLE}
        return self.table(said, path) if kind is Kind.TABLE else {}

    def measured(self, kind: Kind, said: dict[str, Any], path: str) -> dict[str, Any]:
        whole, floor = kind is Kind.MONEY, 0 if kind is Kind.MONEY else -LARGEST_NUMBER
        least = self.amount(said, "least", path, floor, LARGEST_NUMBER, whole)
        most = self.amount(said, "most", path, floor, LARGEST_NUMBER, whole)
        if least is not None and most is not None and least > most:
            self.flaw(f"{path}.most", "bad_order", "The most is less than the least.")
        made: dict[str, Any] = {"least": least, "most": most}
        if kind is Kind.NUMBER:
            made["decimals"] = self.amount(said, "decimals", path, 0, MOST_DECIMALS, True) or 0
            unit = said.get("unit")
            made["unit"] = None if unit is None else self.label(unit, f"{path}.unit", 40)
        return made

    def options(self, raw: Any, path: str) -> tuple[Option, ...]:
        made: list[Option] = []
        for at, one in enumerate(self.list(raw, path, MOST_OPTIONS)):
            said = self.object(one, f"{path}.{at}", ("code", "label", "alone"))
            code = self.code(said.get("code"), f"{path}.{at}.code", [o.code for o in made])
            if code == UNKNOWN:
                self.flaw(f"{path}.{at}.code", "unknown_is_no_option", "Unknown needs no option.")
            label = self.label(said.get("label"), f"{path}.{at}.label")
            made.append(Option(code, label, self.flag(said, "alone", f"{path}.{at}")))
        if not made:
            self.flaw(path, "empty", "There is nothing to choose.")
        return tuple(made)

    def some(self, raw: Any, path: str, allowed: Collection[str]) -> tuple[str, ...]:
        if raw is None:
            return ()
        chosen = self.list(raw, path, len(allowed))
        if any(not isinstance(one, str) or one not in allowed for one in chosen):
            self.flaw(path, "bad_choice", f"Choose among: {', '.join(allowed)}.")
            return ()
        return tuple(dict.fromkeys(chosen))

    def table(self, said: dict[str, Any], path: str) -> dict[str, Any]:
        columns: list[Field] = []
        for at, one in enumerate(self.list(said.get("columns"), f"{path}.columns", MOST_COLUMNS)):
            where = f"{path}.columns.{at}"
            columns.append(self.field(one, where, [c.code for c in columns], column=True))
        if not columns:
            self.flaw(f"{path}.columns", "empty", "A table has at least one column.")
        rows = self.amount(said, "most_rows", path, 1, MOST_ROWS, whole=True)
        return {"columns": tuple(columns), "most_rows": rows}

    def conditions(self, said: dict[str, Any], path: str) -> tuple[Condition, ...]:
        """All of them must hold. They may look back only, so that none waits for itself."""
        made = []
        raw = said.get("show_when", [])
        for at, one in enumerate(self.list(raw, f"{path}.show_when", MOST_CONDITIONS)):
            where = f"{path}.show_when.{at}"
            read = self.object(one, where, ("field", "is"))
            asked = self.earlier(read.get("field"), where)
            if asked is None:
                continue
            if asked.kind not in CHOICES:
                self.flaw(where, "not_a_choice", f"{asked.code} is not answered by choosing.")
                continue
            values = self.some(read.get("is"), f"{where}.is", asked.values())
            if not values:
                self.flaw(f"{where}.is", "empty", "Say which answers are meant.")
            made.append(Condition(asked.code, values))
        return tuple(made)

    def bound(self, raw: Any, path: str) -> Bound | None:
        if raw is None:
            return None
        said = self.object(raw, path, ("today", "field", "date"))
        if len(said) != 1:
            self.flaw(path, "bad_bound", "Give one of: today, a field, a date.")
            return None
        if "field" in said:
            asked = self.earlier(said["field"], path)
            if asked is None or asked.kind is not Kind.DATE:
                self.flaw(path, "not_a_date", "Only another date can be compared with.")
                return None
            return Bound(field=asked.code)
        if "date" in said:
            try:
                return Bound(day=date.fromisoformat(said["date"]).isoformat())
            except (TypeError, ValueError):
                self.flaw(path, "not_a_date", "A day is expected, as in 2012-03-05.")
                return None
        if said["today"] is not True:
            self.flaw(path, "bad_bound", "Give one of: today, a field, a date.")
        return Bound()

    def earlier(self, code: Any, path: str) -> Field | None:
        found = self.asked.get(code) if isinstance(code, str) else None
        if found is None:
            self.flaw(path, "not_earlier", "Only a field that is asked earlier can be meant.")
        return found
