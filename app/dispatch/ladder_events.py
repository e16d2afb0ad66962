"""What is announced of how a ladder goes on: ids, codes and counts only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.dispatch.events import OfDispatch, OfStep


@dataclass(frozen=True, kw_only=True)
class DispatchHandedBack(OfStep):
    """One who had accepted gives it back; the next one is asked at once."""

    key: ClassVar[str] = "dispatch.handed_back"

    reason: str


@dataclass(frozen=True, kw_only=True)
class AnsweredLate(OfStep):
    """Somebody answered when nobody need go any more, or another had accepted; he or she is told.

    `verb` is accept or decline, `channel` how it was said, `state` where the dispatch stands.
    """

    key: ClassVar[str] = "dispatch.answered_late"

    verb: str
    channel: str
    state: str


@dataclass(frozen=True, kw_only=True)
class ChargeTaken(OfDispatch):
    """A supervisor takes care that somebody goes; the alarm is silent until `charge_ran_out`."""

    key: ClassVar[str] = "dispatch.charge_taken"

    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class ChargeRanOut(OfDispatch):
    """A supervisor took charge and still nobody goes: the alarm is on again."""

    key: ClassVar[str] = "dispatch.charge_ran_out"

    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class ResponderReminded(OfStep):
    """Accepted, but nothing has happened since: whoever goes is reminded of it."""

    key: ClassVar[str] = "dispatch.reminded"

    waits_for: str


@dataclass(frozen=True, kw_only=True)
class DispatchStalled(OfStep):
    """Nothing happened in time, or a bed was kept in vain: an alarm. Only a person moves it on."""

    key: ClassVar[str] = "dispatch.stalled"

    waits_for: str


@dataclass(frozen=True, kw_only=True)
class LadderStuck(OfDispatch):
    """The auditor found a ladder that stood still, and set it going; supervisors are told."""

    key: ClassVar[str] = "dispatch.ladder_stuck"

    why: str
