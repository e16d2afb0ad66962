"""What happens in the interview of a silent call; never what was answered: screens fetch that."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class _OfInterview(Event):
    entity_kind: ClassVar[str] = "call"

    incident_id: UUID


@dataclass(frozen=True, kw_only=True)
class InterviewStarted(_OfInterview):
    """The caller can't speak and is asked for keys from now on."""

    key: ClassVar[str] = "call.interview_started"

    staff_id: UUID
    ladder: int


@dataclass(frozen=True, kw_only=True)
class QuestionAsked(_OfInterview):
    """The caller is asked a question, to be answered by a key."""

    key: ClassVar[str] = "call.question_asked"

    staff_id: UUID
    question: str
    nth: int


@dataclass(frozen=True, kw_only=True)
class KeyPressed(_OfInterview):
    """The caller pressed a key in answer to this question."""

    key: ClassVar[str] = "call.key_pressed"

    question: str


@dataclass(frozen=True, kw_only=True)
class QuestionEnded(_OfInterview):
    """The caller hears the counsellor again, or is gone; and why the question ended."""

    key: ClassVar[str] = "call.question_ended"

    question: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SoundMarked(_OfInterview):
    """The counsellor took a sound for an answer to this question."""

    key: ClassVar[str] = "call.sound_marked"

    staff_id: UUID
    question: str


@dataclass(frozen=True, kw_only=True)
class BackgroundNoted(_OfInterview):
    """The counsellor noted what is heard behind the caller."""

    key: ClassVar[str] = "call.background_noted"

    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class SilentCallDisposed(_OfInterview):
    """What kind of silent call it was."""

    key: ClassVar[str] = "call.silent_disposed"

    staff_id: UUID
    reason: str
