"""What an assessment, a plan and a closure must hold to be approved; pure, saves nothing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from app.cases.case_states import DOMAINS, Sheet
from app.core.errors import InputIsInvalid

MOST_GOALS: Final = 20
MOST_ACTIONS: Final = 20
LONGEST_TEXT: Final = 4000

Said = Mapping[str, Any]


def lacks(sheet: Sheet, said: Said) -> list[str]:
    """What is not said yet, as paths of fields; nothing when approval can be asked for."""
    return _LACKS[sheet](said)


def _assessment(said: Said) -> list[str]:
    """Every domain is looked at, and one summary; unknown is an answer."""
    known = {one["domain"] for one in said["domains"]}
    found = [f"domains.{name}" for name in DOMAINS if name not in known]
    return found if _told(said["summary"]) else [*found, "summary"]


def _plan(said: Said) -> list[str]:
    """At least one goal, and for each at least one action that somebody is responsible for."""
    if not said["goals"]:
        return ["goals"]
    found = []
    for n, goal in enumerate(said["goals"]):
        if not goal["actions"]:
            found.append(f"goals.{n}.actions")
        for m, action in enumerate(goal["actions"]):
            if action["responsible"] is None and not _told(action["who"]):
                found.append(f"goals.{n}.actions.{m}.responsible")
    return found


def _closure(said: Said) -> list[str]:
    """The child's own view, or why it was not asked."""
    wanted = "child_view" if said["child_asked"] else "why_not_asked"
    return [] if _told(said[wanted]) else [wanted]


_LACKS: Final = {
    Sheet.ASSESSMENT: _assessment,
    Sheet.PLAN: _plan,
    Sheet.CLOSURE: _closure,
}


def _told(words: Any) -> bool:
    return bool(isinstance(words, str) and words.strip())


def actions_of(said: Said) -> list[dict[str, Any]]:
    """The actions of a plan, each with the words of its goal."""
    return [
        {**action, "goal": goal["words"]} for goal in said["goals"] for action in goal["actions"]
    ]


def numbered(said: dict[str, Any], before: Said | None, today: date) -> dict[str, Any]:
    """A plan with an id for every action. Raises InputIsInvalid naming the field.

    An id must be one of the revision before; a day that is new must not have passed.
    """
    known = {action["id"]: action for action in actions_of(before)} if before else {}
    used: set[str] = set()
    for n, goal in enumerate(said["goals"]):
        for m, action in enumerate(goal["actions"]):
            at = f"goals.{n}.actions.{m}"
            _check_id(action, known, used, f"{at}.id")
            former = known.get(action["id"])
            new_day = former is None or former["due_on"] != action["due_on"]
            if new_day and date.fromisoformat(action["due_on"]) < today:
                raise InputIsInvalid("This day has passed.", field=f"{at}.due_on")
    return said


def _check_id(action: dict[str, Any], known: Mapping[str, Any], used: set[str], field: str) -> None:
    if action["id"] is None:
        action["id"] = str(uuid4())
    elif action["id"] not in known or action["id"] in used:
        raise InputIsInvalid("The plan before has no such action, or it stands twice.", field=field)
    used.add(action["id"])


def responsible_of(actions: Sequence[Said]) -> set[UUID]:
    """The staff who are responsible for these actions."""
    return {UUID(one["responsible"]) for one in actions if one["responsible"]}
