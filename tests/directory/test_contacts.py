"""Contacts: an address counts once it is proved; codes stand nowhere and are tried five times."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import select

from app.core.db import Database
from app.core.errors import InputIsInvalid, ProviderError
from app.core.settings import Settings
from app.directory import contacts
from app.directory.addresses import normal
from app.directory.contact_models import Notice
from app.directory.contacts import CodeIsOver, ContactIsThere, NoCodeByThisChannel, Owner
from app.directory.duty import missing_channels
from app.directory.jobs import handlers
from app.directory.models import Worker
from app.directory.states import Channel, NoticeState
from tests.directory.test_posts import worker
from tests.dispatch.world import Carrier


@pytest.mark.parametrize(
    ("channel", "typed", "written"),
    [
        ("text", "01712-345678", "+8801712345678"),
        ("text", "০১৭১২৩৪৫৬৭৮", "+8801712345678"),
        ("voice", "+880 1712 345678", "+8801712345678"),
        ("voice", "008801712345678", "+8801712345678"),
        ("voice", "02 9512345", "+88029512345"),
        ("email", " Office@Example.org ", "office@example.org"),
        ("text", "1098", None),
        ("text", "", None),
        ("text", "+8801712345678x", None),
        ("email", "office@", None),
        ("email", "a@b@c.org", None),
        ("email", "a" * 300 + "@b.org", None),
    ],
)
def test_an_address_is_written_one_way_or_refused(
    channel: str, typed: str, written: str | None
) -> None:
    if written:
        assert normal(Channel(channel), typed) == written
        return
    with pytest.raises(InputIsInvalid) as said:
        normal(Channel(channel), typed)
    assert said.value.field == "address"


class Desk:
    """One worker without a number, and somebody who enters one."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.carrier = database, Carrier()
        self.secret = settings.secret_key.get_secret_value()
        self.send = handlers(database, self.carrier, settings)[contacts.SEND_NOTICE]

    async def open(self) -> "Desk":
        async with self.database.transaction() as session:
            self.rina = await worker(session, "W1", phone=None)
        self.contact = (await self.add("01712345678")).id
        return self

    async def do(self, verb: Any, *args: Any, **more: Any) -> Any:
        async with self.database.transaction() as session:
            return await verb(session, *args, **more)

    async def add(self, address: str, channel: Channel = Channel.TEXT, **more: Any) -> Any:
        owner = Owner("worker", self.rina)
        return await self.do(contacts.add_contact, owner, channel, address, **more)

    async def code(self) -> tuple[UUID, str]:
        notice = await self.do(contacts.send_code, self.contact, by=None)
        await self.send(notice.id)
        return notice.id, self.carrier.sent[-1]["body"]

    async def verify(self, code: str) -> bool:
        done: bool = await self.do(contacts.verify, self.contact, code, self.secret, by=None)
        return done

    async def address(self, channel: str = "text") -> str | None:
        found: str | None = await self.do(contacts.address_of, "worker", self.rina, channel)
        return found

    async def state(self, notice_id: UUID) -> NoticeState:
        async with self.database.transaction() as session:
            return (await session.get_one(Notice, notice_id)).state


@pytest.fixture
async def desk(database: Database, settings: Settings, clock: Any) -> Desk:
    return await Desk(database, settings).open()


def digits(body: str) -> str:
    return "".join(c for c in body.partition("কোড")[2].partition("।")[0] if c.isdigit())


async def test_an_address_counts_once_the_code_was_typed_in_either_digits(desk: Desk) -> None:
    before = await desk.address()
    notice, body = await desk.code()
    assert len(body) <= 70
    typed = digits(body).translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    assert await desk.verify(f"{typed[:3]} {typed[3:]}")
    assert (before, await desk.address()) == (None, "+8801712345678")
    assert await desk.state(notice) is NoticeState.SENT
    async with desk.database.transaction() as session:
        rina = await session.get_one(Worker, desk.rina)
        assert await missing_channels(session, rina) == ()
    with pytest.raises(CodeIsOver):
        await desk.verify(typed)


async def test_a_code_is_over_after_five_tries_or_a_quarter_of_an_hour(
    desk: Desk, clock: Any
) -> None:
    _, body = await desk.code()
    right = digits(body)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    assert [await desk.verify(wrong) for _ in range(5)] == [False] * 5
    with pytest.raises(CodeIsOver):
        await desk.verify(right)
    _, body = await desk.code()
    assert digits(body) != right
    clock.shift(15 * 60)
    with pytest.raises(CodeIsOver):
        await desk.verify(digits(body))


async def test_a_code_stands_in_no_table(desk: Desk) -> None:
    _, body = await desk.code()
    async with desk.database.transaction() as session:
        connection = await session.connection()
        rows = await connection.execute(
            text("SELECT contact::text || contact_notice::text FROM contact, contact_notice")
        )
        assert all(digits(body) not in row[0] and "1712345678" not in row[0] for row in rows)


async def test_sent_twice_it_leaves_once_and_an_older_code_never(desk: Desk) -> None:
    first = await desk.do(contacts.send_code, desk.contact, by=None)
    second, _ = await desk.code()
    for notice in (first.id, second):
        await desk.send(notice)
    assert len(desk.carrier.sent) == 1
    assert await desk.state(first.id) is NoticeState.STALE


@pytest.mark.parametrize(("retryable", "state"), [(True, "made"), (False, "failed")])
async def test_what_the_provider_refuses_is_tried_again_or_said(
    desk: Desk, retryable: bool, state: str
) -> None:
    desk.carrier.fails = ProviderError("away", retryable=retryable)
    notice = await desk.do(contacts.send_test, desk.contact, by=None)
    if retryable:
        with pytest.raises(ProviderError):
            await desk.send(notice.id)
    else:
        await desk.send(notice.id)
    assert await desk.state(notice.id) == state


async def test_the_first_verified_one_of_a_channel_is_used(desk: Desk) -> None:
    first = await desk.add("01800000001", turn=1)
    second = await desk.add("01800000002", turn=2)
    by = await _somebody(desk)
    await desk.do(contacts.vouch, second.id, by=by)
    one = await desk.address()
    await desk.do(contacts.vouch, first.id, by=by)
    two = await desk.address()
    await desk.do(contacts.remove_contact, first.id)
    assert [one, two, await desk.address()] == ["+8801800000002", "+8801800000001", one]
    assert (await desk.address("voice"), await desk.address("email")) == (None, None)


async def test_an_address_is_entered_once_and_mail_needs_somebodys_word(desk: Desk) -> None:
    with pytest.raises(ContactIsThere):
        await desk.add("+8801712345678")
    mail = await desk.add("office@example.org", Channel.EMAIL)
    with pytest.raises(NoCodeByThisChannel):
        await desk.do(contacts.send_code, mail.id, by=None)
    with pytest.raises(InputIsInvalid):
        await desk.do(
            contacts.add_contact, Owner("worker", UUID(int=0)), Channel.TEXT, "01712345678"
        )


async def _somebody(desk: Desk) -> UUID:
    from app.staff.models import Staff
    from app.staff.service import add_staff

    async with desk.database.transaction() as session:
        await add_staff(
            session,
            name="shanta",
            display_bn="শান্তা",
            display_en="Shanta",
            role="supervisor",
            password="correct horse battery",
        )
        return (await session.exec(select(Staff.id))).one()
