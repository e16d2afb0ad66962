"""Courses and events of the evening: one runs out for somebody, sessions, a log; no test."""

from datetime import UTC, date, datetime, timedelta

from tests.running import Person

DISTRICT = "BD3026"
OWN = timedelta(hours=6)
MONTHS = 12
RUNS_OUT_AFTER_DAYS = 12
"""So many days the counsellor's course counts still: less than supervisors are warned of."""


async def taught(office: Person, board: Person, worker_id: str) -> dict[str, str]:
    """Ids by what a screen needs: a course that somebody has, which is held, and is to be held."""
    learners = await office.ask("GET", "/directory?what=staff&kind=counsellor")
    first, second, *_ = ({"kind": "staff", "id": one["id"]} for one in learners["items"])
    names = {"name_bn": "মনোসামাজিক সহায়তা প্রশিক্ষণ", "name_en": "Psychosocial support"}
    said = {"code": "PSST", **names, "hours": 160, "valid_months": MONTHS}
    course = await office.ask("POST", "/courses", said, expect=201)
    path = f"/courses/{course['id']}"
    for kind, code in (("skill", "psychosocial"), ("post", "legal_aid_officer")):
        await office.ask("PUT", f"{path}/need", {"kind": kind, "code": code})
    basic = {"code": "BSST", "name_bn": "মৌলিক সমাজসেবা প্রশিক্ষণ", "name_en": "Basic social service"}
    await office.ask("POST", "/courses", basic, expect=201)
    now = datetime.now(UTC)
    today = (now + OWN).date()
    for who, on in ((first, _ending(today)), ({"kind": "worker", "id": worker_id}, today)):
        body = {"holder": who, "got_on": on.isoformat()}
        await board.ask("POST", f"{path}/qualifications", body, expect=201)
    held = await _session(board, path, now - timedelta(days=40), now - timedelta(days=38))
    over = await _session(board, path, now - timedelta(days=3), now - timedelta(days=1))
    coming = await _session(board, path, now + timedelta(days=9), now + timedelta(days=12))
    for session in (held, over, coming):
        for who in (first, second):
            await board.ask("POST", f"{session}/enrol", who)
    results = [{"holder": second["id"], "attended": True, "result": "failed"}]
    await board.ask("POST", f"{held}/hold", {"results": results})
    await _events(board, now)
    return {"course": course["id"]}


def _ending(today: date) -> date:
    """The day on which a course was passed that counts a few days still."""
    last = today + timedelta(days=RUNS_OUT_AFTER_DAYS + 1)
    return last.replace(year=last.year - 1, day=min(last.day, 28))


async def _session(board: Person, path: str, starts_at: datetime, ends_at: datetime) -> str:
    body = {
        "starts_at": starts_at.isoformat(),
        "ends_at": ends_at.isoformat(),
        "place": DISTRICT,
        "venue": "প্রশিক্ষণ কক্ষ",
        "seats": 20,
    }
    made = await board.ask("POST", f"{path}/trainings", body, expect=201)
    return f"/trainings/{made['training']['id']}"


EVENTS = (
    ("school_visit", "বিদ্যালয়ে আলোচনা", "A talk at a school", ["children", "teachers"], -2),
    ("rally", "শিশু দিবসের শোভাযাত্রা", "A march on children's day", ["everybody"], -1),
    ("recreation", "ছবি আঁকার আসর", "An afternoon of drawing", ["street_children"], 4),
)


async def _events(board: Person, now: datetime) -> None:
    """One was held, partly uncounted; of one nobody has said what came; one is to come."""
    for kind, name_bn, name_en, audience, days in EVENTS:
        starts = now + timedelta(days=days)
        body = {
            "kind": kind,
            "name_bn": name_bn,
            "name_en": name_en,
            "audience": audience,
            "place": DISTRICT,
            "starts_at": starts.isoformat(),
            "ends_at": (starts + timedelta(hours=3)).isoformat(),
            "expected": 120 if days > 0 else None,
        }
        made = await board.ask("POST", "/outreach", body, expect=201)
        if kind == "school_visit":
            counts = [{"who": "girls", "people": 64}, {"who": "boys", "people": 58}]
            reached = [*counts, {"who": "women", "people": None}]
            await board.ask("POST", f"/outreach/{made['id']}/hold", {"reached": reached})
