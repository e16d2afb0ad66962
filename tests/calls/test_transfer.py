"""Warm and cold transfer over HTTP: the caller is never in silence, and the call has one owner."""

from typing import Any
from uuid import UUID

from sqlmodel import select

from app.calls.models import Call, Invitation
from app.cases.models import AccessRecord
from app.core.db import Database
from app.core.settings import Settings
from app.telephony.simulator.client import hears_now, over, seconds_heard
from tests.calls.desk import Desk, desk


async def owner(database: Database, call_id: str) -> tuple[UUID | None, str]:
    async with database.transaction() as session:
        call = await session.get_one(Call, UUID(call_id))
        return call.owner_id, call.state.value


async def transfer(at: Desk, to: str, kind: str, expect: int = 200) -> Any:
    return await at.ask("sender", "/transfer", {"to": at.id_of(to), "kind": kind}, expect)


async def consulting(at: Desk, to: str) -> Any:
    """A warm transfer up to the word among colleagues; the invitation."""
    await transfer(at, to, "warm")
    invitation = await at.invited(to)
    await at.people[to].ask("POST", f"/invitations/{invitation['id']}/accept")
    await at.hears()
    await at.row("sender", "calls", lambda row: _party(row, "colleague") == "joined")
    await at.hears("sender", sid=await at.line_of(to))
    return invitation


def _party(row: Any, kind: str) -> str:
    return next((one["state"] for one in row["parties"] if one["kind"] == kind), "")


async def test_warm_a_word_among_colleagues_then_the_call_is_the_colleagues(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, "helper") as at:
        incident = (await at.row("sender", "calls", bool))["incident_id"]
        field = f"/incidents/{incident}/intake/narrative"
        await at.sender.ask("PUT", field, {"value": "said before"}, expect=None)
        await at.people["helper"].ask("GET", f"/incidents/{incident}", expect=404)
        await at.line.phones.set_rule("client:helper", answer=True, after_s=5)
        await transfer(at, "helper", "warm")
        invitation = await at.invited("helper")
        seen = await at.people["helper"].ask("GET", f"/incidents/{incident}")
        assert seen["incident"]["id"] == incident
        await at.people["helper"].ask("PUT", field, {"value": "mine"}, expect=404)
        assert (await owner(database, at.call_id))[0] == UUID(at.id_of("sender"))

        row = await at.people["helper"].ask("POST", f"/invitations/{invitation['id']}/accept")
        assert row["held_at"]
        refused = await _complete(at, invitation, expect=409)
        assert refused["legal"] == ["cancel"]  # the line still rings
        await at.hears()
        await at.row("sender", "calls", lambda row: _party(row, "colleague") == "joined")
        view = await at.line.phones.call(at.sid)
        assert hears_now(view)[1:] == ([], [])
        await at.hears("sender", sid=await at.line_of("helper"))
        await _complete(at, invitation)
        await at.hears("helper")
        assert (await owner(database, at.call_id))[0] == UUID(at.id_of("helper"))
        mine = await at.row("sender", "calls", lambda row: row["handed_over"])
        assert mine["wrap_up"]
        assert mine["wrap_up_due_at"]
        more = await at.ask("sender", "/extend-wrap-up")
        assert (more["handed_over"], more["wrap_up_extended"]) == (True, 1)
        assert more["wrap_up_due_at"] > mine["wrap_up_due_at"]
        await at.row("sender", "calls", lambda row: row["wrap_up_extended"] == 1)
        await at.row("sender", "duty", lambda row: row["state"] == "wrap_up")
        await at.row("helper", "calls", lambda row: row["state"] == "talking")
        await _complete(at, invitation)  # again: nothing changes
        await at.ask("sender", "/complete")
        await at.row("sender", "duty", lambda row: row["state"] == "available")
        await at.sender.ask("GET", f"/incidents/{incident}")  # the sender keeps read access
        await at.ask("helper", "/hang-up")
        await at.line.phones.wait_for(at.sid, over)
        await at.never_in_silence()


async def _complete(at: Desk, invitation: Any, expect: int | None = 200) -> Any:
    path = f"/invitations/{invitation['id']}/complete"
    return await at.sender.ask("POST", path, expect=expect)


async def test_a_cancelled_consultation_brings_the_caller_back(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, "helper") as at:
        invitation = await consulting(at, "helper")
        for _ in range(2):  # the second time nothing changes
            row = await at.sender.ask("POST", f"/invitations/{invitation['id']}/cancel")
            assert (row["held_at"], row["state"]) == (None, "talking")
        await at.hears("sender")
        await at.row("helper", "duty", lambda row: row["state"] == "available")
        assert (await owner(database, at.call_id))[0] == UUID(at.id_of("sender"))
        again = await _complete(at, invitation, expect=409)
        assert again["code"] == "invitation_is_over"
        await at.never_in_silence()


async def test_a_declined_one_leaves_the_talk_as_it_was_and_the_file_closed(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, "helper") as at:
        incident = (await at.row("sender", "calls", bool))["incident_id"]
        await transfer(at, "helper", "cold")
        invitation = await at.invited("helper")
        helper = at.people["helper"]
        path = f"/invitations/{invitation['id']}/decline"
        wrong = await helper.ask("POST", path, {"reason": "because"}, expect=422)
        assert wrong["code"]
        await helper.ask("POST", path, {"reason": "language"}, expect=204)
        await helper.ask("POST", path, {"reason": "language"}, expect=204)
        await at.row("helper", "duty", lambda row: row["state"] == "available")
        await helper.until(lambda: not helper.rows("me", "invitations"))
        await helper.ask("GET", f"/incidents/{incident}", expect=404)
        await helper.ask("POST", f"/invitations/{invitation['id']}/accept", expect=409)
        row = await at.row("sender", "calls", lambda row: not row["invitations"])
        assert row["state"] == "talking"
        await at.hears("sender")
        await at.never_in_silence()


async def test_cold_the_call_passes_as_soon_as_the_line_has_joined(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, "helper") as at:
        await transfer(at, "helper", "cold")
        invitation = await at.invited("helper")
        await at.people["helper"].ask("POST", f"/invitations/{invitation['id']}/accept")
        await at.hears("helper")
        assert (await owner(database, at.call_id))[0] == UUID(at.id_of("helper"))
        await at.row("sender", "duty", lambda row: row["state"] == "wrap_up")
        view = await at.line.phones.call(at.sid)
        assert seconds_heard(view, "client:sender") > 0
        await at.never_in_silence()


async def test_the_senders_line_is_lost_while_the_colleague_is_in(
    settings: Settings, database: Database
) -> None:
    """The colleague becomes the owner, and the caller is taken off hold: never alone in silence."""
    async with desk(settings, database, "helper") as at:
        await consulting(at, "helper")
        await at.line.phones.hang_up(await at.line_of("sender"))
        await at.hears("helper")
        assert (await owner(database, at.call_id)) == (UUID(at.id_of("helper")), "talking")
        row = await at.row("helper", "calls", lambda row: row["state"] == "talking")
        assert row["held_at"] is None
        await at.row("sender", "duty", lambda row: row["state"] == "no_answer")
        await at.never_in_silence()


async def test_the_colleagues_line_is_lost_and_the_caller_is_brought_back(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, "helper") as at:
        await consulting(at, "helper")
        await at.line.phones.hang_up(await at.line_of("helper"))
        await at.hears("sender")
        row = await at.row("sender", "calls", lambda row: not row["invitations"])
        assert (row["held_at"], row["owner"]["id"]) == (None, at.id_of("sender"))
        await at.row("helper", "duty", lambda row: row["state"] == "no_answer")
        await at.never_in_silence()


async def test_the_sender_is_lost_before_the_colleague_answers_and_the_caller_waits_first(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, "helper") as at:
        await transfer(at, "helper", "cold")
        await at.invited("helper")
        await at.line.phones.hang_up(await at.line_of("sender"))
        helper = at.people["helper"]
        await helper.until(lambda: not helper.rows("me", "invitations"))
        (offer,) = await helper.until(lambda: [*helper.rows("me", "offers").values()])
        assert offer["call_id"] == at.call_id
        await helper.ask("POST", f"/offers/{offer['id']}/accept")
        await at.hears("helper")
        await at.never_in_silence()


async def test_whom_a_call_may_not_be_given(settings: Settings, database: Database) -> None:
    async with desk(settings, database, "helper", "other") as at:
        oneself = await transfer(at, "sender", "warm", expect=422)
        assert oneself["code"] == "input_is_invalid"
        nobody = {"to": "00000000-0000-4000-8000-000000000000", "kind": "warm"}
        await at.ask("sender", "/transfer", nobody, 422)
        await at.ask("sender", "/transfer", {"to": at.id_of("helper"), "kind": "hot"}, 422)
        await at.ask("helper", "/transfer", {"to": at.id_of("other"), "kind": "warm"}, 404)
        await transfer(at, "helper", "warm")
        await transfer(at, "helper", "warm")  # the same again changes nothing
        double = await transfer(at, "other", "cold", expect=409)
        assert double["legal"] == ["cancel", "complete"]
        invitation = await at.invited("helper")
        for stranger in ("other", "sender"):
            path = f"/invitations/{invitation['id']}/accept"
            await at.people[stranger].ask("POST", path, expect=404)
        await at.people["other"].ask("POST", f"/invitations/{invitation['id']}/cancel", expect=404)
        await at.sender.ask("POST", f"/invitations/{invitation['id']}/cancel")
        await at.people["other"].ask("POST", "/duty/pause", {"reason": "tea"})
        away = await transfer(at, "other", "warm", expect=409)
        assert away["code"] == "colleague_is_not_free"
        await at.ask("sender", "/hang-up")
        late = await transfer(at, "helper", "warm", expect=409)
        assert late["legal"] == ["complete"]
        async with database.transaction() as session:
            assert len((await session.exec(select(Invitation))).all()) == 1


async def test_opening_the_file_of_a_call_one_is_asked_to_is_recorded(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, "helper") as at:
        await transfer(at, "helper", "warm")
        row = await at.invited("helper")
        await at.people["helper"].ask("GET", f"/incidents/{row['incident_id']}")
        async with database.transaction() as session:
            found = await session.exec(
                select(AccessRecord).where(AccessRecord.staff_id == UUID(at.id_of("helper")))
            )
            assert len(found.all()) == 1
