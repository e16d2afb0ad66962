"""The text of a step: what it says, when it is sent, and what providers tell of it."""

import re
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from app.core.clock import now
from app.core.errors import ProviderError
from app.dispatch import receipts, resting, supervisors
from app.dispatch.code import code_for, digest_of
from app.dispatch.jobs import deadlines, handlers
from app.dispatch.models import Notice
from app.dispatch.states import AlertState
from app.dispatch.wording import TooLong, fits, text_of
from app.jobs.deadlines import fire_due
from tests.dispatch.world import Carrier, World


async def send(world: World, carrier: Carrier, alert_id) -> None:
    await handlers(world.database, carrier, world.settings)["dispatch.send_alert"](alert_id)


async def test_the_text_holds_task_and_link_and_nothing_else(world: World) -> None:
    dispatch_id = await world.request()
    carrier = Carrier()
    alert = (await world.alerts(dispatch_id))[0]
    await send(world, carrier, alert.id)
    step, dispatch = (await world.steps(dispatch_id))[0], await world.dispatch(dispatch_id)
    code = code_for(world.settings.secret_key.get_secret_value(), step.id)
    task = str(dispatch.task_no).translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    sent = carrier.sent[0]
    assert sent["body"] == f"১০৯৮ কাজ {task} http://helpline.test/a/{code}"
    assert sent["to"] == "+8801000000000"
    assert sent["valid_seconds"] == 120
    assert sent["ref"] == alert.id


async def test_a_text_is_valid_only_until_its_step_is_due(world: World, clock) -> None:
    dispatch_id = await world.request()
    clock.shift(50)
    carrier = Carrier()
    await send(world, carrier, (await world.alerts(dispatch_id))[0].id)
    assert carrier.sent[0]["valid_seconds"] == 70


async def test_the_same_job_done_twice_sends_one_text(world: World) -> None:
    dispatch_id = await world.request()
    carrier = Carrier()
    alert = (await world.alerts(dispatch_id))[0]
    await send(world, carrier, alert.id)
    await send(world, carrier, alert.id)
    assert len(carrier.sent) == 1
    assert len(await world.events("alert.sent")) == 1
    assert (await world.alerts(dispatch_id))[0].provider_message_id == f"SM{1:032d}"


async def test_no_text_leaves_for_a_step_that_is_over(world: World, clock) -> None:
    dispatch_id = await world.request()
    await world.decline(dispatch_id, world.workers[0])
    carrier = Carrier()
    first, second = await world.alerts(dispatch_id)
    await send(world, carrier, first.id)
    assert (carrier.sent, first.state) == ([], "failed")
    clock.shift(121)
    await send(world, carrier, second.id)
    assert carrier.sent == []


async def test_a_provider_that_may_recover_is_tried_again_later_each_time(
    world: World, clock
) -> None:
    dispatch_id = await world.request()
    alert = (await world.alerts(dispatch_id))[0]
    carrier = Carrier(fails=ProviderError("busy", retryable=True))
    for seconds in (1, 2):
        await send(world, carrier, alert.id)
        now = (await world.alerts(dispatch_id))[0]
        assert (now.state, now.error) == ("made", "out_of_reach")
        clock.shift(seconds - 0.1)
        assert await fire_due(world.database, deadlines(world.settings)) == 0
        clock.shift(0.1)
        assert await fire_due(world.database, deadlines(world.settings)) == 1
    await send(world, carrier, alert.id)  # the third in a row: it is down
    for later, fired in ((14.9, 0), (0.1, 1)):
        clock.shift(later)
        await world.do(resting.probe)
        assert await fire_due(world.database, deadlines(world.settings)) == fired
    carrier.fails = None
    await send(world, carrier, alert.id)
    assert (await world.alerts(dispatch_id))[0].state == "sent"
    assert len(await world.events("alert.delayed")) == 1


async def test_a_refusal_for_good_fails_the_alert_and_is_told(world: World) -> None:
    dispatch_id = await world.request()
    alert = (await world.alerts(dispatch_id))[0]
    await send(world, Carrier(fails=ProviderError("landline", retryable=False)), alert.id)
    assert (await world.alerts(dispatch_id))[0].state == "failed"
    assert (await world.events("alert.failed"))[0].facts["channel"] == "text"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (["sent", "delivered"], "delivered"),
        (["delivered", "sent"], "delivered"),
        (["delivered", "delivered", "failed"], "delivered"),
        (["sent", "undelivered"], "failed"),
        (["queued", "sending", "whatever"], "made"),
    ],
)
async def test_reports_of_a_provider_in_any_order_end_the_same(
    world: World, told: list[str], expected: str
) -> None:
    dispatch_id = await world.request()
    alert = (await world.alerts(dispatch_id))[0]
    for status in told:
        async with world.database.transaction() as session:
            await receipts.text_status(session, alert.id, status, "30003")
    after = (await world.alerts(dispatch_id))[0]
    assert after.state == expected
    assert after.error == ("30003" if expected == "failed" else None)


async def test_a_report_of_a_text_nobody_knows_is_no_news(world: World) -> None:
    assert not await world.do(lambda s: receipts.text_status(s, world.incident_id, "sent"))


async def test_an_alert_shown_is_told_once(world: World) -> None:
    dispatch_id = await world.request()
    for _ in range(2):
        await world.do(lambda s: receipts.shown(s, dispatch_id, world.workers[0]))
    assert (await world.alerts(dispatch_id, "live"))[0].state == "shown"
    assert len(await world.events("alert.shown")) == 1


async def test_a_worker_without_a_number_is_alerted_on_the_screen_alone(world: World) -> None:
    async with world.database.transaction() as session:
        silent = await world.add_worker(session, "W9", "মালা", "Mala", "BD1006", phone=None)
    dispatch_id = await world.request(silent)
    assert await world.alerts(dispatch_id) == []
    assert len(await world.alerts(dispatch_id, "live")) == 1


async def test_the_code_stands_nowhere_in_the_database(world: World) -> None:
    dispatch_id = await world.request()
    await send(world, Carrier(), (await world.alerts(dispatch_id))[0].id)
    secret = world.settings.secret_key.get_secret_value()
    step = (await world.steps(dispatch_id))[0]
    code = code_for(secret, step.id)
    assert step.code_digest == digest_of(secret, code)
    dump = await world.do(_dump)
    assert str(step.id) in dump
    assert code not in dump
    assert code.encode().hex() not in dump


async def _dump(session) -> str:
    connection = await session.connection()
    tables = await connection.execute(
        text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    )
    parts = []
    for name in tables.scalars().all():
        rows = await connection.execute(text(f'SELECT t::text FROM "{name}" t'))
        parts += [str(row) for row in rows.scalars()]
    return "\n".join(parts)


def test_a_code_has_128_bits_and_goes_into_an_address(settings) -> None:
    secret = settings.secret_key.get_secret_value()
    codes = {code_for(secret, place_id) for place_id in _ids(500)}
    assert len(codes) == 500
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", code) for code in codes)


def _ids(many: int) -> list:
    from uuid import UUID

    return [UUID(int=at) for at in range(many)]


@pytest.mark.parametrize(
    ("base", "says"),
    [
        ("https://1098.gov.bd", "১০৯৮ কাজ ৯৯৯৯৯৯৯ https://"),
        ("https://helpline1098.example.gov.bd", "1098 9999999 https://"),
        ("https://" + "a" * 114, "1098 9999999 https://"),
        ("https://" + "a" * 115, None),
        ("https://শিশু-সহায়তা-হেল্পলাইন-১০৯৮.বাংলা", None),
    ],
)
def test_a_text_is_one_part_for_the_longest_link_or_is_not_sent(settings, base, says) -> None:
    wide = settings.model_copy(update={"public_url": base})
    if says is None:
        with pytest.raises(TooLong):
            text_of(wide, _ids(1)[0], 9_999_999)
    else:
        body = text_of(wide, _ids(1)[0], 9_999_999)
        assert body.startswith(says)
        assert fits(body)


@pytest.mark.parametrize(
    ("body", "one_part"),
    [
        ("ক" * 70, True),
        ("ক" * 71, False),
        ("😀" * 35, True),
        ("😀" * 36, False),
        ("a" * 160, True),
        ("a" * 161, False),
        ("a" * 70 + "[", False),
    ],
)
def test_a_part_is_counted_as_the_network_counts(body: str, one_part: bool) -> None:
    assert fits(body) is one_part


async def test_a_gateway_that_gives_every_text_the_same_id_sends_each_of_them_once(
    world: World,
) -> None:
    first = await world.request()
    second = await world.request(
        world.workers[1], incident_id=await world.add_incident("BD10060007")
    )
    for made in (first, second):
        (alert,) = await world.alerts(made)
        await world.do(partial(receipts.sent, alert_id=alert.id, provider_message_id="gw:ok"))
    assert [(await world.alerts(made))[0].state for made in (first, second)] == ["sent", "sent"]
    boss = await world.do(lambda s: world.add_staff(s, "supervisor-9", "supervisor"))
    told: dict[str, Any] = {"code": "nobody_goes", "channel": "text", "at": now(), "until": now()}
    notices = [Notice(staff_id=boss.id, **told) for _ in range(2)]
    ids = [one.id for one in notices]
    async with world.database.transaction() as session:
        session.add_all(notices)
    for id_ in ids:
        gone = partial(supervisors.moved, notice_id=id_, state=AlertState.SENT)
        await world.do(partial(gone, message_id="gw:ok"))
    known = await world.do(lambda s: s.exec(select(Notice.state)))
    assert list(known) == ["sent", "sent"]
