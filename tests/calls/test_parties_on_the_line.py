"""Three and more on the line, over HTTP: colleagues, services, mute, hold and remove per party."""

from typing import Any
from uuid import UUID, uuid4

from app.calls.models import Call
from app.core.db import Database
from app.core.settings import Settings
from app.telephony.simulator.client import hears_now, over
from tests.calls.desk import SERVICE, Desk, colleague_joins, desk


async def with_service(at: Desk) -> str:
    """999 talks along; the id of its party."""
    await at.line.phones.set_rule(SERVICE, answer=True, after_s=1)
    await at.ask("sender", "/parties", {"service": "999"})
    await at.hears("sender", SERVICE)
    row = await at.row("sender", "calls", lambda row: _of(row, "service")["state"] == "joined")
    return str(_of(row, "service")["id"])


def _of(row: Any, kind: str) -> Any:
    return next((one for one in row["parties"] if one["kind"] == kind), {"state": ""})


async def test_a_service_talks_along_is_held_muted_and_removed(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database) as at:
        party = await with_service(at)
        far = await at.line_of(SERVICE)
        again = await at.ask("sender", "/parties", {"service": "999"})
        assert len(again["parties"]) == 3  # rung once
        row = await at.ask("sender", f"/parties/{party}/mute")
        assert _of(row, "service")["muted_at"]
        await at.hears("sender")
        await at.heard_by("sender", SERVICE)
        await at.ask("sender", f"/parties/{party}/unmute")
        await at.hears("sender", SERVICE)
        await at.ask("sender", f"/parties/{party}/hold")
        await at.hears("sender")
        await at.heard_by("sender")
        await at.line.phones.wait_for(far, lambda view: hears_now(view)[1] == [])
        await at.ask("sender", f"/parties/{party}/resume")
        await at.hears("sender", SERVICE)
        for _ in range(2):
            await at.ask("sender", f"/parties/{party}/remove")
        await at.line.phones.wait_for(far, over)
        await at.hears("sender")
        row = await at.row("sender", "calls", lambda row: not _of(row, "service")["state"])
        gone = await at.ask("sender", f"/parties/{party}/mute", expect=409)
        assert gone["legal"] == []
        await at.never_in_silence()


async def test_the_caller_is_muted_and_held_and_never_taken_out(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database) as at:
        row = await at.ask("sender", "/parties/caller/mute")
        assert row["muted_at"]
        await at.heard_by()
        await at.hears("sender")
        await at.ask("sender", "/parties/caller/unmute")
        await at.heard_by("sender")
        await at.ask("sender", "/parties/caller/hold")
        await at.hears()
        await at.ask("sender", "/parties/caller/resume")
        await at.hears("sender")
        refused = await at.ask("sender", "/parties/caller/remove", expect=409)
        assert "hang_up" in refused["legal"]
        await at.never_in_silence()


async def _asked(at: Desk) -> None:
    await at.ask("sender", "/interview")
    await at.ask("sender", "/interview/questions", {"question": "hurt"})
    await at.line.phones.wait_for(at.sid, lambda seen: bool(seen["listening_for_keys"]))


async def test_who_was_muted_before_a_question_by_key_is_muted_after_it(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database) as at:
        await at.ask("sender", "/parties/caller/mute")
        await at.heard_by()
        await _asked(at)
        assert await at.line.phones.press(at.sid, "1")
        await at.hears("sender")
        await at.heard_by()
        await at.never_in_silence()


async def test_a_word_among_colleagues_is_not_heard_by_a_caller_who_comes_back_from_a_question(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, "helper") as at:
        await _asked(at)
        await at.ask("sender", "/transfer", {"to": at.id_of("helper"), "kind": "warm"})
        invitation = await at.invited("helper")
        await at.people["helper"].ask("POST", f"/invitations/{invitation['id']}/accept")
        assert await at.line.phones.press(at.sid, "1")
        await at.line.phones.wait_for(at.sid, lambda view: not view["listening_for_keys"])
        await at.row(
            "sender", "calls", lambda row: bool(row["interview"]["questions"][0]["ending"])
        )
        await at.line.phones.wait_for(at.sid, lambda view: view["conference"] is not None)
        await at.hears()
        await at.never_in_silence()


async def test_ones_own_line_can_be_muted_and_nothing_else(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database) as at:
        row = await at.row("sender", "calls", lambda row: _of(row, "counsellor")["state"])
        own = _of(row, "counsellor")
        assert own["owns"]
        await at.ask("sender", f"/parties/{own['id']}/mute")
        await at.hears()
        await at.ask("sender", f"/parties/{own['id']}/unmute")
        await at.hears("sender")
        for verb in ("hold", "resume", "remove"):
            refused = await at.ask("sender", f"/parties/{own['id']}/{verb}", expect=409)
            assert refused["legal"] == ["mute", "unmute"]
        left = await at.ask("sender", "/leave", expect=409)
        assert left["legal"] == ["hang_up", "transfer"]


async def test_a_colleague_talks_along_leaves_and_is_free_again(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, "helper") as at:
        assert (await colleague_joins(at, "helper"))["kind"] == "join"
        joined = await at.row("helper", "joined", lambda row: row["id"] == at.call_id)
        assert joined["owner"]["id"] == at.id_of("sender")
        for _ in range(2):
            await at.ask("helper", "/leave", expect=204)
        await at.hears("sender")
        await at.row("helper", "duty", lambda row: row["state"] == "available")
        await at.people["helper"].until(lambda: not at.people["helper"].rows("me", "joined"))
        await at.never_in_silence()


async def test_a_colleague_who_talks_along_takes_over_when_the_owner_hands_over(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, "helper") as at:
        invitation = await colleague_joins(at, "helper")
        await at.row("sender", "calls", lambda row: _of(row, "colleague")["state"] == "joined")
        await at.sender.ask("POST", f"/invitations/{invitation['id']}/complete")
        await at.hears("helper")
        async with database.transaction() as session:
            call = await session.get_one(Call, UUID(at.call_id))
        assert call.owner_id == UUID(at.id_of("helper"))
        await at.ask("sender", "/hang-up", expect=404)
        await at.ask("helper", "/hang-up")
        await at.line.phones.wait_for(at.sid, over)


async def test_a_service_that_does_not_answer_is_gone_from_the_list(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database) as at:
        await at.line.phones.set_rule(SERVICE, answer=False, after_s=1)
        await at.ask("sender", "/parties", {"service": "999"})
        await at.row("sender", "calls", lambda row: len(row["parties"]) == 2)
        await at.hears("sender")
        await at.never_in_silence()


async def test_hanging_up_ends_it_for_all_and_verbs_say_what_is_legal_then(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database) as at:
        party = await with_service(at)
        far = await at.line_of(SERVICE)
        await at.ask("sender", "/hang-up")
        await at.line.phones.wait_for(at.sid, over)
        await at.line.phones.wait_for(far, over)
        for path, body in (
            ("/parties", {"service": "109"}),
            (f"/parties/{party}/mute", None),
            ("/parties/caller/mute", None),
            ("/help", None),
        ):
            refused = await at.ask("sender", path, body, 409)
            assert (refused["code"], refused["legal"]) == ("illegal_move", ["complete"])


async def test_forged_parties_bodies_and_other_peoples_calls(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, "other") as at:
        party = await with_service(at)
        for forged in (str(uuid4()), at.call_id):
            found = await at.ask("sender", f"/parties/{forged}/remove", expect=404)
            assert found["code"] == "party_not_found"
        await at.ask("sender", "/parties/nobody/mute", expect=422)
        await at.ask("sender", f"/parties/{party}/explode", expect=422)
        for body in (
            {},
            {"service": "999", "staff_id": at.id_of("other")},
            {"service": "+8801210000001"},
            {"number": "+8801210000001"},
            {"service": "112"},
            {"service": "x" * 40},
        ):
            await at.ask("sender", "/parties", body, 422)
        for path in (f"/parties/{party}/remove", "/parties/caller/hold", "/leave", "/help"):
            await at.ask("other", path, expect=404)
        await at.ask("other", "/parties", {"service": "999"}, 404)
        await at.ask("other", "/listen", expect=403)
        await at.hears("sender", SERVICE)


async def test_there_are_not_more_guests_than_may_be(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, "helper") as at:
        for code in ("999", "109", "333", "16430"):
            await at.ask("sender", "/parties", {"service": code})
        full = {"to": at.id_of("helper"), "kind": "warm"}
        refused = await at.ask("sender", "/transfer", full, 409)
        assert refused["code"] == "too_many_parties"
        await at.hears("sender")
