"""A child who stays in the demo's centre, with all that is written of it, to look at; no test."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.running import Person

WORDS = "নানির কথা বলেছে; রাতে ভালো ঘুমিয়েছে।"


async def lives_there(keeper: Person) -> str:
    """Admitted while every bed is kept for somebody: it has none, and the centre says why."""
    me = await keeper.ask("GET", "/session")
    child: dict[str, Any] = {
        "came_by": "court",
        "child": {"name": "ঝিনুক", "sex": "girl", "age": "১৩"},
        "over_reason": "court_order",
        "condition": "tired",
    }
    path = f"/centres/{me['centre_id']}/stays"
    board = await keeper.ask("POST", path, child, expect=201)
    (stay,) = (one["id"] for one in board["stays"] if one["came_by"] == "court")
    now = datetime.now(UTC)
    today = (now + timedelta(hours=6)).date().isoformat()
    at = f"/stays/{stay}"
    for part, said in (
        ("kit", {"item": "clothes", "count": 2, "given_on": today}),
        ("kit", {"item": "blanket", "given_on": today}),
        ("tracks", {"kind": "school", "words": "পঞ্চম শ্রেণি", "begun_on": today}),
        ("talks", {"kind": "individual", "held_on": today, "minutes": 40, "words": WORDS}),
        ("life-skills", {"skill": "emotions", "step": "practises", "seen_on": today}),
        ("extend", {"months": 2, "reason": "court_pending", "words": "শুনানি বাকি"}),
    ):
        await keeper.ask("POST", f"{at}/{part}", said, expect=201)
    happened: dict[str, Any] = {
        "what": "fight",
        "severity": "serious",
        "happened_at": now.isoformat(),
    }
    told: dict[str, Any] = {"words": "উঠানে কথা-কাটাকাটি", "told": ["head"]}
    await keeper.ask("POST", f"{at}/incidents", happened | told, expect=201)
    return str(stay)
