"""Judges callers' own histories after a run with rough webhooks. Pure; it asks nobody."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from faults.check import Verdict, cut_off_how
from faults.history import History

Row = dict[str, Any]


def counted(values: Iterable[str]) -> dict[str, int]:
    """How many of each."""
    return dict(sorted(Counter(values).items()))


def one_ticket_a_line(history: History) -> Verdict:
    """Every line that rang has one ticket in the database, and no other line has any."""
    verdict, lines = Verdict(), history.tickets_by_line or {}
    for caller in history.callers:
        tickets = lines.get(caller["sid"], [])
        right = len(tickets) == 1 and tickets[0] is not None
        verdict.look(right, caller["sid"], f"{len(tickets)} tickets")
    strange = set(lines) - {caller["sid"] for caller in history.callers}
    verdict.look(not strange, "database", f"{len(strange)} calls nobody made")
    return verdict


def nobody_lost(history: History) -> Verdict:
    """No caller heard an error, was cut off by us, was left in silence or waits for ever."""
    verdict = Verdict()
    for caller in history.callers:
        why = cut_off_how(caller, caller["number"] in history.hung_up)
        verdict.look(why is None, caller["sid"], f"{caller['story']}: {why}")
    return verdict


def one_effect_each(callers: Iterable[Row]) -> Verdict:
    """Nobody talked with two counsellors at once, or was taken a second time into the same talk."""
    verdict = Verdict()
    for caller in callers:
        why = _two_effects(caller["timeline"])
        verdict.look(why is None, caller["sid"], str(why))
    return verdict


def _two_effects(timeline: list[Row]) -> str | None:
    talked_in: set[str] = set()
    room = ""
    for entry in timeline:
        if entry["what"] == "joined_conference":
            room = entry["conference"]
            if room in talked_in:
                return f"taken into the same conference again at {entry['t']} s"
        if entry["what"] == "talking_with":
            talked_in.add(room)
            counsellors = [party for party in entry["parties"] if party.startswith("client:")]
            if len(counsellors) > 1:
                return f"{len(counsellors)} counsellors at once at {entry['t']} s"
    return None


def resolution_seconds(
    callers: Iterable[Row], ended: dict[str, float | None]
) -> dict[str, float | None]:
    """Of each line, how long after its end the product knew of it; None: it does not know yet."""
    found: dict[str, float | None] = {}
    for caller in callers:
        over = datetime.fromisoformat(caller["placed_at"]).timestamp() + caller["seconds"]
        known = ended.get(caller["sid"])
        found[caller["sid"]] = None if known is None else max(0.0, known - over)
    return found


def resolved_within(late: dict[str, float | None], most_s: float) -> Verdict:
    """No line's end stayed unknown for longer."""
    verdict = Verdict()
    for sid, seconds in late.items():
        right = seconds is not None and seconds <= most_s
        verdict.look(right, sid, f"its end was known after {seconds} s")
    return verdict


def forged_refused(injected: dict[str, int]) -> Verdict:
    """Every forged request was answered, and with a refusal."""
    verdict = Verdict()
    for name, count in injected.items():
        if name.startswith("forged_answered_"):
            refused = name == "forged_answered_4xx"
            verdict.checked += count
            if not refused:
                verdict.broken.append(f"{count} forged requests: {name}")
    return verdict
