"""Rows of committees, meetings, agendas and decisions; it changes nothing and names no child."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock, security
from app.core.db import fetch
from app.directory.queries import HELD_NOW, place_row
from app.programmes.boards.due import CHAIR_FROM, LATE_FROM
from app.programmes.boards.owners import Offices
from app.programmes.boards.told_words import in_words
from app.staff.queries import display_names

Row = dict[str, Any]
MOST: Final = 300
"""Of a list; one more is asked for, so that a list that leaves some out can say so."""

COMMITTEES_SQL: Final = """
SELECT committee.*, next.planned_at AS next_at, next.id AS next_id, last.held_at AS last_at,
    (SELECT count(*) FROM committee_seat AS seat
        WHERE seat.committee_id = committee.id AND seat.ended_at IS NULL
        AND since <= $2 AND (until IS NULL OR until >= $2)) AS seats,
    decided.open, decided.late
FROM committee
LEFT JOIN LATERAL (SELECT id, planned_at FROM committee_meeting
    WHERE committee_id = committee.id AND state = 'planned' ORDER BY planned_at LIMIT 1
) AS next ON true
LEFT JOIN LATERAL (SELECT max(held_at) AS held_at FROM committee_meeting
    WHERE committee_id = committee.id AND held_at IS NOT NULL
) AS last ON true
LEFT JOIN LATERAL (SELECT count(*) AS open, count(*) FILTER (WHERE due_on < $2) AS late
    FROM committee_decision WHERE committee_id = committee.id AND state = 'open'
) AS decided ON true
WHERE ($1::uuid[] IS NULL OR committee.id = ANY($1))
    AND ($3::text IS NULL OR district = $3) AND ($4::text IS NULL OR body = $4)
    AND ($1::uuid[] IS NOT NULL OR ended_at IS NULL)
ORDER BY decided.late DESC, body, name_en LIMIT $5
"""


async def committee_rows(
    session: AsyncSession,
    ids: Collection[UUID] | None = None,
    *,
    district: str | None = None,
    body: str | None = None,
) -> dict[UUID, Row]:
    """Committees by id, those with late decisions first; named ones even when they have ended."""
    day = clock.now().astimezone(clock.DHAKA).date()
    wanted = None if ids is None else list(ids)
    found = await fetch(session, COMMITTEES_SQL, wanted, day, district, body, MOST + 1)
    return {
        row["id"]: {
            "id": str(row["id"]),
            "body": row["body"],
            "level": row["level"],
            "place": place_row(row["place"]),
            "name": {"bn": row["name_bn"], "en": row["name_en"]},
            "quorum": row["quorum"],
            "seats": row["seats"],
            "next_meeting": _next(row),
            "last_held_at": _iso(row["last_at"]),
            "open_decisions": row["open"],
            "late_decisions": row["late"],
            "ended": row["ended_at"] is not None,
            "version": row["version"],
        }
        for row in found
    }


def _next(row: Mapping[str, Any]) -> Row | None:
    if row["next_id"] is None:
        return None
    return {"id": str(row["next_id"]), "planned_at": _iso(row["next_at"])}


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment is not None else None


_SEATS: Final = f"""
SELECT seat.*, post.code AS post_code, organisation.code AS organisation_code,
    holder.name_bn AS holder_bn, holder.name_en AS holder_en, holder.worker_id, holder.kind
FROM committee_seat AS seat
LEFT JOIN post ON post.id = seat.post_id
LEFT JOIN organisation ON organisation.id = seat.organisation_id
LEFT JOIN LATERAL (
    SELECT worker_id, holding.kind, worker.name_bn, worker.name_en
    FROM holding JOIN worker ON worker.id = worker_id
    WHERE holding.post_id = seat.post_id AND {HELD_NOW.format(at="$2")}
    ORDER BY holding.kind DESC, starts_at LIMIT 1
) AS holder ON true
WHERE seat.committee_id = $1 ORDER BY seat.ended_at IS NOT NULL,
    array_position(ARRAY['chair', 'secretary', 'member'], seat.role), seat.since, seat.id
"""


async def seat_rows(session: AsyncSession, committee_id: UUID) -> list[Row]:
    """The seats, the chair first, each with whoever holds its post at this moment.

    `holder` is null for a vacant post and for a seat whose post the directory does not know;
    `post` tells the two apart.
    """
    now = clock.now()
    day = now.astimezone(clock.DHAKA).date()
    return [
        {
            "id": str(row["id"]),
            "role": row["role"],
            "title": {"bn": row["title_bn"], "en": row["title_en"]},
            "post": {"id": str(row["post_id"]), "code": row["post_code"]}
            if row["post_id"]
            else None,
            "organisation": row["organisation_code"],
            "holder": {"bn": row["holder_bn"], "en": row["holder_en"]}
            if row["worker_id"]
            else None,
            "acting": row["kind"] == "acting",
            "since": row["since"].isoformat(),
            "until": row["until"].isoformat() if row["until"] else None,
            "in_term": row["since"] <= day and (row["until"] is None or day <= row["until"]),
            "ended": row["ended_at"] is not None,
            "ended_at": _iso(row["ended_at"]),
        }
        for row in await fetch(session, _SEATS, committee_id, now)
    ]


_MEETINGS: Final = """
SELECT committee_meeting.*, (SELECT count(*) FROM committee_item
    WHERE meeting_id = committee_meeting.id AND withdrawn_at IS NULL) AS items,
    (SELECT count(*) FROM committee_decision
    WHERE meeting_id = committee_meeting.id) AS decisions
FROM committee_meeting
WHERE ($1::uuid IS NULL OR committee_id = $1) AND ($2::uuid IS NULL OR id = $2)
ORDER BY planned_at DESC, no DESC LIMIT $3
"""


async def meeting_rows(
    session: AsyncSession, committee_id: UUID | None = None, only: UUID | None = None
) -> list[Row]:
    """Meetings of a committee, or one meeting; the latest first."""
    return [
        {
            "id": str(row["id"]),
            "committee_id": str(row["committee_id"]),
            "no": row["no"],
            "state": row["state"],
            "planned_at": _iso(row["planned_at"]),
            "held_at": _iso(row["held_at"]),
            "venue": _opened(row["venue"], "committee_meeting.venue"),
            "continues": str(row["continues"]) if row["continues"] else None,
            "reason": row["reason"],
            "needed": row["needed"],
            "there": row["there"],
            "items": row["items"],
            "decisions": row["decisions"],
            "minuted_at": _iso(row["minuted_at"]),
        }
        for row in await fetch(session, _MEETINGS, committee_id, only, MOST)
    ]


def _opened(sealed: bytes | None, place: str) -> str | None:
    """A text of a plain statement: the ORM would open it by itself."""
    if sealed is None:
        return None
    return security.vault().unseal_with_master(bytes(sealed), place.encode()).decode()


_PRESENCE: Final = """
SELECT seat.id, seat.role, title_bn, title_en, coalesce(how, 'unknown') AS how
FROM committee_presence JOIN committee_seat AS seat ON seat.id = seat_id
WHERE meeting_id = $1
ORDER BY array_position(ARRAY['chair', 'secretary', 'member'], seat.role), seat.since, seat.id
"""


async def presence_rows(session: AsyncSession, meeting_id: UUID) -> list[Row]:
    """Who was noted at a meeting: seats by their titles, no person."""
    return [
        {
            "seat_id": str(row["id"]),
            "role": row["role"],
            "title": {"bn": row["title_bn"], "en": row["title_en"]},
            "how": row["how"],
        }
        for row in await fetch(session, _PRESENCE, meeting_id)
    ]


_ITEMS: Final = """
SELECT item.id, item.no, item.kind, item.question, item.told, item.said, item.laid_at,
    item.laid_by, earlier.no AS decision_no, earlier.id AS decision_id
FROM committee_item AS item LEFT JOIN committee_decision AS earlier ON earlier.id = decision_id
WHERE item.meeting_id = $1 AND withdrawn_at IS NULL ORDER BY item.no
"""


async def item_rows(session: AsyncSession, meeting_id: UUID) -> list[Row]:
    """An agenda in its order. Of a case stand here what its members are told, and no number."""
    found = await fetch(session, _ITEMS, meeting_id)
    names = await display_names(session, {row["laid_by"] for row in found})
    return [
        {
            "id": str(row["id"]),
            "no": row["no"],
            "kind": row["kind"],
            "question": row["question"],
            "told": row["told"] if row["kind"] == "case" else None,
            "said": in_words(row["told"]) if row["kind"] == "case" else [],
            "words": _opened(row["said"], "committee_item.said"),
            "decision_id": str(row["decision_id"]) if row["decision_id"] else None,
            "decision_no": row["decision_no"],
            "laid_at": _iso(row["laid_at"]),
            "laid_by": {"id": str(row["laid_by"]), "name": names.get(row["laid_by"])},
        }
        for row in found
    ]


_OWNED: Final = """(seat.post_id = ANY($9) OR EXISTS (
    SELECT FROM unnest($10::uuid[], $11::text[]) AS mine (id, district)
    WHERE (mine.id = decision.organisation_id
        OR seat.post_id IS NULL AND mine.id = seat.organisation_id)
    AND (mine.district IS NULL OR mine.district = committee.district)))"""
_CHAIRED: Final = """(told_level >= $12 AND EXISTS (SELECT FROM committee_seat AS chair
    WHERE chair.committee_id = decision.committee_id AND chair.role = 'chair'
    AND chair.ended_at IS NULL AND (chair.post_id = ANY($9)
        OR chair.post_id IS NULL AND chair.organisation_id = ANY($10))))"""
DECISIONS_SQL: Final = f"""
SELECT decision.*, {_OWNED} AS owned, committee.name_bn AS of_bn,
    committee.name_en AS of_en, item.no AS item_no, seat.title_bn, seat.title_en, seat.post_id,
    organisation.name_bn AS organisation_bn, organisation.name_en AS organisation_en,
    organisation.code AS organisation
FROM committee_decision AS decision JOIN committee ON committee.id = committee_id
LEFT JOIN committee_item AS item ON item.id = item_id
LEFT JOIN committee_seat AS seat ON seat.id = seat_id
LEFT JOIN organisation ON organisation.id = decision.organisation_id
WHERE ($1::uuid IS NULL OR decision.committee_id = $1)
    AND ($2::uuid IS NULL OR decision.meeting_id = $2)
    AND ($3::uuid[] IS NULL OR decision.id = ANY($3))
    AND ($4::text IS NULL OR decision.state = $4)
    AND ($5::date IS NULL OR decision.state = 'open' AND due_on < $5)
    AND (NOT $6 OR decision.state = 'open' AND told_level >= $7)
    AND (NOT $8 OR {_OWNED} OR {_CHAIRED})
ORDER BY decision.state <> 'open', due_on, decision.committee_id, decision.no LIMIT $13
"""


async def decision_rows(
    session: AsyncSession,
    committee: UUID | None = None,
    *,
    meeting: UUID | None = None,
    ids: Collection[UUID] | None = None,
    state: str | None = None,
    late: bool = False,
    told_late: bool = False,
    of: Offices | None = None,
) -> list[Row]:
    """Decisions, open ones first and of these the earliest due.

    `of`: those that somebody with these offices sees to (`may_answer`), and late ones that the
    chair has heard of. `told_late`: open ones of which somebody has heard that they are late.
    """
    day = clock.now().astimezone(clock.DHAKA).date()
    found = await fetch(
        session,
        DECISIONS_SQL,
        committee,
        meeting,
        None if ids is None else list(ids),
        state,
        day if late else None,
        told_late,
        LATE_FROM,
        of is not None,
        *(of or Offices()).columns(),
        CHAIR_FROM,
        MOST,
    )
    return [{**_decision(row), "may_answer": of is None or bool(row["owned"])} for row in found]


def _decision(row: Mapping[str, Any]) -> Row:
    by_seat = row["seat_id"] is not None
    name = (
        {"bn": row["title_bn"], "en": row["title_en"]}
        if by_seat
        else {"bn": row["organisation_bn"], "en": row["organisation_en"]}
    )
    return {
        "id": str(row["id"]),
        "committee": {"id": str(row["committee_id"]), "bn": row["of_bn"], "en": row["of_en"]},
        "meeting_id": str(row["meeting_id"]),
        "item_no": row["item_no"],
        "no": row["no"],
        "words": _opened(row["said"], "committee_decision.said"),
        "owner": {
            "seat_id": str(row["seat_id"]) if by_seat else None,
            "organisation": row["organisation"] if not by_seat else None,
            "name": name,
        },
        "made_on": row["made_on"].isoformat(),
        "due_on": row["due_on"].isoformat(),
        "state": row["state"],
        "told_level": row["told_level"],
        "done_on": row["done_on"].isoformat() if row["done_on"] else None,
        "was_late": row["done_on"] > row["due_on"] if row["done_on"] else None,
        "end_reason": row["end_reason"],
        "end_words": _opened(row["ended_with"], "committee_decision.ended_with"),
    }


async def late_rows(session: AsyncSession, ids: Collection[UUID] | None = None) -> dict[str, Row]:
    """Open decisions of which somebody has heard that they are late, without their words."""
    rows = await decision_rows(session, ids=ids, told_late=True)
    return {
        row["id"]: {name: row[name] for name in ("id", "committee", "no", "due_on", "told_level")}
        for row in rows
    }


_LOG: Final = """
SELECT seq, at, kind, actor_id, facts FROM committee_entry WHERE committee_id = $1
ORDER BY seq DESC LIMIT $2
"""


async def log_rows(session: AsyncSession, committee_id: UUID) -> list[Row]:
    """What happened to a committee, the latest first."""
    found = await fetch(session, _LOG, committee_id, MOST)
    names = await display_names(session, {row["actor_id"] for row in found if row["actor_id"]})
    return [
        {
            "seq": row["seq"],
            "at": _iso(row["at"]),
            "kind": row["kind"],
            "by": {"id": str(row["actor_id"]), "name": names.get(row["actor_id"])}
            if row["actor_id"]
            else None,
            "facts": row["facts"],
        }
        for row in found
    ]


_OF_CASE: Final = """
SELECT item.id, item.no, item.question, item.told, meeting.id AS meeting_id, meeting.state,
    planned_at, held_at, committee.id AS committee_id, name_bn, name_en, body
FROM committee_item AS item JOIN committee_meeting AS meeting ON meeting.id = meeting_id
JOIN committee ON committee.id = committee_id
WHERE case_id = $1 AND withdrawn_at IS NULL ORDER BY planned_at DESC, item.id
"""
_DECIDED: Final = "SELECT id, item_id FROM committee_decision WHERE item_id = ANY($1)"


async def case_rows(session: AsyncSession, case_id: UUID) -> list[Row]:
    """Where a case was laid, what the members were told, and what was decided; latest first.

    For whoever came through a door of the case.
    """
    found = await fetch(session, _OF_CASE, case_id)
    decided: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for row in await fetch(session, _DECIDED, [one["id"] for one in found]) if found else ():
        decided[row["item_id"]].append(row["id"])
    ids = [id_ for of_item in decided.values() for id_ in of_item]
    rows = {row["id"]: row for row in await decision_rows(session, ids=ids)} if ids else {}
    return [
        {
            "meeting_id": str(row["meeting_id"]),
            "committee": {
                "id": str(row["committee_id"]),
                "bn": row["name_bn"],
                "en": row["name_en"],
            },
            "body": row["body"],
            "state": row["state"],
            "planned_at": _iso(row["planned_at"]),
            "held_at": _iso(row["held_at"]),
            "no": row["no"],
            "question": row["question"],
            "told": row["told"],
            "decisions": [rows[str(id_)] for id_ in decided[row["id"]] if str(id_) in rows],
        }
        for row in found
    ]
