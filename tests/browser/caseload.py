"""One case of the evening in the middle of its work, and tickets to open others from; no test."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.running import Person

PLACE = "TH-DMP-sutrapur"
DOMAINS = ("safety", "health", "feelings", "family", "education", "law", "basic_needs")
PAPER = base64.b64encode(b"%PDF-1.7 a paper of a school, invented").decode()


def day(after: int) -> str:
    """A day of Dhaka, so many from today."""
    return (datetime.now(UTC) + timedelta(hours=6, days=after)).date().isoformat()


async def ticket(counsellor: Person) -> str:
    """Somebody wrote a letter; the ticket's id."""
    body = {"channel": "letter", "place": PLACE}
    made = await counsellor.ask("POST", "/incidents", body, expect=201)
    return str(made["id"])


async def id_of(person: Person) -> str:
    """Whose session it is."""
    return str((await person.ask("GET", "/session"))["id"])


async def worked_on(counsellor: Person, board: Person) -> str:
    """A child was seen and assessed, and a plan waits for the supervisor; the case's id."""
    opened = {
        "incident": await ticket(counsellor),
        "supervisor": await id_of(board),
        "risk": "high",
        "basis": ["child_said", "with_suspect"],
        "why": "রাতে একা থাকতে ভয় পায়।",
    }
    case = await counsellor.ask("POST", "/cases", opened, expect=201)
    path = f"/cases/{case['id']}"
    name = {"value": "ময়না আক্তার", "source": "child"}
    await counsellor.ask("PUT", f"/children/{case['child_id']}/facts/name_bn", name)
    seen = {"kind": "child_seen", "words": "বাসায় গিয়ে দেখা হয়েছে, মায়ের সঙ্গে কথা হয়েছে।"}
    await counsellor.ask("POST", f"{path}/checks", seen, expect=201)
    await counsellor.ask("PUT", f"{path}/assessment", _assessment())
    await counsellor.ask("POST", f"{path}/sheets/assessment/request", {"revision": 1})
    await board.ask("POST", f"{path}/sheets/assessment/approve", {"revision": 1})
    await counsellor.ask("PUT", f"{path}/plan", _plan())
    await counsellor.ask("POST", f"{path}/sheets/plan/request", {"revision": 1})
    note = {"words": "স্কুলের শিক্ষক সোমবার দেখা করতে রাজি হয়েছেন।"}
    await counsellor.ask("POST", f"{path}/notes", note, expect=201)
    paper = {"name": "স্কুলের প্রত্যয়নপত্র", "data": PAPER}
    await counsellor.ask("POST", f"{path}/documents", paper, expect=201)
    await _going_home(counsellor, case)
    return str(case["id"])


async def _going_home(counsellor: Person, case: dict[str, Any]) -> None:
    """The family was looked for, and an aunt found; some conditions hold, one shall be let pass."""
    path, child = f"/cases/{case['id']}", f"/children/{case['child_id']}"
    lead = {"way": "local_leader", "result": "lead", "words": "নানাবাড়ি নদীর ওপারে, বাজারের পাশে।"}
    await counsellor.ask("POST", f"{path}/tracing", lead, expect=201)
    aunt = {
        "person": {"name_bn": "শিউলি আক্তার"},
        "relation": {"kind": "aunt", "caregiver": "yes"},
        "source": "child",
    }
    (person,) = (await counsellor.ask("POST", f"{child}/people", aunt, expect=201))["people"]
    found = {"way": "visit", "result": "found", "person": person["id"], "place": PLACE}
    await counsellor.ask("POST", f"{path}/tracing", found, expect=201)
    wanted = {
        "child": case["child_id"],
        "kind": "relatives",
        "planned_on": day(9),
        "person": person["id"],
        "place": PLACE,
    }
    going = await counsellor.ask("POST", f"{path}/reintegrations", wanted, expect=201)
    one = f"{path}/reintegrations/{going['id']}"
    for condition, answer, words in (
        ("child_asked", "yes", "আমি খালার কাছে থাকতে চাই।"),
        ("child_wants", "yes", "দুইবার জিজ্ঞাসা করা হয়েছে।"),
        ("school_or_work", "no", "স্কুলে ভর্তি জানুয়ারিতে।"),
    ):
        said = {"condition": condition, "answer": answer, "words": words}
        await counsellor.ask("POST", f"{one}/conditions", said)
    why = {"condition": "school_or_work", "why": "ভর্তির আগেও খালা বাড়িতে পড়াবেন।"}
    await counsellor.ask("POST", f"{one}/exceptions", why, expect=201)


def _assessment() -> dict[str, Any]:
    found = {"safety": "serious", "education": "some", "law": "unknown"}
    words = {"safety": "চাচা একই ঘরে থাকে।"}
    domains = [
        {"domain": one, "concern": found.get(one, "none"), "words": words.get(one)}
        for one in DOMAINS
    ]
    summary, view = "মা কাজে গেলে শিশুটি একা থাকে।", "স্কুলে যেতে চাই।"
    return {"base_revision": 0, "domains": domains, "summary": summary, "child_view": view}


def _plan() -> dict[str, Any]:
    actions = [
        {"words": "স্কুলে ভর্তি", "who": "প্রধান শিক্ষক", "due_on": day(7)},
        {"words": "রাতে খালার বাসায় থাকার ব্যবস্থা", "who": "মা", "due_on": day(2)},
    ]
    return {"base_revision": 0, "goals": [{"words": "নিরাপদে ঘুমানো ও পড়া", "actions": actions}]}
