"""How every state machine advances: a table, one function, one error; it knows no state."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from app.core.errors import HelplineError


class IllegalMove(HelplineError):
    """The verb is not possible in this state; `legal` lists what is."""

    code = "illegal_move"


State = TypeVar("State", bound=StrEnum)


def advance(table: Mapping[tuple[State, str], State], state: State, verb: str, thing: str) -> State:
    """The state after `verb`. Raises IllegalMove naming what was legal for `thing`."""
    after = table.get((state, verb))
    if after is None:
        legal = sorted(known for (at, known) in table if at == state)
        can = ", ".join(legal) or "nothing"
        raise IllegalMove(
            f"The {thing} is {state.value}: {verb} is not possible, only {can}.",
            state=state.value,
            legal=legal,
        )
    return after
