"""The states of a form's version and of a filled form, and their legal moves; no framework."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from app.core.moves import advance as _advance


class VersionState(StrEnum):
    """Of a version: being written, the one that counts, or one that counts no more."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class AnswerState(StrEnum):
    """Of a filled form."""

    DRAFT = "draft"
    COMPLETE = "complete"


VERSION_MOVES: Final[Mapping[tuple[VersionState, str], VersionState]] = {
    (VersionState.DRAFT, "change"): VersionState.DRAFT,
    (VersionState.DRAFT, "publish"): VersionState.PUBLISHED,
    (VersionState.PUBLISHED, "retire"): VersionState.RETIRED,
}
ANSWER_MOVES: Final[Mapping[tuple[AnswerState, str], AnswerState]] = {
    (AnswerState.DRAFT, "change"): AnswerState.DRAFT,
    (AnswerState.DRAFT, "complete"): AnswerState.COMPLETE,
    (AnswerState.COMPLETE, "correct"): AnswerState.COMPLETE,
}


def advance_version(state: VersionState, verb: str) -> VersionState:
    """The state of a version after `verb`. Raises IllegalMove."""
    return _advance(VERSION_MOVES, state, verb, "version of the form")


def advance_answer(state: AnswerState, verb: str) -> AnswerState:
    """The state of a filled form after `verb`. Raises IllegalMove."""
    return _advance(ANSWER_MOVES, state, verb, "filled form")
