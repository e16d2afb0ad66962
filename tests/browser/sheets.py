"""Forms on the evening: a draft that changes something, and one filled form that was put right."""

from typing import Any

from tests.running import Person

FORM = "follow_up"
UNKNOWN = {"unknown": True, "why": "not_known"}
ANSWERS: dict[str, Any] = {
    "done_on": "2026-11-20",
    "how": "home",
    "child_seen": "yes",
    "child_said": "স্কুলে যেতে চায়, মায়ের কাছে থাকতে চায়।",
    "safe": "yes",
    "new_risk": UNKNOWN,
    "progress": "as_planned",
    "next_step": "go_on",
    "next_on": "2026-12-04",
}


async def drafted(office: Person) -> str:
    """A draft of the next follow-up form, with one question less; the form's code."""
    draft = await office.ask("POST", f"/forms/{FORM}/draft", {}, expect=201)
    definition = draft["definition"]
    definition["sections"][1]["fields"].pop(3)
    body = {"definition": definition, "rev": draft["rev"], "note": "বিদ্যালয়ের প্রশ্ন বাদ"}
    await office.ask("PUT", f"/forms/{FORM}/draft", body)
    return FORM


async def filled(counsellor: Person, incident: str) -> None:
    """Two forms about an incident: one completed and corrected, one just begun."""
    shown = await counsellor.ask("GET", "/forms")
    versions = {one["code"]: one["published"]["id"] for one in shown["items"]}
    path = f"/incidents/{incident}/forms"
    body = {"version_id": versions[FORM], "answers": ANSWERS}
    made = await counsellor.ask("POST", path, body, expect=201)
    at = f"{path}/{made['id']}"
    await counsellor.ask("POST", f"{at}/complete", {"version": 1})
    again = {"answers": {**ANSWERS, "new_risk": "no"}, "version": 2, "why": "পরে জানা গেছে"}
    await counsellor.ask("POST", f"{at}/correct", again)
    begun = {"version_id": versions["assessment"], "answers": {}}
    await counsellor.ask("POST", path, begun, expect=201)
