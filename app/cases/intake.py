"""The intake form: which fields there are and what each may hold; it saves nothing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.core import clock
from app.core.errors import InputIsInvalid

LONGEST_TEXT = 4000
LONGEST_LIST = 30
OLDEST_YEARS = 30
"""Whoever was a child when it was reported may be grown up when the day of birth is learnt."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "safe_to_talk": ("yes", "whisper", "yes_no", "no"),
    "injured": ("no", "yes", "unknown"),
    "child_sex": ("girl", "boy", "other", "unknown"),
    "caller_relation": ("self", "parent", "relative", "neighbour", "teacher", "police", "other"),
    "consent": ("yes", "no", "not_asked"),
}
"""Fields answered by choosing."""

BORN = "child_born"
"""The day the child was born, as in `2012-03-05`; nearly nobody can say it, so age stays apart."""

TEXTS = (
    "where_detail",
    "with_whom",
    "child_name",
    "child_age",
    "caller_name",
    "suspect",
    "narrative",
    "call_note",
)
"""Fields answered in words."""

LISTS = ("needs",)
FEMALE_WORKER = "female_worker"
NEEDS = (
    "medical",
    "police",
    "shelter",
    "rescue",
    "food",
    "counselling",
    "legal",
    "family_tracing",
    "school",
    FEMALE_WORKER,
)
"""What `needs` offers; `medical`, `police`, `shelter` count in risk.py, the last in matching."""
OF_THE_CHILD = ("child_name", "child_age", "child_sex", BORN)
"""Fields sealed under the child's own key, so that a child can be erased alone."""

SHARED_WITH_WORKERS = (
    "where_detail",
    "safe_to_talk",
    "injured",
    "with_whom",
    "child_name",
    "child_age",
    "child_sex",
)
"""What somebody on the way to the child needs; the narrative and the caller are not among it."""

FIELDS = (*CHOICES, *TEXTS, *LISTS, BORN)


def checked(field: str, value: Any) -> Any:
    """`value` if the field may hold it. Raises InputIsInvalid naming the field."""
    if field not in FIELDS:
        raise InputIsInvalid(f"There is no field called {field[:40]}.", field="field")
    if value is None:
        return None
    if field in LISTS:
        return _checked_list(value)
    if not isinstance(value, str):
        raise InputIsInvalid("Text is expected here.", field="value")
    text = value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if field in CHOICES and text not in CHOICES[field]:
        raise InputIsInvalid(f"Choose one of: {', '.join(CHOICES[field])}.", field="value")
    if len(text) > LONGEST_TEXT:
        raise InputIsInvalid(f"At most {LONGEST_TEXT} characters fit here.", field="value")
    return _checked_birth(text) if field == BORN else text


def _checked_birth(text: str) -> str:
    """A day of birth of somebody who is a child, or may have been one at the report."""
    try:
        born = date.fromisoformat(text)
    except ValueError:
        raise InputIsInvalid("A day is expected, as in 2012-03-05.", field="value") from None
    today = clock.now().astimezone(clock.DHAKA).date()
    if born > today:
        raise InputIsInvalid("This day has not come yet.", field="value")
    if today.year - born.year > OLDEST_YEARS:
        raise InputIsInvalid("Nobody born on this day is a child.", field="value")
    return born.isoformat()


def _checked_list(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InputIsInvalid("A list of words is expected here.", field="value")
    if len(value) > LONGEST_LIST or any(len(item) > 80 for item in value):
        raise InputIsInvalid(f"At most {LONGEST_LIST} short words fit here.", field="value")
    return [item.replace("\x00", "") for item in value]
