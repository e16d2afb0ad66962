"""A supervisor listens, whispers and talks along: who hears it, who is told, what is recorded."""

from typing import Any

from sqlmodel import select

from app.calls.models import Leg
from app.cases.models import AccessRecord
from app.cases.queries import timeline_rows
from app.core.db import Database
from app.core.settings import Settings
from app.telephony.simulator.client import over, seconds_heard
from tests.calls.desk import desk

BOSS = "client:boss"


def _supervisor(row: Any) -> Any:
    return next((one for one in row["parties"] if one["kind"] == "supervisor"), {"mode": None})


async def test_listen_whisper_barge_and_leave(settings: Settings, database: Database) -> None:
    async with desk(settings, database, supervisor=True) as at:
        boss = at.people["boss"]
        counsellor = await at.line_of("sender")
        await at.ask("boss", "/listen")
        shown = await at.row("sender", "calls", lambda row: _supervisor(row)["mode"] == "listen")
        assert _supervisor(shown)["since"]
        assert _supervisor(shown)["name"]["en"] == "boss"
        await at.heard_by("boss", "sender")
        await boss.until(lambda: at.call_id in boss.rows("me", "joined"))

        await at.ask("boss", "/whisper")
        await at.line.phones.wait_for(
            counsellor, lambda view: BOSS in view["hearing"][-1]["parties"]
        )
        await at.row("sender", "calls", lambda row: _supervisor(row)["mode"] == "whisper")
        view = await at.line.phones.call(at.sid)
        assert seconds_heard(view, BOSS) == 0

        await at.ask("boss", "/barge")
        await at.hears("boss", "sender")
        await at.ask("boss", "/whisper")
        await at.hears("sender")
        for _ in range(2):
            await at.ask("boss", "/leave", expect=204)
        await at.row("sender", "calls", lambda row: _supervisor(row)["mode"] is None)
        await at.heard_by("sender")
        await boss.until(lambda: not boss.rows("me", "joined"))
        await at.never_in_silence()
        await boss.until(
            lambda: any(one.get("event") == "call.supervisor_left" for one in boss.heard)
        )
        await _recorded(at, database)


async def _recorded(at: Any, database: Database) -> None:
    """Every mode stands on the timeline, and among the openings of the incident."""
    async with database.transaction() as session:
        boss = (await session.exec(select(Leg.staff_id).where(Leg.kind == "supervisor"))).one()
        found = (
            await session.exec(select(AccessRecord).where(AccessRecord.staff_id == boss))
        ).all()
        rows = await timeline_rows(session, found[0].incident_id)
    reasons = [one.reason for one in found]
    assert reasons == [
        "on the line: listen",
        "on the line: whisper",
        "on the line: barge",
        "on the line: whisper",
    ]
    kinds = [row["kind"] for row in rows]
    assert kinds.count("call.supervisor_listens") == 4
    assert kinds.count("call.supervisor_left") == 1


async def test_a_whisperer_whispers_to_whoever_has_the_call(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, "helper", supervisor=True) as at:
        await at.ask("boss", "/whisper")
        counsellor = await at.line_of("sender")
        await at.line.phones.wait_for(
            counsellor, lambda view: BOSS in view["hearing"][-1]["parties"]
        )
        await at.ask("sender", "/transfer", {"to": at.id_of("helper"), "kind": "cold"})
        invitation = await at.invited("helper")
        await at.people["helper"].ask("POST", f"/invitations/{invitation['id']}/accept")
        await at.hears("helper")
        colleague = await at.line_of("helper")
        await at.line.phones.wait_for(
            colleague, lambda view: BOSS in view["hearing"][-1]["parties"]
        )
        view = await at.line.phones.call(at.sid)
        assert seconds_heard(view, BOSS) == 0


async def test_one_conversation_at_a_time_and_none_that_is_over(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, supervisor=True) as at:
        await at.ask("boss", "/leave", expect=404)
        row = await at.ask("boss", "/listen")
        same = await at.ask("boss", "/listen")
        assert same["version"] == row["version"]
        await at.ask("sender", "/listen", expect=403)
        party = _supervisor(row)["id"]
        refused = await at.ask("sender", f"/parties/{party}/remove", expect=409)
        assert refused["legal"] == []
        await at.ask("sender", "/hang-up")
        await at.line.phones.wait_for(at.sid, over)
        for verb in ("listen", "whisper", "barge"):
            late = await at.ask("boss", f"/{verb}", expect=409)
            assert late["code"] == "illegal_move"


async def test_help_stands_on_the_board_until_answered_or_withdrawn(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, supervisor=True) as at:
        boss = at.people["boss"]
        first = await at.ask("sender", "/help")
        assert (await at.ask("sender", "/help"))["version"] == first["version"]
        (asked,) = await boss.until(lambda: [*boss.rows("board", "help").values()])
        assert (asked["call_id"], asked["by"]["id"]) == (at.call_id, at.id_of("sender"))
        await at.ask("sender", "/help/answer", expect=403)
        await at.ask("boss", "/help/answer")
        await at.ask("boss", "/help/answer")
        await boss.until(lambda: not boss.rows("board", "help"))
        told = await at.row("sender", "calls", lambda row: row["help_answered_by"])
        assert told["help_at"] is None
        assert told["help_answered_by"]["en"] == "boss"
        await at.ask("sender", "/help")
        await boss.until(lambda: boss.rows("board", "help"))
        for _ in range(2):
            await at.ask("sender", "/help/withdraw")
        await boss.until(lambda: not boss.rows("board", "help"))
        none = await at.ask("boss", "/help/answer", expect=409)
        assert none["legal"] == []
        await at.ask("sender", "/help")
        await boss.until(lambda: boss.rows("board", "help"))
        await at.ask("sender", "/hang-up")
        await boss.until(lambda: not boss.rows("board", "help"))
