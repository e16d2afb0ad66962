"""Interviews of silent calls as screens get them, with every answer and its time."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import ladder
from app.cases.queries import iso
from app.core.db import fetch

Row = dict[str, Any]

_INTERVIEWS = """
SELECT call_id, ladder, started_at, background, disposition FROM silent_interview
WHERE call_id = ANY($1)
"""
_QUESTIONS = """
SELECT id, call_id, nth, question, asked_at, ended_at, ending FROM interview_question
WHERE call_id = ANY($1) ORDER BY nth
"""
_ANSWERS = """
SELECT question_id, answer, means, at FROM interview_answer
WHERE question_id = ANY($1) ORDER BY at, round
"""


async def interview_rows(session: AsyncSession, call_ids: Collection[UUID]) -> dict[UUID, Row]:
    """The interview of each call that has one, by call."""
    found = await fetch(session, _INTERVIEWS, list(call_ids))
    if not found:
        return {}
    asked = await fetch(session, _QUESTIONS, [row["call_id"] for row in found])
    answers: dict[UUID, list[Row]] = defaultdict(list)
    for row in await fetch(session, _ANSWERS, [question["id"] for question in asked]):
        shown = {"answer": row["answer"], "means": row["means"], "at": iso(row["at"])}
        answers[row["question_id"]].append(shown)
    return {
        row["call_id"]: {
            "ladder_version": row["ladder"],
            "ladder": list(ladder.QUESTIONS),
            "started_at": iso(row["started_at"]),
            "background": row["background"],
            "disposition": row["disposition"],
            "questions": [
                _question(one, answers[one["id"]])
                for one in asked
                if one["call_id"] == row["call_id"]
            ],
        }
        for row in found
    }


def _question(row: Any, answers: list[Row]) -> Row:
    return {
        "id": str(row["id"]),
        "nth": row["nth"],
        "question": row["question"],
        "asked_at": iso(row["asked_at"]),
        "ended_at": iso(row["ended_at"]),
        "ending": row["ending"],
        "answers": answers,
    }
