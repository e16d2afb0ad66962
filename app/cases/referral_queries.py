"""Rows of referrals: for whoever works with the case, and for the organisation that was asked.

Whoever calls has come through a door: of the case (case_access.py), or of the organisation.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_sealed, case_targets
from app.cases.case_due import Due
from app.cases.case_models import Case
from app.cases.case_queries import person
from app.cases.case_states import Risk, counts_as
from app.cases.queries import iso
from app.cases.referral_doubts import ages_of, record_of_case, value
from app.cases.referral_models import CaseReferral
from app.cases.referral_states import HandOver, ReferralState
from app.cases.referral_told import Detail, told
from app.cases.referrals import TABLE
from app.core.db import fetch
from app.directory.offered_queries import area_row, service_rows
from app.geo.lookup import gazetteer
from app.staff.queries import display_names

Row = dict[str, Any]
MOST: Final = 200
_PEOPLE: Final = ("sent_by", "answered_by", "ended_by")

_OF_CASE: Final = """
SELECT case_referral.*, risk FROM case_referral JOIN case_file ON case_file.id = case_id
WHERE case_id = $1 ORDER BY sent_at DESC, case_referral.id
"""
_ONE: Final = """
SELECT case_referral.*, risk FROM case_referral JOIN case_file ON case_file.id = case_id
WHERE case_referral.id = $1
"""
_INBOX: Final = f"""
SELECT case_referral.*, risk, number, owner_id
FROM case_referral JOIN case_file ON case_file.id = case_id
WHERE offered_id = ANY($1) AND ($2::text IS NULL OR case_referral.state = $2)
    AND ($3::uuid IS NULL OR case_referral.id = $3)
ORDER BY (case_referral.state = 'sent') DESC, sent_at DESC, case_referral.id LIMIT {MOST}
"""


async def _rows(session: AsyncSession, found: Collection[Mapping[str, Any]]) -> list[Row]:
    """What both sides see: no word that was written, no child."""
    if not found:
        return []
    allowed = await case_targets.allowed(session)
    ids = {one["offered_id"] for one in found}
    services = {row["id"]: row for row in await service_rows(session, ids=ids, ended=True)}
    names = await display_names(
        session, {one[who] for one in found for who in _PEOPLE if one[who] is not None}
    )
    rows = []
    for one in found:
        risk = counts_as(Risk(one["risk"]) if one["risk"] else None)
        seconds = allowed(Due.REFERRAL, risk, one["sent_at"])
        rows.append(
            {
                "id": str(one["id"]),
                "what": one["what"],
                "service": services[str(one["offered_id"])],
                "state": one["state"],
                "sent_at": iso(one["sent_at"]),
                "answer_within_seconds": seconds,
                "answered_at": iso(one["answered_at"]),
                "by_word": one["by_word"],
                "ended_at": iso(one["ended_at"]),
                "reason": one["reason"],
                **{who: person(one[who], names) for who in _PEOPLE},
            }
        )
    return rows


async def referral_rows(session: AsyncSession, case_id: UUID) -> list[Row]:
    """All referrals of a case with what was written and is told now; newest first."""
    return await _opened(session, case_id, await fetch(session, _OF_CASE, case_id))


async def referral_row(session: AsyncSession, row: CaseReferral) -> Row:
    """One of them, as whoever works with the case sees it."""
    return (await _opened(session, row.case_id, await fetch(session, _ONE, row.id)))[0]


async def _opened(
    session: AsyncSession, case_id: UUID, found: Collection[Mapping[str, Any]]
) -> list[Row]:
    key = (await case_sealed.keys_of(session, [case_id])).get(case_id) if found else None
    made = []
    for one, row in zip(found, await _rows(session, found), strict=True):
        said = case_sealed.unseal(key, one["said"], TABLE, one["id"]) or {}
        what, state = HandOver(one["what"]), ReferralState(one["state"])
        parts = told(what, one["service"], state, one["withheld"])
        made.append(
            {
                **row,
                "ground": one["ground"],
                "law": one["law"],
                "despite": one["despite"],
                "withheld": list(one["withheld"]),
                "needs": said.get("needs"),
                "why": said.get("why"),
                "answer": said.get("answer"),
                "told": [part.value for part in parts],
            }
        )
    return made


async def inbox_rows(
    session: AsyncSession,
    offered_ids: Collection[UUID],
    state: str | None = None,
    only: UUID | None = None,
) -> list[Row]:
    """What somebody's services were asked for, unanswered first; it names no child."""
    found = await fetch(session, _INBOX, list(offered_ids), state, only) if offered_ids else []
    owners = await display_names(session, {one["owner_id"] for one in found})
    return [
        {**row, "case": one["number"], "case_worker": person(one["owner_id"], owners)}
        for one, row in zip(found, await _rows(session, found), strict=True)
    ]


async def told_row(session: AsyncSession, case: Case, row: CaseReferral) -> Row:
    """What the party is told of the child now: `parts`, and each of them, null where unknown."""
    parts = told(row.what, row.service.value, row.state, row.withheld)
    key = (await case_sealed.keys_of(session, [case.id])).get(case.id)
    said = case_sealed.unseal(key, row.said, TABLE, row.id) or {}
    record = await record_of_case(session, case) if parts else {}
    ages = ages_of(record)
    names = {"bn": value(record, "name_bn"), "latin": value(record, "name_latin")}
    whole = {
        Detail.NEEDS: said.get("needs"),
        Detail.AGE: {"youngest": ages[0], "oldest": ages[1]} if ages else None,
        Detail.SEX: value(record, "sex"),
        Detail.AREA: _area(case.place),
        Detail.RISK: case.risk.value if case.risk else None,
        Detail.NAME: names,
        Detail.GUARDIAN: {
            who: value(record, f"{who}_name") for who in ("father", "mother", "guardian")
        },
        Detail.LANGUAGES: value(record, "languages"),
        Detail.DISABILITY: {
            "disabled": value(record, "disabled"),
            "note": value(record, "disability_note"),
        },
        Detail.SCHOOLING: value(record, "in_school"),
    }
    return {
        "parts": [part.value for part in parts],
        **{part.value: known if part in parts else None for part, known in whole.items()},
    }


_NEAR_ENOUGH: Final = (("thana", "upazila"), ("district",), ("division",))


def _area(place: str | None) -> Row | None:
    """The upazila or thana a place lies in, no nearer; else the district."""
    around = gazetteer().containers(place) if place and gazetteer().get(place) else {}
    for kinds in _NEAR_ENOUGH:
        for code, kind in around.items():
            if kind in kinds:
                return area_row(code)
    return None


_CONSENTS: Final = """
SELECT case_consent.*, name_bn, name_en FROM case_consent
JOIN organisation ON organisation.id = organisation_id
WHERE case_id = $1 ORDER BY taken_at DESC, case_consent.id
"""


async def consent_rows(session: AsyncSession, case_id: UUID) -> list[Row]:
    """Who said what, for what, to whom; the newest first."""
    found = await fetch(session, _CONSENTS, case_id)
    key = (await case_sealed.keys_of(session, [case_id])).get(case_id) if found else None
    names = await display_names(session, {one["taken_by"] for one in found})
    return [
        {
            "id": str(one["id"]),
            "organisation": _named(one, "organisation_id"),
            "service": one["service"],
            "giver": one["giver"],
            "answer": one["answer"],
            "child_assents": one["child_assents"],
            "withheld": list(one["withheld"]),
            "words": case_sealed.unseal(key, one["said"], "case_consent.said", one["id"]),
            "taken_at": iso(one["taken_at"]),
            "taken_by": person(one["taken_by"], names),
            "withdrawn_at": iso(one["withdrawn_at"]),
        }
        for one in found
    ]


def _named(one: Mapping[str, Any], column: str) -> Row | None:
    if one[column] is None:
        return None
    return {"id": str(one[column]), "name": {"bn": one["name_bn"], "en": one["name_en"]}}


_RECEIVED: Final = """
SELECT received_service.*, name_bn, name_en FROM received_service
LEFT JOIN organisation ON organisation.id = organisation_id
WHERE case_id = $1 ORDER BY since DESC, received_service.id
"""


async def received_rows(session: AsyncSession, case_id: UUID) -> list[Row]:
    """The services that stand in a case; the latest first."""
    return [
        {
            "id": str(one["id"]),
            "service": one["kind"],
            "organisation": _named(one, "organisation_id"),
            "referral": str(one["referral_id"]) if one["referral_id"] else None,
            "since": iso(one["since"]),
            "until": iso(one["until"]),
        }
        for one in await fetch(session, _RECEIVED, case_id)
    ]
