"""The live line over real sockets: who gets in, what is told, and how a line ends."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from app.core.db import Database
from app.realtime.messages import Close
from app.staff.duty import move_duty
from app.staff.sign_in import end_sessions
from tests.realtime.house import House, running
from tests.realtime.watched import Watched


@pytest.fixture
async def house(database: Database, tmp_path: Path) -> AsyncIterator[House]:
    async with running(database, tmp_path) as house:
        await house.employ("asha", "counsellor")
        await house.employ("shanta", "supervisor")
        await house.sign_in("asha")
        await house.sign_in("shanta")
        yield house


async def refused(house: House, name: str, **more: object) -> tuple[int, str]:
    with pytest.raises(InvalidStatus) as refusal:
        async with house.screen(name, **more):
            pass
    response = refusal.value.response
    return response.status_code, json.loads(response.body)["code"]


async def test_the_first_message_tells_who_is_signed_in_and_what_may_be_watched(
    house: House,
) -> None:
    async with house.screen("asha") as screen:
        hello = await screen.next()
    assert hello["type"] == "hello"
    assert hello["me"]["name"] == "asha"
    assert hello["channels"] == ["me", "incident/{id}", "case/{id}", "cases"]


async def test_without_a_session_the_handshake_is_refused(house: House) -> None:
    assert await refused(house, "nobody") == (401, "not_signed_in")


async def test_a_page_of_a_foreign_origin_is_refused_before_the_handshake(house: House) -> None:
    assert await refused(house, "asha", origin="https://evil.example") == (403, "foreign_origin")


async def test_our_own_origin_gets_in(house: House) -> None:
    async with house.screen("asha", origin=house.address) as screen:
        assert (await screen.next())["type"] == "hello"


async def test_a_duty_verb_reaches_the_counsellor_and_the_board(house: House) -> None:
    async with house.screen("asha") as mine, house.screen("shanta") as board:
        await mine.watch("me")
        await board.watch("board")
        await mine.until("snapshot")
        await board.until("snapshot")
        answer = await house.ask("POST", "/duty/start", as_="asha")
        assert answer.status_code == 200
        event = await mine.until("event", event="duty.changed")
        assert event["put"] == [{"collection": "duty", "id": "me", "row": answer.json()}]
        await board.until("event", event="duty.changed")
        row = board.channels["board"]["counsellors"][answer.json()["staff_id"]]
        assert row == {**answer.json(), "call": None, "wrap_up_due_at": None}


async def test_a_counsellor_may_not_watch_the_board(house: House) -> None:
    async with house.screen("asha") as screen:
        await screen.watch("board")
        error = await screen.until("error")
    assert (error["code"], error["ref"]) == ("not_allowed", "board")


async def test_an_unknown_channel_is_refused_and_the_line_stays(house: House) -> None:
    async with house.screen("asha") as screen:
        await screen.watch("weather")
        assert (await screen.until("error"))["code"] == "no_such_channel"
        await screen.watch("incident/00000000-0000-0000-0000-000000000000")
        assert (await screen.until("error"))["code"] == "incident_not_found"
        assert await screen.rest() == []


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        "{}",
        "[]",
        "null",
        '{"type": "shout"}',
        '{"type": "subscribe"}',
        '{"type": "accept", "offer_id": "1"}',
        '{"type": "ping", "more": 1}',
        '{"type": "subscribe", "channel": "\\ud800"}',
        '{"type": "subscribe", "channel": "' + "x" * 5000 + '"}',
        b"\x00\xff",
    ],
)
async def test_a_malformed_message_is_answered_once_and_ends_the_line(
    house: House, text: str | bytes
) -> None:
    async with house.screen("asha") as screen:
        await screen.next()
        await screen.connection.send(text)
        assert (await screen.next())["code"] == "malformed_message"
        assert await screen.closed() == 4400


async def test_a_screen_that_talks_too_much_is_closed(house: House) -> None:
    async with house.screen("asha") as screen:
        await screen.next()
        for _ in range(200):
            await screen.say(type="ping")
        assert await screen.closed() == 4429


async def test_signing_out_ends_the_line(house: House) -> None:
    async with house.screen("asha") as screen:
        await screen.next()
        assert (await house.ask("DELETE", "/session", as_="asha")).status_code == 204
        assert await screen.closed() == 4401
    assert await refused(house, "asha") == (401, "not_signed_in")


async def test_a_session_ended_by_somebody_else_ends_the_line(house: House) -> None:
    async with house.screen("asha") as screen:
        hello = await screen.next()
        async with house.database.transaction() as session:
            await end_sessions(session, hello["me"]["id"])
        assert await screen.closed() == 4401


async def test_a_restart_is_told(house: House) -> None:
    async with house.screen("asha") as screen:
        await screen.next()
        await house.live.stop()
        assert await screen.closed() == 1012


async def test_a_returning_screen_is_told_what_it_missed_and_no_more(house: House) -> None:
    async with house.screen("asha") as screen:
        await screen.watch("me")
        await screen.until("snapshot")
        await house.ask("POST", "/duty/start", as_="asha")
        await screen.until("event", event="duty.changed")
        since = screen.positions["me"]
    await house.ask("POST", "/duty/pause", {"reason": "tea"}, as_="asha")
    last = (await house.ask("POST", "/duty/resume", as_="asha")).json()
    async with house.screen("asha") as screen:
        await screen.watch("me", since)
        told = [await screen.until("event", event="duty.changed") for _ in range(2)]
        assert [event["entity"]["version"] for event in told] == [2, 3]
        assert screen.channels["me"]["duty"]["me"] == last


@pytest.mark.parametrize("since", ["nonsense", "99999999999.1", "1.-1", "٣.٤", "1.2.3"])
async def test_a_position_that_is_not_ours_asks_for_a_fresh_start(house: House, since: str) -> None:
    async with house.screen("asha") as screen:
        await screen.watch("me", since)
        assert await screen.until("resync") == {"type": "resync", "channel": "me"}
        await screen.watch("me")
        await screen.until("snapshot")


async def test_an_old_screen_that_missed_events_equals_a_fresh_one(house: House) -> None:
    """For every duty verb, the line lost before each of them (I7)."""
    asha = (await house.ask("GET", "/session", as_="asha")).json()["id"]
    verbs = [
        ("start", None), ("pause", "meal"), ("pause", "prayer"), ("resume", None), ("ring", None),
        ("pass_on", None), ("ring", None), ("miss", None), ("resume", None), ("ring", None),
        ("answer", None), ("hang_up", None), ("complete", None), ("lose_link", None),
        ("find_link", None), ("end", None),
    ]  # fmt: skip
    board, mine = ("shanta", "board"), ("asha", "me")
    watched = Watched(house, [board, mine])
    await watched.compare("nothing")
    for verb, reason in verbs:
        async with house.database.transaction() as session:
            await move_duty(session, asha, verb, reason)
        # A screen of her own that opens would find the lost link again.
        watched.screens = [board] if verb == "lose_link" else [board, mine]
        await watched.compare(verb)


async def test_a_slow_screen_is_closed_and_holds_up_nobody(house: House) -> None:
    await house.employ("slow", "supervisor")
    await house.sign_in("slow")
    async with house.screen("slow", max_queue=1) as slow, house.screen("shanta") as quick:
        for screen in (slow, quick):
            await screen.watch("board")
            await screen.until("snapshot")
        stuck = next(one for one in house.live.hub.consoles if one.who.name == "slow")
        long_text = json.dumps({"type": "pong", "server_time": "x" * 60_000})
        for _ in range(5000):
            stuck.send(long_text)
            await asyncio.sleep(0)
        assert stuck.close is Close.TOO_SLOW
        await house.ask("POST", "/duty/start", as_="asha")
        await quick.until("event", event="duty.changed")
        assert await slow.closed() == 4408
