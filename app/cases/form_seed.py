"""Puts the forms that come with the product in place, once; it changes none that is there."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.form_models import Form, FormStep, FormVersion, Purpose, Step
from app.cases.form_reading import known
from app.cases.form_states import VersionState
from app.core import clock
from app.core.db import fetch

_ADD = """
INSERT INTO form (id, code, purpose, made_at, version) VALUES ($1, $2, $3, $4, 1)
ON CONFLICT DO NOTHING RETURNING id
"""
"""Two doors that open at once bring the same forms."""


async def sync_forms(session: AsyncSession) -> None:
    """Each form of data/forms as its version 1, unless there is a form of its code.

    What an administrator has made of it is never put back. Raises ValueError for a damaged file.
    """
    there = set(await session.exec(select(Form.code)))
    for file in shipped():
        if file["code"] not in there:
            await _add(session, file)


async def _add(session: AsyncSession, file: dict[str, Any]) -> None:
    now = clock.now()
    form = Form(code=file["code"], purpose=Purpose(file["purpose"]), made_at=now)
    if not await fetch(session, _ADD, form.id, form.code, form.purpose.value, now):
        return
    session.add(
        FormVersion(
            form_id=form.id,
            no=1,
            state=VersionState.PUBLISHED,
            definition=known(file["definition"]).plain(),
            note=file["note"],
            made_at=now,
            published_at=now,
        )
    )
    facts = {"no": 1, "origin": "product"}
    session.add(FormStep(form_id=form.id, seq=1, at=now, kind=Step.PUBLISHED, facts=facts))
    await session.flush()


@cache
def shipped() -> tuple[dict[str, Any], ...]:
    """The forms that come with the product, as their files have them."""
    return tuple(_read())


def _read() -> Iterator[dict[str, Any]]:
    folder = files("app.cases") / "data" / "forms"
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        yield json.loads(path.read_text(encoding="utf-8"))
