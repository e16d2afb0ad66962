"""Alerts and reminders as screens get them, channel by channel; who may see them was checked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import fetch
from app.dispatch.states import UNSENT

Row = dict[str, Any]
Found = Mapping[str, Any]
"""A row of the database."""

_ALERTS: Final = """
SELECT alert.step_id, channel, alert.state, at, alert.due_at, tries, error, moments,
    reminder.id AS reminder_id, about, made_at, until, ended_at, ending, unreached_at
FROM alert JOIN step ON step.id = alert.step_id LEFT JOIN reminder ON reminder.id = reminder_id
WHERE dispatch_id = ANY($1) AND NOT EXISTS (SELECT FROM reminder AS newer
    WHERE newer.step_id = reminder.step_id AND newer.about = reminder.about
        AND (newer.made_at, newer.id) > (reminder.made_at, reminder.id))
ORDER BY made_at, channel
"""
"""What asks, and of reminders the last one about each thing: the timeline tells of all."""


@dataclass
class Messages:
    """By step: what asks whether somebody goes, and the reminders of the one who does."""

    asking: dict[UUID, list[Row]] = field(default_factory=lambda: defaultdict(list))
    reminders: dict[UUID, dict[UUID, Row]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, found: Found) -> None:
        """One message, where it belongs."""
        step_id, reminder_id = found["step_id"], found["reminder_id"]
        if reminder_id is None:
            self.asking[step_id].append(_alert_row(found))
        else:
            row = self.reminders[step_id].setdefault(reminder_id, _reminder_row(found))
            row["alerts"].append(_alert_row(found))

    def of_reminders(self, step_id: UUID) -> list[Row]:
        """The last reminder of this step about each thing, the older one first."""
        return list(self.reminders[step_id].values())


async def messages_of(session: AsyncSession, dispatch_ids: Collection[UUID]) -> Messages:
    """All messages of these dispatches."""
    known = Messages()
    for found in await fetch(session, _ALERTS, list(dispatch_ids)) if dispatch_ids else ():
        known.add(found)
    return known


def reminded_at(reminders: Iterable[Row]) -> str | None:
    """When the one who goes was reminded last of what is waited for still."""
    return max((row["made_at"] for row in reminders if row["ended_at"] is None), default=None)


def _alert_row(found: Found) -> Row:
    waits = found["state"] in UNSENT
    return {
        "channel": found["channel"],
        "state": found["state"],
        "at": _iso(found["at"]),
        "due_at": _iso(found["due_at"]) if waits else None,
        "tries": found["tries"],
        "error": found["error"],
        "moments": [{"error": None, **one} for one in found["moments"]],
    }


def _reminder_row(found: Found) -> Row:
    moments = ("made_at", "until", "ended_at", "unreached_at")
    told = {name: _iso(found[name]) for name in moments}
    return {"about": found["about"], **told, "ending": found["ending"], "alerts": []}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
