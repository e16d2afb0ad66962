"""Whether a number may be called: unknown is unsafe, a no wins, and no permit can be made up."""

import asyncio
import copy
import pickle
from dataclasses import FrozenInstanceError, replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import REGISTRY
from sqlmodel import select
from structlog.testing import capture_logs
from time_machine import travel

from app.calls.models import Call
from app.cases import contact, safety
from app.cases.access import SystemReason, for_system
from app.cases.contact import NoNumber
from app.cases.models import ContactWord, Said, TimelineEntry
from app.cases.queries import incident_rows
from app.cases.safety import (
    Contact,
    ContactNotSafe,
    Permit,
    PermitRefused,
    Purpose,
    Safety,
    check,
    contact_safety,
)
from app.core import clock, security
from app.core.db import Database
from app.core.errors import InputIsInvalid
from app.staff.models import Staff
from tests.factories import add_counsellor, ring

NUMBER, OTHER = "+8801210000001", "+8801210000002"


class Files:
    """Incidents of calls from NUMBER, and what is said of them."""

    def __init__(self, database: Database, boss: Staff) -> None:
        self.database, self.boss = database, boss

    async def incident(self, number: str | None = NUMBER) -> UUID:
        call_id = await ring(self.database, number)
        async with self.database.transaction() as session:
            return (await session.get_one(Call, call_id)).incident_id

    async def press(self, incident_id: UUID, number: str = NUMBER) -> bool:
        async with self.database.transaction() as session:
            found = await for_system(session, incident_id, SystemReason.SCREEN, lock=True)
            call = await session.exec(select(Call.id).where(Call.incident_id == incident_id))
            return await contact.mark_safe_by_key(session, found, call.one(), index_of(number))

    async def allow(self, incident_id: UUID, reason: str = "caller_asked") -> None:
        async with self.database.transaction() as session:
            found = await for_system(session, incident_id, SystemReason.SCREEN, lock=True)
            await contact.allow(session, found, reason, self.boss.id)

    async def forbid(self, incident_id: UUID, reason: str = "somebody_listens") -> None:
        async with self.database.transaction() as session:
            found = await for_system(session, incident_id, SystemReason.SCREEN, lock=True)
            await contact.forbid(session, found, reason, self.boss.id)

    async def known(self, incident_id: UUID, number: str = NUMBER) -> Contact:
        which = (incident_id, index_of(number))
        async with self.database.transaction() as session:
            return (await contact_safety(session, [which]))[which]

    async def permit(
        self, incident_id: UUID, number: str = NUMBER, purpose: Purpose = Purpose.CALL_BACK
    ) -> Permit:
        async with self.database.transaction() as session:
            found = await for_system(session, incident_id, SystemReason.SCREEN, lock=True)
            try:
                return await safety.permit(session, found, index_of(number), purpose, self.boss.id)
            except ContactNotSafe as refusal:
                refused = refusal
        raise refused

    async def kinds(self, incident_id: UUID) -> list[str]:
        async with self.database.transaction() as session:
            found = await session.exec(
                select(TimelineEntry)
                .where(TimelineEntry.incident_id == incident_id)
                .order_by(TimelineEntry.seq)  # type: ignore[arg-type]
            )
            return [entry.kind for entry in found if entry.kind.startswith("contact.")]


def index_of(number: str) -> bytes:
    return security.vault().blind_index(number)


@pytest.fixture
async def files(database: Database) -> Files:
    return Files(database, await add_counsellor(database, on=False, role="supervisor"))


class TestWhatIsKnown:
    async def test_nobody_has_said_anything(self, files: Files) -> None:
        assert await files.known(await files.incident()) == Contact(Safety.UNKNOWN)

    async def test_a_pressed_key_counts_for_the_number_wherever_it_rings_from(
        self, files: Files
    ) -> None:
        first, second = await files.incident(), await files.incident()
        await files.press(first)
        assert (await files.known(second)).safety is Safety.SAFE
        assert (await files.known(second, OTHER)).safety is Safety.UNKNOWN

    async def test_after_24_hours_it_is_unknown_again(self, files: Files) -> None:
        incident = await files.incident()
        await files.press(incident)
        until = (await files.known(incident)).until
        assert until is not None
        assert timedelta(hours=23) < until - clock.now() <= timedelta(hours=24)
        with travel(until, tick=False):
            assert await files.known(incident) == Contact(Safety.UNKNOWN)

    async def test_a_second_press_makes_nothing_longer_and_tells_nothing(
        self, files: Files
    ) -> None:
        incident = await files.incident()
        assert await files.press(incident)
        until = (await files.known(incident)).until
        with travel(clock.now() + timedelta(hours=5), tick=False):
            assert not await files.press(incident)
            assert (await files.known(incident)).until == until
        assert await files.kinds(incident) == ["contact.marked_safe"]

    async def test_a_supervisors_no_wins_over_a_key_pressed_before_and_after(
        self, files: Files
    ) -> None:
        incident, later = await files.incident(), await files.incident()
        await files.press(incident)
        await files.forbid(incident)
        assert (await files.known(incident)).safety is Safety.UNSAFE
        await files.press(later)
        assert (await files.known(later)).safety is Safety.UNSAFE

    async def test_a_no_does_not_run_out(self, files: Files) -> None:
        incident = await files.incident()
        await files.forbid(incident)
        with travel(clock.now() + timedelta(days=400), tick=False):
            assert (await files.known(incident)).safety is Safety.UNSAFE

    async def test_a_later_yes_counts_for_its_incident_alone_and_runs_out(
        self, files: Files
    ) -> None:
        incident, other = await files.incident(), await files.incident()
        await files.forbid(incident)
        await files.allow(incident)
        assert (await files.known(incident)).safety is Safety.SAFE
        assert (await files.known(other)).safety is Safety.UNSAFE
        with travel(clock.now() + timedelta(hours=25), tick=False):
            assert (await files.known(incident)).safety is Safety.UNSAFE

    async def test_the_row_of_an_incident_tells_it_with_its_end(self, files: Files) -> None:
        incident, withheld = await files.incident(), await files.incident(None)
        await files.press(incident)
        async with files.database.transaction() as session:
            rows = await incident_rows(session, [incident, withheld])
        assert rows[incident]["contact_safety"] == "safe"
        assert rows[incident]["contact_safe_until"] is not None
        assert rows[withheld]["contact_safety"] == "unknown"
        assert rows[withheld]["contact_safe_until"] is None

    async def test_a_withheld_number_can_be_neither_allowed_nor_forbidden(
        self, files: Files
    ) -> None:
        incident = await files.incident(None)
        for verb in (files.allow, files.forbid):
            with pytest.raises(NoNumber):
                await verb(incident)

    async def test_a_reason_is_a_code_and_never_words(self, files: Files) -> None:
        incident = await files.incident()
        with pytest.raises(InputIsInvalid):
            await files.allow(incident, "his uncle listens")
        with pytest.raises(InputIsInvalid):
            await files.forbid(incident, "caller_asked")


WORDS = st.lists(st.tuples(st.sampled_from(Said), st.booleans(), st.integers(0, 60)), max_size=8)


@given(WORDS)
def test_without_a_living_yes_nothing_is_ever_safe(
    words: list[tuple[Said, bool, int]],
) -> None:
    """Whatever was said in whatever order: safe needs a yes that lives and no later no."""
    now, here, there = clock.now(), uuid4(), uuid4()
    said = sorted(
        (
            ContactWord(
                incident_id=here if own else there,
                number_index=b"n",
                said=kind,
                said_at=now - timedelta(hours=hours),
                until=None
                if kind is Said.FORBIDDEN
                else now - timedelta(hours=hours) + contact.SAFE_FOR,
            )
            for kind, own, hours in words
        ),
        key=lambda word: word.said_at,
    )
    known = safety._known(said, here, now)
    noes = [word.said_at for word in said if word.said is Said.FORBIDDEN]
    yes = [
        word
        for word in said
        if word.until is not None
        and word.until > now
        and (
            (word.said is Said.PRESSED and not noes)
            or (
                word.said is Said.ALLOWED
                and word.incident_id == here
                and all(word.said_at > no for no in noes)
            )
        )
    ]
    assert (known.safety is Safety.SAFE) == bool(yes)
    assert (known.until is not None) == bool(yes)
    if noes and not yes:
        assert known.safety is Safety.UNSAFE


class TestPermits:
    async def test_a_safe_number_gets_a_permit_for_some_seconds(self, files: Files) -> None:
        incident = await files.incident()
        await files.press(incident)
        permit = await files.permit(incident)
        check(permit, NUMBER, Purpose.CALL_BACK)
        assert permit.until - clock.now() <= safety.PERMIT_FOR
        assert NUMBER not in repr(permit)
        assert index_of(NUMBER).hex() not in repr(permit)

    async def test_unknown_and_unsafe_get_none_and_that_stands_in_the_timeline(
        self, files: Files
    ) -> None:
        incident = await files.incident()
        name = "helpline_contact_refused_total"
        labels = {"purpose": "call_back", "why": "unknown"}
        before = REGISTRY.get_sample_value(name, labels) or 0
        with capture_logs() as logs, pytest.raises(ContactNotSafe) as refused:
            await files.permit(incident)
        assert refused.value.facts == {"safety": "unknown"}
        assert REGISTRY.get_sample_value(name, labels) == before + 1
        assert [line["event"] for line in logs] == ["contact_refused"]
        assert NUMBER not in str(logs)
        assert index_of(NUMBER).hex() not in str(logs)
        await files.forbid(incident)
        with pytest.raises(ContactNotSafe):
            await files.permit(incident)
        assert await files.kinds(incident) == [
            "contact.refused",
            "contact.forbidden",
            "contact.refused",
        ]

    async def test_a_number_of_another_incident_gets_none(self, files: Files) -> None:
        incident, other = await files.incident(), await files.incident(OTHER)
        await files.press(other, OTHER)
        with pytest.raises(ContactNotSafe):
            await files.permit(incident, OTHER)
        assert (await files.permit(other, OTHER)).incident_id == other

    async def test_a_permit_never_outlives_what_made_it_safe(self, files: Files) -> None:
        incident = await files.incident()
        await files.press(incident)
        until = (await files.known(incident)).until
        assert until is not None
        with travel(until - timedelta(seconds=3), tick=False):
            permit = await files.permit(incident)
            assert permit.until == until

    @pytest.mark.parametrize(
        ("shown", "why"),
        [
            (None, "no_permit"),
            (True, "no_permit"),
            ("call_back", "no_permit"),
            (object(), "no_permit"),
            (object.__new__(Permit), "forged"),
        ],
    )
    async def test_a_port_takes_nothing_else_for_a_permit(self, shown: object, why: str) -> None:
        with capture_logs() as logs, pytest.raises(PermitRefused, match=why):
            check(shown, NUMBER, Purpose.CALL_BACK)
        assert [line["why"] for line in logs] == [why]
        assert NUMBER not in str(logs)

    async def test_a_port_looks_at_time_purpose_and_number_again(self, files: Files) -> None:
        incident = await files.incident()
        await files.press(incident)
        permit = await files.permit(incident)
        with pytest.raises(PermitRefused, match="other_number"):
            check(permit, OTHER, Purpose.CALL_BACK)
        with pytest.raises(PermitRefused, match="other_purpose"):
            check(permit, NUMBER, Purpose.TEXT)
        with travel(permit.until, tick=False), pytest.raises(PermitRefused, match="expired"):
            check(permit, NUMBER, Purpose.CALL_BACK)

    async def test_no_permit_can_be_made_up_or_changed(self, files: Files) -> None:
        incident = await files.incident()
        await files.press(incident)
        permit = await files.permit(incident)
        later = permit.until + timedelta(days=1)
        with pytest.raises(TypeError, match="only"):
            Permit(incident, Purpose.CALL_BACK, index_of(OTHER), later, b"s" * 32)
        for change in (
            {"until": later},
            {"number_index": index_of(OTHER)},
            {"incident_id": uuid4()},
            {"purpose": Purpose.TEXT},
        ):
            with pytest.raises(TypeError, match="only"):
                replace(permit, **change)
        with pytest.raises(FrozenInstanceError):
            permit.until = later  # type: ignore[misc]
        object.__setattr__(permit, "until", later)
        with pytest.raises(PermitRefused, match="forged"):
            check(permit, NUMBER, Purpose.CALL_BACK)

    async def test_a_copy_or_a_child_class_is_worth_no_more_than_the_permit(
        self, files: Files
    ) -> None:
        incident = await files.incident()
        await files.press(incident)
        permit = await files.permit(incident)
        for twin in (copy.copy(permit), pickle.loads(pickle.dumps(permit))):
            check(twin, NUMBER, Purpose.CALL_BACK)
            with travel(permit.until, tick=False), pytest.raises(PermitRefused):
                check(twin, NUMBER, Purpose.CALL_BACK)

        class Mine(Permit):
            def __post_init__(self) -> None:
                return

        mine = Mine(incident, Purpose.CALL_BACK, index_of(OTHER), permit.until, b"")
        with pytest.raises(PermitRefused, match="no_permit"):
            check(mine, OTHER, Purpose.CALL_BACK)


async def test_of_two_supervisors_at_once_the_later_word_holds_and_both_are_told(
    files: Files, database: Database
) -> None:
    incident = await files.incident()
    await asyncio.gather(files.allow(incident), files.forbid(incident))
    told = await files.kinds(incident)
    assert sorted(told) == ["contact.allowed", "contact.forbidden"]
    last_is_yes = told[-1] == "contact.allowed"
    expected = Safety.SAFE if last_is_yes else Safety.UNSAFE
    assert (await files.known(incident)).safety is expected


async def test_no_number_stands_in_what_is_told(files: Files) -> None:
    incident = await files.incident()
    await files.press(incident)
    await files.allow(incident)
    await files.forbid(incident)
    pool = await files.database.raw()
    for table, column in (("outbox", "facts"), ("timeline_entry", "facts")):
        rows = await pool.fetch(f"SELECT {column}::text AS told FROM {table}")
        told = " ".join(row["told"] for row in rows)
        assert "1210000001" not in told
        assert index_of(NUMBER).hex() not in told
