"""Judges a history: what must always be true, and whether each story ended well. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from faults.history import History

Row = dict[str, Any]
LONGEST_SILENCE_SECONDS = 10.0
BACK_WITHIN_SECONDS = 5.0
SETTLE_SECONDS = 2.0
"""A screen may show two calls for as long as one batch of events takes to be told."""
TAKEN = frozenset({"accepted", "en_route", "reached", "done"})


@dataclass
class Verdict:
    """One invariant: how many things were looked at, and what is wrong with which."""

    checked: int = 0
    broken: list[str] = field(default_factory=list)

    def look(self, right: bool, who: str, why: str) -> None:
        """Count one thing; note it when it is not right."""
        self.checked += 1
        if not right:
            self.broken.append(f"{who}: {why}")


def judge(history: History) -> dict[str, Verdict]:
    """Every invariant and the stories, by name."""
    return {
        "I1": one_ticket_each(history),
        "I2": nobody_cut_off(history),
        "I3": one_owner_each(history),
        "I4": every_alert_ends(history),
        "I5": nothing_saved_is_lost(history),
        "stories": every_story_ends_well(history),
    }


def kinds(file: Row) -> list[str]:
    """The steps of a ticket, in order."""
    rows = file.get("timeline", {})
    return [rows[seq]["kind"] for seq in sorted(rows, key=int)]


def incident(file: Row) -> Row:
    """The ticket's own row."""
    return next(iter(file.get("incident", {}).values()), {})


def files_by_number(history: History) -> dict[str, list[tuple[Row, Row]]]:
    """The calls of each caller's number, with the file each lies in."""
    found: dict[str, list[tuple[Row, Row]]] = defaultdict(list)
    for file in history.files.values():
        for call in file.get("calls", {}).values():
            found[call["caller_number"] or ""].append((file, call))
    return found


# -- I1 ---------------------------------------------------------------------------------------


def one_ticket_each(history: History) -> Verdict:
    """Every call has exactly one ticket, and there is no ticket without a call."""
    verdict = Verdict()
    found = files_by_number(history)
    calls_of_number = Counter(caller["number"] for caller in history.callers)
    for caller in history.callers:
        here = len(found.get(caller["number"], []))
        wanted = calls_of_number[caller["number"]]
        verdict.look(here == wanted, caller["sid"], f"{here} tickets for {wanted} calls")
    for file in history.files.values():
        row = incident(file)
        known = bool(file.get("calls")) or row.get("state") == "linked"
        verdict.look(known, row.get("number", "?"), "a ticket without a call")
    numbers = Counter(incident(file).get("number") for file in history.files.values())
    for number, count in numbers.items():
        verdict.look(count == 1, str(number), f"{count} tickets of one number")
    tickets, calls = len(history.files), len(history.callers)
    verdict.look(tickets == calls, "all", f"{tickets} tickets for {calls} calls")
    if history.tickets_by_line is not None:
        _agree_with_tables(history, verdict)
    return verdict


def _agree_with_tables(history: History, verdict: Verdict) -> None:
    """The checker's own count in the database, after the run."""
    lines = history.tickets_by_line or {}
    for caller in history.callers:
        tickets = lines.get(caller["sid"], [])
        verdict.look(len(tickets) == 1, caller["sid"], f"{len(tickets)} tickets in the database")
    strange = set(lines) - {caller["sid"] for caller in history.callers}
    verdict.look(not strange, "database", f"{len(strange)} calls nobody made")


# -- I2 ---------------------------------------------------------------------------------------


def nobody_cut_off(history: History) -> Verdict:
    """No caller heard an error, was cut off by us, or was left in silence."""
    verdict = Verdict()
    for caller in history.callers:
        why = cut_off_how(caller, caller["sid"] in history.hung_up)
        verdict.look(why is None, caller["sid"], f"{caller['story']}: {why}")
    return verdict


def cut_off_how(caller: Row, counsellor_hung_up: bool) -> str | None:
    """In which way we failed this caller, or None."""
    if caller["outcome"] == "heard_error":
        return "heard an error"
    if caller["longest_silence_seconds"] > LONGEST_SILENCE_SECONDS:
        return f"silence of {caller['longest_silence_seconds']} s"
    if caller["outcome"] == "in_progress":
        return "still waiting when the run ended" if caller.get("stuck") else None
    if caller.get("stuck"):
        return "the story came to no end"
    if caller["outcome"] in ("cut_off", "rejected"):
        return "cut off before talking"
    if caller["ended_by"] == "caller" or counsellor_hung_up:
        return None
    return f"cut off by {caller['ended_by']} while talking"


# -- I3 ---------------------------------------------------------------------------------------


def one_owner_each(history: History) -> Verdict:
    """No call had two owners, and no counsellor two live calls."""
    verdict = Verdict()
    for call_id, versions in history.owners.items():
        two = [version for version, owners in versions.items() if len(owners - {""}) > 1]
        verdict.look(not two, call_id, f"two owners at version {two[:3]}")
    for who, spans in _by(history.live, "who").items():
        for one, other in _overlaps(spans):
            calls = f"{one['call_id']} and {other['call_id']}"
            verdict.look(False, who, f"two live calls at once: {calls}")
        verdict.checked += len(spans)
    for file in history.files.values():
        if len(file.get("calls", {})) == 1:
            verdict.look(*_owned_one_by_one(file))
    return verdict


def _by(rows: list[Row], name: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found


def _overlaps(spans: list[Row]) -> Iterator[tuple[Row, Row]]:
    ordered = sorted(spans, key=lambda span: span["from"])
    for index, one in enumerate(ordered):
        for other in ordered[index + 1 :]:
            if other["from"] >= one["to"]:
                break
            shared = min(one["to"], other["to"]) - other["from"]
            if one["call_id"] != other["call_id"] and shared > SETTLE_SECONDS:
                yield one, other


def _owned_one_by_one(file: Row) -> tuple[bool, str, str]:
    owned, number = False, incident(file).get("number", "?")
    for kind in kinds(file):
        if kind == "call.accepted":
            if owned:
                return False, number, "taken twice"
            owned = True
        if kind in ("call.waiting_again", "call.ended"):
            owned = False
    return True, number, ""


# -- I4, I5 -----------------------------------------------------------------------------------


def every_alert_ends(history: History) -> Verdict:
    """Every dispatch is acknowledged, stood down, or has reached the supervisor's alarm."""
    verdict = Verdict()
    for file in history.files.values():
        for row in file.get("dispatches", {}).values():
            ended = row["state"] in TAKEN or row["state"] == "stood_down"
            alarmed = row["state"] == "unanswered" and row["alarm_at"] is not None
            task = f"{row['number']} task {row['task_no']}"
            verdict.look(ended or alarmed, task, f"still {row['state']}")
    return verdict


def nothing_saved_is_lost(history: History) -> Verdict:
    """What a counsellor typed and the product acknowledged stands in the file."""
    verdict = Verdict()
    found = files_by_number(history)
    for number, notes in history.notes.items():
        for file, _ in found.get(number, [])[:1]:
            if "saved" in notes and len(file.get("calls", {})) == 1:
                row = file.get("intake", {}).get("call_note") or {}
                why = f"the form says {row.get('value')!r}"
                verdict.look(row.get("value") == notes["saved"], number, why)
    return verdict


# -- stories ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """One caller's story with everything that is known of it."""

    caller: Row
    file: Row
    call: Row
    notes: Row
    call_backs: list[Row]

    @property
    def steps(self) -> list[str]:
        """The steps of the ticket."""
        return kinds(self.file)

    @property
    def dispatches(self) -> list[Row]:
        """Who was asked to go."""
        return list(self.file.get("dispatches", {}).values())


def every_story_ends_well(history: History) -> Verdict:
    """Each caller's story ended as its row of the plan says."""
    verdict = Verdict()
    found = files_by_number(history)
    for caller in history.callers:
        file, call = (found.get(caller["number"]) or [({}, {})])[0]
        ticket = call.get("number") or incident(file).get("number")
        backs = [row for row in history.call_backs.values() if row["number"] == ticket]
        told = Told(caller, file, call, history.notes.get(caller["number"], {}), backs)
        why = ENDS[caller["story"]](told)
        verdict.look(why is None, caller["sid"], f"{caller['story']}: {why}")
    return verdict


def _talked(told: Told) -> str | None:
    if told.caller["outcome"] != "talked":
        return f"never talked ({told.caller['outcome']})"
    return None if "call.answered" in told.steps else "the ticket was never answered"


def _abandoned(told: Told) -> str | None:
    if incident(told.file).get("state") != "open":
        return "the ticket is not open"
    if told.caller["has_call_backs"] and len(told.call_backs) != 1:
        return f"{len(told.call_backs)} rows in the call-back list"
    return None


def _silent(told: Told) -> str | None:
    ended = told.call.get("end_reason")
    return _talked(told) or (None if ended == "counsellor_hung_up" else f"ended: {ended}")


def _no_answer(told: Told) -> str | None:
    missed = "call.offer_missed" in told.steps
    return _talked(told) or (None if missed else "nobody missed the offer")


def _crash(told: Told) -> str | None:
    if why := _talked(told):
        return why
    if "call.waiting_again" not in told.steps:
        return "the caller was not taken back"
    if len(set(told.caller["talked_with"])) < 2:
        return "no other counsellor talked"
    return None if told.notes.get("draft_kept") else "the draft was not there"


def _reload(told: Told) -> str | None:
    if why := _talked(told):
        return why
    for fact, words in (("same_call", "another call"), ("form_back", "the form was lost")):
        if not told.notes.get(fact):
            return words
    back = told.notes.get("audio") and _silence_in_talk(told.caller) <= BACK_WITHIN_SECONDS
    return None if back else "the voice was not back in time"


def _silence_in_talk(caller: Row) -> float:
    """The longest silence after the first word between two people (seconds)."""
    entries = caller.get("timeline", [])
    talk = next((entry["t"] for entry in entries if entry["what"] == "talking_with"), 0.0)
    silences = (entry for entry in entries if entry["what"] == "silence" and entry["t"] > talk)
    return max((float(entry["seconds"]) for entry in silences), default=0.0)


def _nobody(told: Told) -> str | None:
    if "call.diverted" not in told.steps:
        return "no duty phone was rung"
    if told.caller["night"] == "answered":
        return None if told.caller["outcome"] == "talked" else "nobody talked"
    if "call.duty_phones_missed" not in told.steps:
        return "that nobody answered was not noted"
    if told.caller["has_call_backs"] and not told.call_backs:
        return "no row in the call-back list"
    return None


def _declined(told: Told) -> str | None:
    if told.notes.get("refused"):
        return f"nobody could be asked: {told.notes['refused']}"
    for row in told.dispatches:
        states = [step["state"] for step in row["steps"]]
        went_on = "declined" in states and len(states) > 1
        if went_on or row["state"] == "unanswered" or (row["state"] in TAKEN and len(states) > 1):
            return None
    return "the next one was not asked"


def _unanswered(told: Told) -> str | None:
    if told.notes.get("refused"):
        return f"nobody could be asked: {told.notes['refused']}"
    alarmed = any(row["alarm_at"] for row in told.dispatches)
    return None if alarmed else "no alarm"


def _centre(told: Told) -> str | None:
    beds = told.notes.get("beds", [])
    if "held" in beds and "arrived" in beds:
        return None
    if any(row["state"] == "unanswered" or len(row["steps"]) > 1 for row in told.dispatches):
        return None  # the centre was full: the ladder went on
    return f"the bed was {' and '.join(beds) or 'never held'}"


def _linked(told: Told) -> str | None:
    if why := _talked(told):
        return why
    if not told.caller["second"]:
        return None
    return None if told.notes.get("linked_to") == told.caller["first_ticket"] else "not linked"


ENDS: dict[str, Callable[[Told], str | None]] = {
    "answered": _talked,
    "abandoned": _abandoned,
    "silent": _silent,
    "no_answer": _no_answer,
    "crash": _crash,
    "reload": _reload,
    "nobody": _nobody,
    "declined": _declined,
    "unanswered": _unanswered,
    "centre": _centre,
    "linked": _linked,
}
"""The plan's table: what it takes for a story to have ended well; None when it did, or why not."""
