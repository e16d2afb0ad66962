"""Forms on a real Postgres: drafts, publishing, filling, and what never changes."""

import asyncio
import copy
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlmodel import select

from app.cases import form_service as service
from app.cases import forms
from app.cases.form_models import Form, FormAnswer, FormStep, FormVersion
from app.cases.form_service import (
    ChangesAreNotConfirmed,
    DraftExists,
    DraftHasChanged,
    FormCodeIsTaken,
    FormIsNotValid,
    FormIsRetired,
    NoDraft,
)
from app.cases.form_states import AnswerState, VersionState
from app.cases.forms import (
    FormNotFound,
    Subject,
)
from app.core.db import Database
from app.core.errors import InputIsInvalid
from app.staff.models import Staff
from tests.cases.form_makers import asked, form, options
from tests.factories import add_counsellor

CODE = "test_form"
CHILD = Subject("child", UUID("00000000-0000-4000-8000-00000000000c"), b"c" * 32)
CENTRE = Subject("centre", uuid4(), None)
SIMPLE = form(
    asked("safe", "yes_no", required=True),
    asked("story", "long_text"),
    asked("secret", "one", personal=True, options=options("a", "b")),
)
DONE = {"safe": "no", "story": "Xandroff mama", "secret": "a"}


@pytest.fixture
async def admin(database: Database) -> Staff:
    return await add_counsellor(database, on=False, role="administrator")


async def drafted(database: Database, by: Staff, definition: Any = SIMPLE) -> FormVersion:
    async with database.transaction() as session:
        if (await session.exec(select(Form.id).where(Form.code == CODE))).first():
            return await service.begin_draft(session, CODE, definition, by=by.id)
        return await service.begin_form(session, CODE, "other", definition, note="first", by=by.id)


async def published(
    database: Database, by: Staff, definition: Any = SIMPLE, confirmed: tuple[str, ...] = ()
) -> FormVersion:
    draft = await drafted(database, by, definition)
    async with database.transaction() as session:
        return await service.publish(
            session, CODE, rev=draft.rev, confirmed=list(confirmed), by=by.id
        )


async def filled(database: Database, by: Staff, answers: Any = DONE) -> FormAnswer:
    async with database.transaction() as session:
        version = await forms.current(session, "other", CODE)
        return (await forms.fill(session, version, CHILD, answers, by=by.id)).answer


async def read(database: Database, answer: FormAnswer, **more: Any) -> forms.Filled:
    async with database.transaction() as session:
        return await forms.read(session, answer.id, CHILD, **more)


class TestVersions:
    async def test_a_form_goes_from_draft_to_published_to_retired_and_every_step_is_told(
        self, database: Database, admin: Staff
    ) -> None:
        await published(database, admin)
        second = copy.deepcopy(SIMPLE)
        second["sections"][0]["fields"].append(asked("more", "text"))
        await published(database, admin, second)
        async with database.transaction() as session:
            await service.retire(session, CODE, by=admin.id)
        async with database.transaction() as session:
            versions = list(
                await session.exec(
                    select(FormVersion).join(Form).where(Form.code == CODE).order_by("no")
                )
            )
            steps = list(
                await session.exec(
                    select(FormStep).join(Form).where(Form.code == CODE).order_by("seq")
                )
            )
        assert [(one.no, one.state) for one in versions] == [(1, "retired"), (2, "retired")]
        assert [(one.seq, one.kind, one.facts["no"]) for one in steps] == [
            (1, "drafted", 1),
            (2, "published", 1),
            (3, "drafted", 2),
            (4, "published", 2),
            (5, "retired", 2),
        ]
        assert {one.staff_id for one in steps} == {admin.id}

    async def test_a_draft_may_be_half_done_and_can_not_be_published_so(
        self, database: Database, admin: Staff
    ) -> None:
        half = {"title": {"bn": "", "en": "Half"}, "sections": []}
        draft = await drafted(database, admin, half)
        assert draft.definition == half
        with pytest.raises(FormIsNotValid) as refused:
            async with database.transaction() as session:
                await service.publish(session, CODE, rev=1, confirmed=[], by=admin.id)
        codes = {(flaw["path"], flaw["code"]) for flaw in refused.value.facts["flaws"]}
        assert codes == {("title.bn", "empty"), ("sections", "empty")}

    @pytest.mark.parametrize(
        "rubbish", [None, 7, "x", [], {"a": "\x00"}, {"a": float("nan")}, {"\ud800": 1}]
    )
    async def test_what_no_database_can_keep_is_refused(
        self, database: Database, admin: Staff, rubbish: Any
    ) -> None:
        with pytest.raises(FormIsNotValid):
            await drafted(database, admin, rubbish)

    async def test_a_definition_of_five_megabytes_is_refused(
        self, database: Database, admin: Staff
    ) -> None:
        with pytest.raises(FormIsNotValid) as refused:
            await drafted(database, admin, {"title": "x" * 5_000_000})
        assert refused.value.facts["flaws"][0]["code"] == "too_large"

    async def test_a_form_has_one_code_and_one_draft_at_most(
        self, database: Database, admin: Staff
    ) -> None:
        await drafted(database, admin)
        with pytest.raises(DraftExists):
            await drafted(database, admin)
        with pytest.raises(FormCodeIsTaken):
            async with database.transaction() as session:
                await service.begin_form(session, CODE, "other", SIMPLE, note=None, by=admin.id)
        for code, purpose in (("Bad Code", "other"), ("good", "nonsense")):
            with pytest.raises(InputIsInvalid):
                async with database.transaction() as session:
                    await service.begin_form(session, code, purpose, SIMPLE, note=None, by=admin.id)

    async def test_of_two_saves_of_a_draft_the_second_is_told(
        self, database: Database, admin: Staff
    ) -> None:
        await drafted(database, admin)
        async with database.transaction() as session:
            await service.change_draft(session, CODE, SIMPLE, rev=1, note=None, by=admin.id)
        with pytest.raises(DraftHasChanged) as refused:
            async with database.transaction() as session:
                await service.change_draft(session, CODE, SIMPLE, rev=1, note=None, by=admin.id)
        assert refused.value.facts == {"rev": 2}

    async def test_of_two_administrators_who_publish_at_once_exactly_one_wins(
        self, database: Database, admin: Staff
    ) -> None:
        other = await add_counsellor(database, on=False, role="administrator")
        draft = await drafted(database, admin)

        async def one(by: Staff) -> FormVersion:
            async with database.transaction() as session:
                return await service.publish(session, CODE, rev=draft.rev, confirmed=[], by=by.id)

        done = await asyncio.gather(one(admin), one(other), return_exceptions=True)
        assert sorted(type(result).__name__ for result in done) == ["FormVersion", "NoDraft"]

    async def test_what_breaks_must_be_confirmed_by_name(
        self, database: Database, admin: Staff
    ) -> None:
        await published(database, admin)
        less = form(*SIMPLE["sections"][0]["fields"][:2])
        with pytest.raises(ChangesAreNotConfirmed) as refused:
            await published(database, admin, less)
        assert [one["key"] for one in refused.value.facts["changes"]] == ["field_removed:secret"]
        async with database.transaction() as session:
            with pytest.raises(ChangesAreNotConfirmed):
                await service.publish(session, CODE, rev=1, confirmed=["x"], by=admin.id)
        async with database.transaction() as session:
            confirmed = ["field_removed:secret"]
            made = await service.publish(session, CODE, rev=1, confirmed=confirmed, by=admin.id)
        assert (made.no, made.state) == (2, VersionState.PUBLISHED)

    async def test_a_discarded_draft_is_gone_and_its_number_comes_again(
        self, database: Database, admin: Staff
    ) -> None:
        await published(database, admin)
        await drafted(database, admin)
        async with database.transaction() as session:
            await service.discard_draft(session, CODE, rev=1, by=admin.id)
        with pytest.raises(NoDraft):
            async with database.transaction() as session:
                await service.discard_draft(session, CODE, rev=1, by=admin.id)
        assert (await drafted(database, admin)).no == 2

    async def test_a_retired_form_is_not_filled_until_it_is_published_again(
        self, database: Database, admin: Staff
    ) -> None:
        version = await published(database, admin)
        async with database.transaction() as session:
            await service.retire(session, CODE, by=admin.id)
        with pytest.raises(FormIsRetired):
            async with database.transaction() as session:
                await service.retire(session, CODE, by=admin.id)
        with pytest.raises(FormNotFound):
            await filled(database, admin)
        with pytest.raises(FormNotFound):
            async with database.transaction() as session:
                await forms.fill(session, version, CHILD, DONE, by=admin.id)
        await published(database, admin)
        assert (await filled(database, admin)).state is AnswerState.DRAFT

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE form_version SET definition = '{}' WHERE id = $1",
            "UPDATE form_version SET no = 7 WHERE id = $1",
            "UPDATE form_version SET state = 'draft' WHERE id = $1",
            "UPDATE form_version SET published_by = NULL WHERE id = $1",
            "UPDATE form_version SET state = 'retired', definition = '{}' WHERE id = $1",
            "DELETE FROM form_version WHERE id = $1",
        ],
    )
    async def test_nobody_changes_a_published_version_not_even_by_sql(
        self, database: Database, admin: Staff, statement: str
    ) -> None:
        version = await published(database, admin)
        pool = await database.raw()
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await pool.execute(statement, version.id)
        async with database.transaction() as session:
            await service.retire(session, CODE, by=admin.id)
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await pool.execute(statement, version.id)
