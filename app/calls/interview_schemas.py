"""What the routes of the silent caller's interview take and give, as types."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.schemas import Body, Id, Moment, Shape

Question = Literal[
    "danger_now",
    "is_child",
    "hurt",
    "somebody_in_room",
    "same_place",
    "send_somebody",
    "safe_to_call",
]
SoundAnswer = Literal["yes", "no", "unclear"]
Answer = Literal["yes", "no", "unclear", "other"]
Background = Literal["crying", "shouting", "traffic", "tv", "adult_voice", "nothing"]
Disposition = Literal["silent_engaged", "silent_background", "silent_empty"]
QuestionEnding = Literal["answered", "no_key", "withdrawn", "cut_short", "no_news"]


class ToAsk(Body):
    """Which question to ask."""

    question: Question


class HeardSound(Body):
    """What a sound is taken for."""

    question_id: UUID
    answer: SoundAnswer


class HeardBehind(Body):
    """All that is heard behind the caller."""

    background: list[Background] = Field(max_length=6)


class KindOfSilence(Body):
    """What kind of silent call it was."""

    disposition: Disposition


class HowEnded(Body):
    """What kind of silent call it was, for one that is ended."""

    disposition: Disposition | None = None


class InterviewAnswer(Shape):
    """One answer, by a key of the caller's or as the counsellor heard a sound."""

    answer: Answer = Field(description="other: a key that means neither yes nor no")
    means: Literal["key", "sound"]
    at: Moment


class InterviewQuestion(Shape):
    """One question and all its answers, the first one first."""

    id: Id
    nth: int
    question: Question
    asked_at: Moment
    ended_at: Moment | None = Field(description="null while the caller is asked")
    ending: QuestionEnding | None
    answers: list[InterviewAnswer]


class Interview(Shape):
    """How a caller who can't speak was asked, and answered."""

    ladder_version: int
    ladder: list[Question] = Field(description="what may be asked, in the order to ask it")
    started_at: Moment
    background: list[Background]
    disposition: Disposition | None
    questions: list[InterviewQuestion]
