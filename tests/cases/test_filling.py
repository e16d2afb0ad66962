"""Filling forms on a real Postgres: sealed answers, versions kept, drafts, corrections."""

import asyncio
import json
from uuid import UUID, uuid4

import pytest

from app.cases import forms
from app.cases.form_models import FormAnswer, FormRevision
from app.cases.forms import (
    AnswerHasChanged,
    AnswerNotFound,
    AnswersAreInvalid,
    FormIsIncomplete,
    Subject,
)
from app.cases.sealed import DataIsErased
from app.core.db import Database
from app.core.errors import InputIsInvalid
from app.core.moves import IllegalMove
from app.staff.models import Staff
from tests.cases.form_makers import EVERYTHING, asked, form
from tests.cases.test_forms import CENTRE, CHILD, CODE, DONE, admin, filled, published, read

__all__ = ["admin"]


class TestFilling:
    async def test_a_record_keeps_its_version_whatever_is_published_later(
        self, database: Database, admin: Staff
    ) -> None:
        first = await published(database, admin)
        old = await filled(database, admin)
        less = form(asked("safe", "yes_no", required=True), asked("new", "yes_no", required=True))
        gone = ("field_removed:story", "field_removed:secret")
        await published(database, admin, less, gone)
        kept = await read(database, old)
        assert (kept.version.id, kept.answers) == (first.id, DONE)
        async with database.transaction() as session:
            saved = await forms.change(
                session, old.id, CHILD, {**DONE, "safe": "yes"}, known_version=1, by=admin.id
            )
            assert saved.answers["secret"] == "a"
            late = await forms.fill(session, first, CHILD, DONE, by=admin.id)
        assert late.version.no == 1
        with pytest.raises(AnswersAreInvalid):
            await filled(database, admin)

    async def test_answers_are_sealed_and_only_unmarked_choices_stand_beside_them(
        self, database: Database, admin: Staff
    ) -> None:
        await published(database, admin)
        answer = await filled(database, admin)
        async with database.transaction() as session:
            revision = await session.get_one(FormRevision, (answer.id, 1))
        assert revision.plain == {"safe": "no"}
        assert revision.answers is not None
        assert b"Xandroff" not in revision.answers
        with pytest.raises(Exception, match="does not open"):
            async with database.transaction() as session:
                await forms.read(session, answer.id, Subject("child", CHILD.id, b"x" * 32))

    async def test_unknown_is_kept_as_unknown(self, database: Database, admin: Staff) -> None:
        await published(database, admin)
        unknown = {"unknown": True, "why": "refused"}
        answer = await filled(database, admin, {"safe": unknown})
        kept = await read(database, answer)
        assert kept.answers == {"safe": unknown}
        assert kept.revision.plain == {"safe": {"unknown": "refused"}}
        assert kept.missing == []

    async def test_what_is_about_a_centre_has_a_key_of_its_own_and_can_be_erased(
        self, database: Database, admin: Staff
    ) -> None:
        await published(database, admin)
        async with database.transaction() as session:
            version = await forms.current(session, "other", CODE)
            made = await forms.fill(session, version, CENTRE, DONE, by=admin.id)
        async with database.transaction() as session:
            assert (await forms.read(session, made.answer.id, CENTRE)).answers == DONE
            (await session.get_one(FormAnswer, made.answer.id)).wrapped_key = None
        with pytest.raises(DataIsErased):
            async with database.transaction() as session:
                await forms.read(session, made.answer.id, CENTRE)

    async def test_somebody_elses_record_is_as_one_that_does_not_exist(
        self, database: Database, admin: Staff
    ) -> None:
        await published(database, admin)
        answer = await filled(database, admin)
        for subject, id_ in (
            (Subject("child", uuid4(), CHILD.key), answer.id),
            (Subject("incident", CHILD.id, CHILD.key), answer.id),
            (CHILD, uuid4()),
        ):
            with pytest.raises(AnswerNotFound):
                async with database.transaction() as session:
                    await forms.read(session, id_, subject)

    async def test_a_record_begun_twice_with_one_id_is_one_record(
        self, database: Database, admin: Staff
    ) -> None:
        version = await published(database, admin)
        id_ = uuid4()

        async def begin() -> UUID:
            async with database.transaction() as session:
                made = await forms.fill(session, version, CHILD, DONE, by=admin.id, answer_id=id_)
                return made.answer.id

        assert set(await asyncio.gather(*(begin() for _ in range(4)))) == {id_}
        assert await begin() == id_
        with pytest.raises(AnswerNotFound):
            async with database.transaction() as session:
                await forms.fill(session, version, CENTRE, DONE, by=admin.id, answer_id=id_)

    async def test_of_two_saves_the_second_is_told_what_is_current(
        self, database: Database, admin: Staff
    ) -> None:
        await published(database, admin)
        answer = await filled(database, admin)

        async def save(safe: str) -> int:
            async with database.transaction() as session:
                made = await forms.change(
                    session, answer.id, CHILD, {"safe": safe}, known_version=1, by=admin.id
                )
                return made.answer.version

        done = await asyncio.gather(save("yes"), save("no"), return_exceptions=True)
        (refused,) = [one for one in done if isinstance(one, AnswerHasChanged)]
        assert (2 in done, refused.facts) == (True, {"version": 2})

    async def test_completing_asks_for_all_and_then_only_corrections_change_it(
        self, database: Database, admin: Staff
    ) -> None:
        await published(database, admin)
        answer = await filled(database, admin, {"story": "x"})
        with pytest.raises(FormIsIncomplete) as refused:
            async with database.transaction() as session:
                await forms.complete(session, answer.id, CHILD, known_version=1, by=admin.id)
        assert [flaw["path"] for flaw in refused.value.facts["flaws"]] == ["safe"]
        async with database.transaction() as session:
            await forms.change(session, answer.id, CHILD, DONE, known_version=1, by=admin.id)
            await forms.complete(session, answer.id, CHILD, known_version=2, by=admin.id)
        for verb in (forms.complete, forms.change):
            more = {"answers": DONE} if verb is forms.change else {}
            with pytest.raises(IllegalMove) as illegal:
                async with database.transaction() as session:
                    await verb(session, answer.id, CHILD, known_version=3, by=admin.id, **more)
            assert illegal.value.facts["legal"] == ["correct"]

    async def test_a_correction_keeps_what_was_said_before(
        self, database: Database, admin: Staff
    ) -> None:
        await published(database, admin)
        answer = await filled(database, admin)
        async with database.transaction() as session:
            await forms.complete(session, answer.id, CHILD, known_version=1, by=admin.id)
            made = await forms.correct(
                session,
                answer.id,
                CHILD,
                {**DONE, "safe": "yes"},
                why="Xandroff misheard",
                known_version=2,
                by=admin.id,
            )
        assert (made.answer.revision, made.answer.version, made.answer.state) == (2, 3, "complete")
        now, before = await read(database, answer), await read(database, answer, revision=1)
        assert (now.answers["safe"], before.answers["safe"]) == ("yes", "no")
        assert (now.why, before.why) == ("Xandroff misheard", None)
        for answers, why, error in (
            ({}, "because", FormIsIncomplete),
            (DONE, " ", InputIsInvalid),
        ):
            with pytest.raises(error):
                async with database.transaction() as session:
                    await forms.correct(
                        session, answer.id, CHILD, answers, why=why, known_version=3, by=admin.id
                    )
        with pytest.raises(AnswerNotFound):
            await read(database, answer, revision=9)

    async def test_people_and_places_are_looked_up(self, database: Database, admin: Staff) -> None:
        await published(database, admin, EVERYTHING)
        here = {"lives_with": "nobody", "home": "BD3026"}
        await filled(database, admin, {**here, "worker": {"kind": "staff", "id": str(admin.id)}})
        for wrong in (
            {**here, "worker": {"kind": "staff", "id": str(uuid4())}},
            {**here, "worker": {"kind": "worker", "id": str(admin.id)}},
            {**here, "home": "BD"},
            {**here, "name": "Xandroff" * 99, "nonsense": 1},
        ):
            with pytest.raises(AnswersAreInvalid) as refused:
                await filled(database, admin, wrong)
            assert "Xandroff" not in json.dumps(refused.value.facts)
