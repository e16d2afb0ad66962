"""Opens all that is written of a stay, for somebody whom a door has let in; it changes nothing.

Words that can't be opened any more, since their key was destroyed, are null.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import forms
from app.cases.access import SystemReason, keys_for
from app.cases.form_queries import outline_rows
from app.cases.forms import Subject
from app.cases.queries import numbers_of
from app.core import security
from app.core.db import fetch
from app.directory.queries import responder_names
from app.residence.care_rows import DUES, dues_of
from app.residence.care_rules import legal_tracks
from app.residence.care_states import Item, TrackKind
from app.residence.guests import guest_of_stay
from app.residence.kit import lacking
from app.residence.models import Stay
from app.staff.queries import display_names

Row = dict[str, Any]
Found = Mapping[str, Any]
Unseal = Callable[[bytes | None, str], str | None]

TABLES: Final = {
    "stay_extension": "asked_at",
    "kit_issue": "noted_at",
    "track": "noted_at",
    "support_talk": "held_on",
    "skill_note": "seen_on, noted_at",
    "care_incident": "happened_at",
}
"""What is written of a stay, and by which day or moment each is in order."""
_FOLLOW_UPS: Final = """
SELECT * FROM care_follow_up WHERE care_incident_id = ANY($1) ORDER BY noted_at, id
"""
_PEOPLE: Final = ("asked_by", "ended_by", "noted_by", "undone_by", "seen_by", "closed_by")


async def care_of(session: AsyncSession, stay: Stay) -> Row:
    """All that is written of a stay, the first thing first."""
    rows = {name: await _rows(session, name, by, stay.id) for name, by in TABLES.items()}
    ids = [row["id"] for row in rows["care_incident"]]
    follow_ups = await fetch(session, _FOLLOW_UPS, ids) if ids else []
    found = [row for one in (*rows.values(), follow_ups) for row in one]
    people = {row.get(column) for row in found for column in _PEOPLE} - {None}
    names = await display_names(session, people)
    unseal = await _unsealer(session, stay)
    guest = await guest_of_stay(session, stay)
    open_tracks = {TrackKind(row["kind"]) for row in rows["track"] if row["ended_on"] is None}
    tickets = {row["ticket_id"] for row in rows["care_incident"]} - {None}
    numbers = await numbers_of(session, list(tickets)) if tickets else {}
    filled = await forms.answers_of(session, Subject("stay", stay.id, None))
    return {
        **await _outline(session, stay),
        "dues": dues_of(await fetch(session, DUES, [stay.id])).get(stay.id, []),
        "health": await outline_rows(session, filled),
        "extensions": [_extension(row, names, unseal) for row in rows["stay_extension"]],
        "lacking": _lacking(rows["kit_issue"], TrackKind.SCHOOL in open_tracks),
        "kit": [_kit(row, names) for row in rows["kit_issue"]],
        "tracks": [_track(row, names, unseal) for row in rows["track"]],
        "may_begin": [] if stay.left_at else legal_tracks(open_tracks, guest.age),
        "talks": [_talk(row, names, unseal) for row in rows["support_talk"]],
        "skills": [_skill(row, names, unseal) for row in rows["skill_note"]],
        "incidents": _incidents(rows["care_incident"], follow_ups, names, unseal, numbers),
    }


async def _rows(session: AsyncSession, table: str, by: str, stay_id: UUID) -> list[Any]:
    return await fetch(
        session, f"SELECT * FROM {table} WHERE stay_id = $1 ORDER BY {by}, id", stay_id
    )


async def _unsealer(session: AsyncSession, stay: Stay) -> Unseal:
    owner = stay.sealed_by or stay.incident_id
    key = (await keys_for(session, [owner], SystemReason.SCREEN)).get(owner)
    opened = security.unsealer(key) if key is not None else None

    def unseal(sealed: bytes | None, place: str) -> str | None:
        return opened(sealed, place) if opened is not None and sealed is not None else None

    return unseal


async def _outline(session: AsyncSession, stay: Stay) -> Row:
    names = await responder_names(session, {stay.centre_id})
    numbers = await numbers_of(session, [stay.incident_id])
    return {
        "id": str(stay.id),
        "number": numbers[stay.incident_id][0],
        "centre": names[stay.centre_id],
        "came_by": stay.came_by.value,
        "arrived_at": stay.arrived_at.isoformat(),
        "ends_at": stay.ends_at.isoformat(),
        "over_reason": stay.over_reason.value if stay.over_reason else None,
        "left_at": _iso(stay.left_at),
        "left_reason": stay.left_reason.value if stay.left_reason else None,
        "version": stay.version,
    }


def _lacking(given: Iterable[Found], at_school: bool) -> list[Row]:
    counted: dict[Item, int] = defaultdict(int)
    for row in given:
        if row["undone_at"] is None:
            counted[Item(row["item"])] += row["count"]
    return [
        {"item": item.value, "count": count}
        for item, count in lacking(counted, at_school=at_school).items()
    ]


def _extension(row: Found, names: Mapping[UUID, Any], unseal: Unseal) -> Row:
    return {
        "id": str(row["id"]),
        "months": row["months"],
        "reason": row["reason"],
        "words": unseal(row["said"], f"stay_extension.said:{row['id']}"),
        "state": row["state"],
        "asked_at": _iso(row["asked_at"]),
        "asked_by": names.get(row["asked_by"]),
        "ended_at": _iso(row["ended_at"]),
        "ended_by": names.get(row["ended_by"]),
        "answer": unseal(row["answer"], f"stay_extension.answer:{row['id']}"),
    }


def _kit(row: Found, names: Mapping[UUID, Any]) -> Row:
    return {
        "id": str(row["id"]),
        "item": row["item"],
        "count": row["count"],
        "given_on": row["given_on"].isoformat(),
        "by": names.get(row["noted_by"]),
        "undone_at": _iso(row["undone_at"]),
        "undone_by": names.get(row["undone_by"]),
    }


def _track(row: Found, names: Mapping[UUID, Any], unseal: Unseal) -> Row:
    return {
        "id": str(row["id"]),
        "kind": row["kind"],
        "words": unseal(row["said"], f"track.said:{row['id']}"),
        "begun_on": row["begun_on"].isoformat(),
        "ended_on": row["ended_on"].isoformat() if row["ended_on"] else None,
        "ending": row["ending"],
        "by": names.get(row["noted_by"]),
    }


def _talk(row: Found, names: Mapping[UUID, Any], unseal: Unseal) -> Row:
    return {
        "id": str(row["id"]),
        "kind": row["kind"],
        "held_on": row["held_on"].isoformat(),
        "minutes": row["minutes"],
        "next_on": row["next_on"].isoformat() if row["next_on"] else None,
        "words": unseal(row["said"], f"support_talk.said:{row['id']}"),
        "by": names.get(row["noted_by"]),
    }


def _skill(row: Found, names: Mapping[UUID, Any], unseal: Unseal) -> Row:
    return {
        "id": str(row["id"]),
        "skill": row["skill"],
        "step": row["step"],
        "seen_on": row["seen_on"].isoformat(),
        "words": unseal(row["said"], f"skill_note.said:{row['id']}"),
        "by": names.get(row["noted_by"]),
    }


def _incidents(
    rows: Iterable[Found],
    follow_ups: Iterable[Found],
    names: Mapping[UUID, Any],
    unseal: Unseal,
    numbers: Mapping[UUID, Any],
) -> list[Row]:
    done: dict[UUID, list[Row]] = defaultdict(list)
    for row in follow_ups:
        done[row["care_incident_id"]].append(
            {
                "words": unseal(row["said"], f"care_follow_up.said:{row['id']}"),
                "told": list(row["told"]),
                "at": _iso(row["noted_at"]),
                "by": names.get(row["noted_by"]),
            }
        )
    return [
        {
            "id": str(row["id"]),
            "what": row["what"],
            "severity": row["severity"],
            "happened_at": _iso(row["happened_at"]),
            "words": unseal(row["said"], f"care_incident.said:{row['id']}"),
            "told": list(row["told"]),
            "noted_at": _iso(row["noted_at"]),
            "by": names.get(row["noted_by"]),
            "seen_at": _iso(row["seen_at"]),
            "seen_by": names.get(row["seen_by"]),
            "ticket": numbers[row["ticket_id"]][0] if row["ticket_id"] else None,
            "closed_at": _iso(row["closed_at"]),
            "follow_ups": done[row["id"]],
        }
        for row in rows
    ]


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
