"""The forms that come with the product: readable, bilingual, put in place once."""

import re
from typing import Any

import pytest
from sqlmodel import select

from app.cases import form_service as service
from app.cases import forms
from app.cases.form_models import Form, FormVersion
from app.cases.form_reading import read
from app.cases.form_seed import shipped, sync_forms
from app.core.db import Database
from tests.cases.form_makers import asked, form
from tests.factories import add_counsellor

BANGLA = re.compile(r"[\u0980-\u09ff]")


def words_of(raw: Any) -> list[dict[str, str]]:
    if isinstance(raw, dict):
        own = [raw] if set(raw) == {"bn", "en"} else []
        return own + [one for part in raw.values() for one in words_of(part)]
    return [one for part in raw for one in words_of(part)] if isinstance(raw, list) else []


@pytest.mark.parametrize("file", shipped(), ids=lambda file: file["code"])
def test_a_form_of_ours_is_sound_and_speaks_both_languages(file: dict[str, Any]) -> None:
    assert read(file["definition"])[1] == []
    said = words_of(file["definition"])
    assert len(said) > 20
    assert [one for one in said if not BANGLA.search(one["bn"]) or BANGLA.search(one["en"])] == []


def test_the_view_of_the_child_is_asked_at_the_end_and_at_the_beginning() -> None:
    asked_in = {file["code"]: str(file["definition"]) for file in shipped()}
    for code in ("assessment", "closure"):
        assert "'child_asked'" in asked_in[code]
        assert "'child_said'" in asked_in[code]


@pytest.mark.parametrize(
    "purpose",
    [
        "assessment",
        "case_plan",
        "follow_up",
        "closure",
        "referral",
        "admission",
        "minimum_standard",
    ],
)
async def test_each_purpose_has_a_form_that_can_be_filled(database: Database, purpose: str) -> None:
    async with database.transaction() as session:
        version = await forms.current(session, purpose)
    assert (version.no, version.made_by) == (1, None)


async def test_what_an_administrator_has_made_of_a_form_is_never_put_back(
    database: Database,
) -> None:
    admin = await add_counsellor(database, on=False, role="administrator")
    own = form(asked("only", "yes_no"))
    async with database.transaction() as session:
        draft = await service.begin_draft(session, "closure", own, by=admin.id)
        form_ = await service.form_of(session, "closure")
        before = await service.published_of(session, form_)
        _, changes = service.judged(before, own)
        keys = [one.key for one in changes if one.must_confirm]
        await service.publish(session, "closure", rev=draft.rev, confirmed=keys, by=admin.id)
    async with database.transaction() as session:
        await sync_forms(session)
        await sync_forms(session)
    async with database.transaction() as session:
        assert (await forms.current(session, "closure")).no == 2
        count = list(await session.exec(select(FormVersion).join(Form)))
    assert len(count) == len(shipped()) + 1
