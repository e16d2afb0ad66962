"""A cash transfer of the evening: enrolled, one tranche released, and complained of; no test."""

from tests.browser.caseload import day, ticket
from tests.running import Person

MOBILE = "০১৭১২৩৪৫৬৭৮"


async def released(counsellor: Person, board: Person, case_id: str) -> str:
    """The counsellor's case has a transfer that is to be paid; its id."""
    case = (await counsellor.ask("GET", f"/cases/{case_id}"))["case"]
    child = f"/children/{case['child_id']}"
    mother = {
        "person": {"name_bn": "রোকেয়া বেগম"},
        "relation": {"kind": "mother", "caregiver": "yes"},
        "source": "worker",
    }
    people = (await counsellor.ask("POST", f"{child}/people", mother, expect=201))["people"]
    asked = {"group": "parentless"}
    file = await counsellor.ask("POST", f"/cases/{case_id}/cash", asked, expect=201)
    made = str(file["enrolment"]["id"])
    path = f"/cash/enrolments/{made}"
    scheme = file["scheme"]
    things: list[tuple[str, int | None]] = [(one["code"], None) for one in scheme["criteria"]]
    things += [(one["code"], 1) for one in scheme["conditions"]]
    for at, (about, tranche) in enumerate(things):
        said = {
            "about": about,
            "tranche": tranche,
            "answer": "yes",
            "witness": ("teacher", "local_government", "neighbour")[at % 3],
            "seen_on": day(-at),
            "words": "হাজিরা খাতা ও জন্মসনদ দেখা হয়েছে।",
        }
        await counsellor.ask("POST", f"{path}/evidence", said, expect=201)
    await board.ask("POST", f"{path}/approve", {})
    named = {"person": people[-1]["id"], "channel": "mobile", "account": MOBILE}
    payees = (await counsellor.ask("POST", f"{path}/payees", named, expect=201))["payees"]
    await board.ask("POST", f"{path}/payees/{payees[0]['id']}/confirm")
    await counsellor.ask("POST", f"{path}/tranches/1/propose", {})
    await board.ask("POST", f"{path}/tranches/1/release")
    complaint = {"enrolment": file["enrolment"]["number"], "category": "treated_badly"}
    wrote = await ticket(counsellor)
    await counsellor.ask("POST", f"/incidents/{wrote}/grievances", complaint, expect=201)
    return made
