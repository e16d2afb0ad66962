"""One child's call from the ring to somebody at the door, seen only from outside."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.running import House, Phones, phones_of, running_demo, signed_in

PLACE = "TH-DMP-sutrapur"
OLDEST_POSTGRES = Path("/usr/lib/postgresql/15/bin")
"""The oldest we promise to run on, as Debian packages it; `.ci/run` installs it."""


def kinds(person: object, channel: str) -> list[str]:
    rows = person.rows(channel, "timeline")  # type: ignore[attr-defined]
    return [rows[seq]["kind"] for seq in sorted(rows, key=int)]


def shows(rows: Callable[[], dict[str, Any]], row_id: str, state: str) -> bool:
    return bool(rows().get(row_id, {}).get("state") == state)


@pytest.mark.xdist_group("house")
async def test_one_call_becomes_a_ticket_a_counsellor_and_somebody_at_the_door(
    house: House,
) -> None:
    await play(house)


@pytest.mark.skipif(not OLDEST_POSTGRES.exists(), reason="no PostgreSQL 15 on this machine")
async def test_the_same_on_the_oldest_postgres_we_promise_from_its_migration_on(
    tmp_path: Path,
) -> None:
    with running_demo(tmp_path / "var", pg_bin=str(OLDEST_POSTGRES)) as old:
        assert (old.var / "postgres" / "data" / "PG_VERSION").read_text().strip() == "15"
        await play(old)


async def play(house: House) -> None:
    """Live the whole line once, from the first ring to the closed incident."""
    async with (
        signed_in(house.base, "counsellor-1") as counsellor,
        signed_in(house.base, "supervisor-1") as supervisor,
        signed_in(house.base, "worker-1") as worker,
        phones_of(house) as phones,
    ):
        await counsellor.watch("me")
        await supervisor.watch("board")
        await worker.watch("field")

        # The phone rings: a ticket at once, on the supervisor's board as somebody who waits.
        sid = await phones.call("+8801210000777")
        (waiting,) = await supervisor.until(
            lambda: list(supervisor.rows("board", "waiting").values())
        )
        assert re.fullmatch(r"1098-\d\d-\d{6}", waiting["number"])
        assert waiting["caller_number"] == "012••-•••777"

        # A counsellor starts the shift; the offer says why, and is shown.
        await counsellor.ask("POST", "/duty/start")
        offer = await counsellor.until(
            lambda: next(iter(counsellor.rows("me", "offers").values()), None)
        )
        assert {reason["code"] for reason in offer["reasons"]} >= {"speaks"}
        await counsellor.socket.send_json({"type": "ack", "offer_id": offer["id"]})
        taken = await counsellor.ask("POST", f"/offers/{offer['id']}/accept")
        incident, channel = taken["incident_id"], f"incident/{taken['incident_id']}"
        await counsellor.watch(channel)

        # They can hear each other, and both sides say so.
        await counsellor.until(
            lambda: (
                counsellor.rows(channel, "calls").get(taken["call_id"], {}).get("state")
                == "talking"
            )
        )
        await phones.until(f"/calls/{sid}", lambda seen: seen["last"]["what"] == "talking_with")

        # The form saves itself; another screen of the same incident sees it.
        await supervisor.watch(channel)
        for field, value in (("child_sex", "girl"), ("where_detail", "নীল দরজার টিনের ঘর")):
            await counsellor.ask("PUT", f"/incidents/{incident}/intake/{field}", {"value": value})
        await supervisor.until(lambda: "where_detail" in supervisor.rows(channel, "intake"))

        # Where, what, how urgent: suggested with its reason, raised by itself.
        (place, *_) = (await counsellor.ask("GET", "/places?q=সূত্রাপুর"))["items"]
        assert place["code"] == PLACE
        await counsellor.ask("POST", f"/incidents/{incident}/locate", {"place": PLACE})
        row = await counsellor.ask(
            "POST", f"/incidents/{incident}/categorise", {"categories": ["sexual_abuse"]}
        )
        assert (row["urgency"], row["urgency_source"]) == ("P1", "suggested")
        assert row["suggestion"]["reasons"]

        # Who can go, ranked and explained; who can't, and why.
        answer = await counsellor.ask("GET", f"/incidents/{incident}/responders")
        assert answer["ranked"][0]["name"]["en"] == "Shahana Akter"
        assert all(row["reasons"] for row in answer["ranked"])
        refused = {reason["code"] for row in answer["shortfall"] for reason in row["reasons"]}
        assert refused >= {"not_operating", "admits_by_court", "not_a_place_for_children"}
        ranked = {row["name"]["en"] for row in answer["ranked"]}
        assert "Call centre" not in " ".join(ranked)

        # One verb dispatches; the worker's phone shows it, and a text with a link arrives.
        dispatch = await counsellor.ask("POST", f"/incidents/{incident}/dispatches", {}, expect=201)
        task = await worker.until(lambda: worker.rows("field", "tasks").get(dispatch["id"]))
        assert task["details"] is None
        code = await _code_in_text(phones)
        held = await counsellor.ask(
            "POST", f"/incidents/{incident}/close", {"reason": "resolved"}, expect=409
        )
        assert held["code"] == "incident_is_held"

        # Opening the link changes nothing; its button accepts.
        for _ in range(2):
            async with worker.http.get(f"{house.base}/a/{code}") as page:
                text = await page.text()
                assert page.status == 200
                assert "নীল দরজা" not in text
        assert worker.rows("field", "tasks").get(dispatch["id"], {}).get("state") == "alerting"
        async with worker.http.post(
            f"{house.base}/a/{code}", data={"verb": "accept"}, allow_redirects=True
        ) as page:
            assert page.status == 200
        await worker.until(
            lambda: worker.rows("field", "tasks").get(dispatch["id"], {}).get("state") == "accepted"
        )
        details = worker.rows("field", "tasks")[dispatch["id"]]["details"]
        assert details["where_detail"] == "নীল দরজার টিনের ঘর"

        # On the way, at the door, done; every screen knows by itself.
        for verb, state in (("depart", "en_route"), ("arrive", "reached")):
            await worker.ask("POST", f"/dispatches/{dispatch['id']}/{verb}")
            board = partial(supervisor.rows, "board", "dispatches")
            await supervisor.until(partial(shows, board, dispatch["id"], state))
        await worker.ask(
            "POST", f"/dispatches/{dispatch['id']}/complete", {"outcome": "child_safe"}
        )
        await counsellor.until(lambda: "incident.child_safe" in kinds(counsellor, channel))

        # The call ends, the wrap-up is completed, the incident can be closed now.
        await counsellor.ask("POST", f"/calls/{taken['call_id']}/hang-up")
        await counsellor.ask("POST", f"/calls/{taken['call_id']}/complete")
        await counsellor.ask("POST", f"/incidents/{incident}/close", {"reason": "resolved"})
        await counsellor.until(lambda: kinds(counsellor, channel)[-1] == "incident.closed")
        seqs = sorted(int(seq) for seq in counsellor.rows(channel, "timeline"))
        assert seqs == list(range(1, len(seqs) + 1))

        # The caller never heard an error nor was left in silence.
        seen = await phones.until(f"/calls/{sid}", lambda seen: seen["outcome"] != "in_progress")
        assert seen["outcome"] == "talked"
        assert seen["longest_silence_seconds"] < 10
        await counsellor.ask("POST", "/duty/end")


async def _code_in_text(phones: Phones) -> str:
    """The code of the newest text that has one: others of the house tell of swaps of shifts."""
    number = "%2B8801010000001"

    def codes(seen: Any) -> list[str]:
        texts = seen.get("messages") or []
        return [found[1] for one in texts if (found := re.search(r"/a/([\w-]{20,})", one["body"]))]

    return codes(await phones.until(f"/handsets/{number}/messages", codes))[-1]
