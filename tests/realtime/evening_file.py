"""Steps of the evening on one file: who must not be asked, a form filled and put right."""

from typing import Any
from uuid import UUID

from app.cases import form_answer_endpoints as filled
from app.cases import forms
from app.cases.form_schemas import Correction, NewAnswers, VersionSeen
from tests.realtime.evening import Evening
from tests.realtime.evening_excluding import excluded, lifted

UNKNOWN = {"unknown": True, "why": "not_asked"}
WHOLE: dict[str, Any] = {
    "checked_on": "2026-01-02",
    "checked_by": "x",
    "assent": "yes",
    "height": UNKNOWN,
    "weight": UNKNOWN,
    "injuries": "no",
    "care": "none",
}


async def _begun(evening: Evening) -> None:
    async def act(session: Any) -> None:
        version = await forms.current(session, "admission")
        body = NewAnswers(version_id=version.id, answers=WHOLE)
        made = await filled.fill(session, evening.people["asha"], evening.tickets["first"], body)
        evening.texts["form"] = UUID(made["id"])

    await evening.do(act)


async def _completed(evening: Evening) -> None:
    who, ticket, form = evening.people["asha"], evening.tickets["first"], evening.texts["form"]
    await evening.do(lambda s: filled.complete(s, who, ticket, form, VersionSeen(version=1)))


async def _corrected(evening: Evening) -> None:
    who, ticket, form = evening.people["asha"], evening.tickets["first"], evening.texts["form"]
    body = Correction(answers=WHOLE | {"care": "here"}, version=2, why="misheard")
    await evening.do(lambda s: filled.correct(s, who, ticket, form, body))


ON_THE_FILE = (
    ("one must not be asked", excluded),
    ("which was a mistake", lifted),
    ("a form is begun", _begun),
    ("it is completed", _completed),
    ("and put right", _corrected),
)
