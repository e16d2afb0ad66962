"""A board of the evening: seats, a meeting that was held, a decision, and one to come; no test."""

from datetime import UTC, datetime, timedelta

from tests.running import Person

DISTRICT = "BD3026"
SEATS = (
    ("chair", "উপপরিচালক, সমাজসেবা", "Deputy director, social services"),
    ("secretary", "প্রবেশন কর্মকর্তা", "Probation officer"),
    ("member", "জেলা শিক্ষা অফিসার", "District education officer"),
)


async def met(office: Person, board: Person, case_id: str) -> dict[str, str]:
    """Ids by what a screen needs: the board, and its meeting, which was held a moment ago."""
    number = (await board.ask("GET", f"/cases/{case_id}"))["case"]["number"]
    said = {"body": "welfare_board", "level": "district", "place": DISTRICT, "quorum": 2}
    names = {"name_bn": "ঢাকা জেলা শিশু কল্যাণ বোর্ড", "name_en": "Child welfare board of Dhaka"}
    made = await office.ask("POST", "/committees", {**said, **names}, expect=201)
    path = f"/committees/{made['id']}"
    since = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    for role, title_bn, title_en in SEATS:
        seat = {"role": role, "title_bn": title_bn, "title_en": title_en, "since": since}
        file = await office.ask("POST", f"{path}/seats", seat, expect=201)
    seats = [one["id"] for one in file["seats"]]
    now = datetime.now(UTC)
    planned = {"planned_at": (now - timedelta(hours=2)).isoformat(), "venue": "সম্মেলন কক্ষ"}
    held = await board.ask("POST", f"{path}/meetings", planned, expect=201)
    meeting = f"/meetings/{held['meeting']['id']}"
    for item in ({"case": number, "question": "school"}, {"words": "শীতবস্ত্র বিতরণ"}):
        file = await board.ask("POST", f"{meeting}/items", item, expect=201)
    present = [{"seat": one, "how": "present"} for one in seats[:2]]
    body = {"held_at": (now - timedelta(minutes=5)).isoformat(), "present": present}
    await board.ask("POST", f"{meeting}/hold", body)
    decision = {
        "words": "একটি স্কুলে আসন নিশ্চিত করা হবে।",
        "due_on": (now + timedelta(days=20)).date().isoformat(),
        "owner_seat": seats[2],
        "item": file["items"][0]["id"],
    }
    await board.ask("POST", f"{meeting}/decisions", decision, expect=201)
    later = {"planned_at": (now + timedelta(days=30)).isoformat()}
    await board.ask("POST", f"{path}/meetings", later, expect=201)
    return {"committee": made["id"], "meeting": held["meeting"]["id"]}
