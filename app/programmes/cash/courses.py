"""Reads the course of an enrolment from its rows, and writes back what a verb changed.

The case of the enrolment is locked by whoever calls, so the course is read by one at a time; the
number of an entry is unique beside that. Entries are only ever added.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch, take_all
from app.core.rows import columns_of
from app.programmes.cash.conditions import Evidence, Lack, eligibility, lacking
from app.programmes.cash.course import Course, Payment, Tranche
from app.programmes.cash.ledger import Account, Book, Entry, Kind
from app.programmes.cash.models import (
    CashEnrolment,
    CashEntry,
    CashLine,
    CashPayment,
    CashTranche,
    CashVersion,
)
from app.programmes.cash.scheme import Scheme, read
from app.programmes.cash.states import Answer
from app.staff.persons import accounts_of

_TRANCHES: Final = f"""
SELECT {columns_of(CashTranche)} FROM cash_tranche WHERE enrolment_id = $1 ORDER BY no
"""
_PAYMENTS: Final = f"""
SELECT {columns_of(CashPayment)} FROM cash_payment WHERE enrolment_id = $1 ORDER BY sent_at, id
"""
_HELD: Final = "SELECT tranche FROM cash_hold WHERE enrolment_id = $1 AND lifted_at IS NULL"
_ENTRIES: Final = """
SELECT one.id, one.no, one.kind, one.tranche, one.payment_id, mirror.no AS reverses,
    account, poisha
FROM cash_entry AS one JOIN cash_line ON entry_id = one.id
LEFT JOIN cash_entry AS mirror ON mirror.id = one.reverses
WHERE one.enrolment_id = $1 ORDER BY one.no, account
"""
_EVIDENCE: Final = """
SELECT no, about, tranche, answer, seen_on FROM cash_evidence WHERE enrolment_id = $1 ORDER BY no
"""


@dataclass(slots=True)
class Loaded:
    """A course, and the rows it was read from."""

    course: Course
    row: CashEnrolment
    tranches: dict[int, CashTranche]
    payments: dict[UUID, CashPayment]
    entries: dict[int, UUID]
    """Ids of the entries that are written, by number."""
    evidence: list[Evidence]

    def lacks(self, no: int) -> list[Lack]:
        """What the conditions of a tranche lack; of none that there is not."""
        scheme, starts_on = self.course.scheme, self.course.starts_on
        if no not in scheme.numbers():
            return []
        since = scheme.evidence_since(starts_on, no) if starts_on else None
        return lacking(scheme.condition_codes(), self.evidence, no, since)

    def unfit(self) -> list[Lack]:
        """What speaks against enrolling the child, or is not known."""
        return eligibility(self.course.scheme.criterion_codes(), self.evidence)[1]


async def scheme_of(session: AsyncSession, row: CashEnrolment) -> Scheme:
    """The scheme an enrolment began with."""
    return read((await session.get_one(CashVersion, row.version_id)).definition)


async def load(session: AsyncSession, row: CashEnrolment) -> Loaded:
    """The course of an enrolment whose case is locked, or which is only looked at."""
    tranches = await take_all(session, CashTranche, _TRANCHES, row.id)
    payments = await take_all(session, CashPayment, _PAYMENTS, row.id)
    held = {one["tranche"] for one in await fetch(session, _HELD, row.id)}
    entries, ids = await _entries(session, row.id)
    before = {row.applied_by, *(one.sent_by for one in payments)}
    before |= {who for one in tranches for who in (one.proposed_by, one.released_by) if who}
    course = Course(
        scheme=await scheme_of(session, row),
        applied_by=row.applied_by,
        state=row.state,
        starts_on=row.starts_on,
        tranches=[
            Tranche(one.no, one.state, one.proposed_by, one.released_by, one.no in held)
            for one in tranches
        ],
        payments={
            one.id: Payment(one.id, one.tranche, one.months, one.state, one.sent_by)
            for one in payments
        },
        book=Book(entries),
        accounts=await accounts_of(session, before),
    )
    return Loaded(
        course,
        row,
        {one.no: one for one in tranches},
        {one.id: one for one in payments},
        ids,
        await evidence_of(session, row.id),
    )


async def evidence_of(session: AsyncSession, enrolment_id: UUID) -> list[Evidence]:
    """All words on criteria and conditions, without what was said."""
    return [
        Evidence(one["no"], one["about"], one["tranche"], Answer(one["answer"]), one["seen_on"])
        for one in await fetch(session, _EVIDENCE, enrolment_id)
    ]


async def _entries(
    session: AsyncSession, enrolment_id: UUID
) -> tuple[list[Entry], dict[int, UUID]]:
    lines: dict[int, dict[Account, int]] = defaultdict(dict)
    heads = {}
    for one in await fetch(session, _ENTRIES, enrolment_id):
        lines[one["no"]][Account(one["account"])] = one["poisha"]
        heads[one["no"]] = one
    entries = [
        Entry(
            no,
            Kind(one["kind"]),
            lines[no],
            one["tranche"],
            one["payment_id"],
            one["reverses"],
        )
        for no, one in heads.items()
    ]
    return entries, {no: one["id"] for no, one in heads.items()}


async def save(session: AsyncSession, loaded: Loaded, by: UUID) -> None:
    """Write what the verbs changed: states, and the entries that are new."""
    course, row = loaded.course, loaded.row
    row.state, row.starts_on = course.state, course.starts_on
    session.add(row)
    for one in course.tranches:
        known = loaded.tranches.get(one.no)
        if known is None:
            known = loaded.tranches[one.no] = CashTranche(enrolment_id=row.id, no=one.no)
        known.state, known.proposed_by = one.state, one.proposed_by
        known.released_by = one.released_by
        session.add(known)
    for payment in course.payments.values():
        loaded.payments[payment.id].state = payment.state
        session.add(loaded.payments[payment.id])
    await session.flush()
    for entry in course.book.entries[len(loaded.entries) :]:
        await _add(session, loaded, entry, by)


async def _add(session: AsyncSession, loaded: Loaded, entry: Entry, by: UUID) -> None:
    made = CashEntry(
        enrolment_id=loaded.row.id,
        no=entry.no,
        kind=entry.kind,
        tranche=entry.tranche,
        payment_id=entry.payment,
        reverses=loaded.entries[entry.reverses] if entry.reverses is not None else None,
        at=clock.now(),
        by=by,
    )
    session.add(made)
    await session.flush()
    for account, poisha in entry.lines.items():
        session.add(CashLine(entry_id=made.id, account=account, poisha=poisha))
    await session.flush()
    loaded.entries[entry.no] = made.id
