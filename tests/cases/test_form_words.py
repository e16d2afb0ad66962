"""Every code a form can be answered with has words in both languages."""

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from app.cases import form_changes, form_reading, form_rules, form_values
from app.cases.form_definition import Kind, WhyUnknown
from app.cases.form_models import Purpose, Step
from app.cases.form_states import AnswerState, VersionState

LOCALES = Path(__file__).resolve().parents[2] / "web" / "shared" / "locales"
FLAW = re.compile(r'(?:Wrong\(|Flaw\([^()]*?, |self\.flaw\((?:f?"[^"]*"|\w+), )"([a-z_]+)"', re.S)
CHANGE = re.compile(r'Change\(\s*"([a-z_]+)"|"(mark_\w+)"')


def source(module: object) -> str:
    return Path(str(module.__file__)).read_text(encoding="utf-8")  # type: ignore[attr-defined]


def flaw_codes() -> set[str]:
    read = "".join(source(one) for one in (form_reading, form_rules, form_values))
    return {*FLAW.findall(read), form_rules.NEEDED}


def change_codes() -> set[str]:
    return {part for pair in CHANGE.findall(source(form_changes)) for part in pair if part}


def values(enum: type[StrEnum]) -> list[str]:
    return [member.value for member in enum]


FAMILIES: dict[str, Iterable[str]] = {
    "form_flaw": flaw_codes(),
    "form_change": change_codes(),
    "form_kind": values(Kind),
    "form_level": form_reading.LEVELS,
    "form_purpose": values(Purpose),
    "form_step": values(Step),
    "form_state": values(VersionState),
    "form_answer": values(AnswerState),
    "why_unknown": values(WhyUnknown),
}


def test_the_codes_are_found_in_the_source() -> None:
    assert {"bad_code", "not_earlier", "too_early", "no_such_field", "needed"} <= flaw_codes()
    assert {"field_removed", "mark_removed", "limits_changed"} <= change_codes()
    assert len(flaw_codes()) > 35


@pytest.mark.parametrize("language", ["bn", "en"])
@pytest.mark.parametrize("family", FAMILIES)
def test_every_code_of_forms_has_words(family: str, language: str) -> None:
    with (LOCALES / f"{language}.po").open("rb") as file:
        words = {str(message.id): str(message.string) for message in read_po(file)}
    missing = [code for code in FAMILIES[family] if not words.get(f"console.{family}.{code}")]
    assert missing == []
