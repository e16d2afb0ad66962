"""Judges ladders by tables and by what people were told: none silent, one winner, on time. Pure.

What is read is in `read`; the rules take plain rows, so that a test can break each of them.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import asyncpg

from faults.check import Verdict

Row = Mapping[str, Any]
LONGEST_SLIP = timedelta(seconds=10)
TOLD = ("dispatch.unanswered", "dispatch.charge_taken", "dispatch.stalled")
"""Entries of the timeline by which a supervisor knows that nobody goes, or who took charge."""
FULL = "no_bed_free"
"""A centre without a bed has declined by its yes: that is no late answer."""
LEFT = ("sent", "delivered")
"""States of a text that nothing but the provider's own word can give."""

_DISPATCHES = "SELECT id, incident_id, task_no, state, accepted_step, alarm_at FROM dispatch"
_STEPS = """
SELECT id, dispatch_id, no, state, worker_id, centre_id, staff_id, alerted_at, due_at, answered_at
FROM step ORDER BY dispatch_id, no
"""
_ALERTS = "SELECT id, step_id, channel, state FROM alert WHERE reminder_id IS NULL"
"""What asks; a reminder is sent alike, but no ladder waits for it."""
_ENTRIES = """
SELECT incident_id, kind, at, facts FROM timeline_entry
WHERE kind LIKE 'dispatch.%' OR kind = 'supervisors.told' ORDER BY incident_id, seq
"""


@dataclass(frozen=True)
class Press:
    """One answer as a person gave it: `who` is an id, `status` what came back (0: nothing)."""

    dispatch_id: str
    who: str
    verb: str
    channel: str
    status: int
    code: str = ""


@dataclass(frozen=True)
class Found:
    """What the tables hold, and what people and the provider saw."""

    dispatches: Sequence[Row]
    steps: Sequence[Row]
    alerts: Sequence[Row]
    entries: Sequence[Row]
    presses: Sequence[Press] = ()
    taken_by_provider: Mapping[int, int] = field(default_factory=dict)
    """By task number: how many texts the provider took."""


async def read(url: str, presses: Sequence[Press], taken: Mapping[int, int]) -> Found:
    """Everything, in one view of the tables."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.set_type_codec(
                "jsonb", encoder=str, decoder=json.loads, schema="pg_catalog"
            )
            dispatches, steps, alerts, entries = [
                await connection.fetch(one) for one in (_DISPATCHES, _STEPS, _ALERTS, _ENTRIES)
            ]
    finally:
        await connection.close()
    return Found(dispatches, steps, alerts, entries, presses, taken)


def judge(found: Found) -> dict[str, Verdict]:
    """Every rule, by name."""
    by_dispatch = _by(found.steps, "dispatch_id")
    return {
        "I4": _ended(found, by_dispatch),
        "winners": _winners(found, by_dispatch),
        "slip": _on_time(found, by_dispatch),
        "alerts": _alerts(found, by_dispatch),
        "told": _told(found, by_dispatch),
    }


def slips(found: Found) -> list[float]:
    """How late each deadline fired that nobody had met (seconds)."""
    due = {(str(step["dispatch_id"]), step["no"]): step["due_at"] for step in found.steps}
    ids = {one["task_no"]: str(one["id"]) for one in found.dispatches}
    return [
        (entry["at"] - due[ids[entry["facts"]["task_no"]], entry["facts"]["step"]]).total_seconds()
        for entry in found.entries
        if entry["kind"] == "dispatch.step_expired"
    ]


def _by(rows: Sequence[Row], name: str) -> dict[str, list[Row]]:
    made: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        made[str(row[name])].append(row)
    return made


def _kinds(found: Found) -> dict[int, Counter[str]]:
    made: dict[int, Counter[str]] = defaultdict(Counter)
    for entry in found.entries:
        if "task_no" in entry["facts"]:
            made[entry["facts"]["task_no"]][entry["kind"]] += 1
    return made


def _ended(found: Found, steps: Mapping[str, list[Row]]) -> Verdict:
    """Acknowledged by a person, told to a supervisor, or called off; all else is silent.

    Told counts twice over: the ladder's own entry, and the one that says supervisors were told.
    """
    verdict, kinds = Verdict(), _kinds(found)
    told = {entry["incident_id"] for entry in found.entries if entry["kind"] == "supervisors.told"}
    for one in found.dispatches:
        seen, who = kinds[one["task_no"]], f"task {one['task_no']}"
        knows = one["state"] == "unanswered" and any(seen[kind] for kind in TOLD)
        if knows and not seen["dispatch.charge_taken"]:
            knows = one["alarm_at"] is not None and one["incident_id"] in told
        taken = one["accepted_step"] is not None and seen["dispatch.accepted"] > 0
        off = one["state"] == "stood_down" and seen["dispatch.stood_down"] > 0
        verdict.look(knows or taken or off, who, f"silent: {one['state']}, {dict(seen)}")
        waits = [s["no"] for s in steps[str(one["id"])] if s["state"] == "alerted"]
        verdict.look(not waits, who, f"steps {waits} still wait")
    return verdict


def _winners(found: Found, steps: Mapping[str, list[Row]]) -> Verdict:
    """At most one goes at a time, he or she was told so, and nobody else was."""
    verdict, kinds = Verdict(), _kinds(found)
    yes: dict[str, set[str]] = defaultdict(set)
    for press in found.presses:
        if press.verb == "accept" and press.status == 200:
            yes[press.dispatch_id].add(press.who)
    for one in found.dispatches:
        who, id_ = f"task {one['task_no']}", str(one["id"])
        won = [s for s in steps[id_] if s["state"] == "accepted" and s["staff_id"] is None]
        verdict.look(len(won) <= 1, who, f"{len(won)} steps are accepted")
        seen = kinds[one["task_no"]]
        times, back = seen["dispatch.accepted"], seen["dispatch.handed_back"]
        verdict.look(times <= 1 + back, who, f"accepted {times} times, handed back {back}")
        returned = [s for s in steps[id_] if s["state"] == "handed_back"]
        verdict.look(len(returned) == back, who, f"{len(returned)} steps, {back} handed back")
        winner = {str(s["worker_id"] or s["centre_id"]) for s in (*won, *returned)}
        verdict.look(yes[id_] <= winner, who, f"told yes: {yes[id_]}, went: {winner}")
        same = {s["no"] for s in won} == ({one["accepted_step"]} - {None})
        verdict.look(same, who, f"step {one['accepted_step']} goes, {len(won)} are accepted")
    return verdict


def _on_time(found: Found, steps: Mapping[str, list[Row]]) -> Verdict:
    """Whoever did not answer was passed over on time, and never before his or her time was up."""
    verdict = Verdict()
    expired = {
        (entry["facts"]["task_no"], entry["facts"]["step"]): entry["at"]
        for entry in found.entries
        if entry["kind"] == "dispatch.step_expired"
    }
    for one in found.dispatches:
        for step in steps[str(one["id"])]:
            at = expired.get((one["task_no"], step["no"]))
            who = f"task {one['task_no']} step {step['no']}"
            if at is None:
                verdict.look(step["state"] != "expired", who, "expired, and no entry says when")
                continue
            late = at - step["due_at"]
            verdict.look(timedelta(0) <= late <= LONGEST_SLIP, who, f"{late.total_seconds()} s off")
    return verdict


def _alerts(found: Found, steps: Mapping[str, list[Row]]) -> Verdict:
    """Whoever was asked was alerted; nothing waits for ever; what is sent, the provider took."""
    verdict, of_step = Verdict(), _by(found.alerts, "step_id")
    for one in found.dispatches:
        texts = 0
        for step in steps[str(one["id"])]:
            who, made = f"task {one['task_no']} step {step['no']}", of_step[str(step["id"])]
            channels = {alert["channel"] for alert in made}
            verdict.look("live" in channels, who, f"alerted by {sorted(channels)}")
            waits = [a["channel"] for a in made if a["channel"] != "live" and a["state"] == "made"]
            verdict.look(not waits, who, f"{waits} never left and were never given up")
            texts += any(a["channel"] == "text" and a["state"] in LEFT for a in made)
        took = found.taken_by_provider.get(one["task_no"], 0)
        verdict.look(texts <= took, f"task {one['task_no']}", f"{texts} sent, {took} taken")
    return verdict


def _told(found: Found, steps: Mapping[str, list[Row]]) -> Verdict:
    """A late answer is noted once for each person, however often the button was pressed."""
    verdict, notes = Verdict(), Counter[Any]()
    for entry in found.entries:
        if entry["kind"] == "dispatch.answered_late":
            notes[entry["facts"]["task_no"], entry["facts"]["step"]] += 1
    ids = {str(one["id"]): one["task_no"] for one in found.dispatches}
    for (task_no, step), times in notes.items():
        verdict.look(times == 1, f"task {task_no} step {step}", f"late {times} times")
    for press in found.presses:
        if press.status != 409 or press.code == FULL or press.dispatch_id not in ids:
            continue
        asked = steps[press.dispatch_id]
        step = next((s for s in asked if press.who in map(str, _people(s))), None)
        noted = step is not None and notes[ids[press.dispatch_id], step["no"]] > 0
        verdict.look(noted, f"task {ids[press.dispatch_id]}", f"{press} left no note")
    return verdict


def _people(step: Row) -> tuple[Any, Any, Any]:
    return step["worker_id"], step["centre_id"], step["staff_id"]
