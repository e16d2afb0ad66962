"""What a new version of a form changes for records to come; it compares, and publishes nothing.

Old records keep the version they were filled with. What breaks a row of figures, or shows more of
a child than before, must be confirmed by whoever publishes: those changes are named here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.cases.form_definition import Definition, Field


@dataclass(frozen=True, slots=True)
class Change:
    """One change, by a stable code and the path of the field; `must_confirm` those that break."""

    code: str
    path: str
    must_confirm: bool
    before: Any = None
    after: Any = None

    @property
    def key(self) -> str:
        """What whoever confirms this change says."""
        return f"{self.code}:{self.path}"

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "key": self.key,
            "code": self.code,
            "path": self.path,
            "must_confirm": self.must_confirm,
            "before": self.before,
            "after": self.after,
        }


def compare(before: Definition | None, after: Definition) -> list[Change]:
    """What `after` changes, in the order of `after`; what is gone comes first."""
    if before is None:
        return []
    shown = {section.code: section.show_when for section in before.sections}
    sections = [
        Change("condition_changed", section.code, False)
        for section in after.sections
        if shown.get(section.code, section.show_when) != section.show_when
    ]
    return [*_between(_by_code(before.fields()), _by_code(after.fields()), ""), *sections]


def _by_code(fields: Any) -> dict[str, Field]:
    return {one.code: one for one in fields}


def _between(old: Mapping[str, Field], new: Mapping[str, Field], within: str) -> Iterator[Change]:
    for code in old:
        if code not in new:
            yield Change("field_removed", within + code, True)
    for code, one in new.items():
        was = old.get(code)
        if was is None:
            yield Change("field_added", within + code, False)
        else:
            yield from _of_field(was, one, within + code)


def _of_field(was: Field, now: Field, path: str) -> Iterator[Change]:
    if was.kind is not now.kind:
        yield Change("kind_changed", path, True, was.kind.value, now.kind.value)
    if was.personal != now.personal:
        yield Change("mark_removed" if was.personal else "mark_added", path, True)
    gone, come = _codes(was) - _codes(now), _codes(now) - _codes(was)
    if gone:
        yield Change("options_removed", path, True, sorted(gone))
    if come:
        yield Change("options_added", path, bool(gone), None, sorted(come))
    if was.unit != now.unit:
        units = [one.unit.plain() if one.unit else None for one in (was, now)]
        yield Change("unit_changed", path, True, *units)
    if (was.required, was.required_in_draft) != (now.required, now.required_in_draft):
        yield Change("need_changed", path, False)
    if was.show_when != now.show_when:
        yield Change("condition_changed", path, False)
    if _limits(was) != _limits(now):
        yield Change("limits_changed", path, False)
    if was.label != now.label:
        yield Change("label_changed", path, False, was.label.plain(), now.label.plain())
    elif _labels(was).items() - _labels(now).items() and not gone:
        yield Change("option_label_changed", path, False)
    if was.columns or now.columns:
        yield from _between(_by_code(was.columns), _by_code(now.columns), f"{path}.")


def _codes(one: Field) -> set[str]:
    return {option.code for option in one.options}


def _labels(one: Field) -> dict[str, tuple[str, str]]:
    return {option.code: (option.label.bn, option.label.en) for option in one.options}


def _limits(one: Field) -> tuple[Any, ...]:
    return (
        *(one.longest, one.least, one.most, one.decimals, one.partial, one.must_know),
        *(one.not_before, one.not_after, one.levels, one.people, one.most_rows),
    )
