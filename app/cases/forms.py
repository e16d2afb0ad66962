"""Filling forms: the verbs every file of a child uses; who may open the file is not asked here.

The caller has opened the subject by one of the doors of access.py and hands over its data key. A
record keeps the version it was begun with, whatever is published later.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.form_definition import Definition
from app.cases.form_models import Form, FormAnswer, FormRevision, FormVersion, Purpose
from app.cases.form_reading import Flaw, known
from app.cases.form_rules import Checked, check, people_in, plain_facts
from app.cases.form_states import VersionState, advance_answer
from app.cases.form_values import World
from app.cases.sealed import DataIsErased
from app.core import clock, security
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.directory.queries import responder_names
from app.geo.lookup import gazetteer
from app.staff.queries import display_names

LONGEST_REASON: Final = 500


class FormNotFound(NotFound):
    """No such form, or none that may be filled."""

    code = "form_not_found"


class AnswerNotFound(NotFound):
    """No such filled form of this subject."""

    code = "answer_not_found"


class AnswersAreInvalid(InputIsInvalid):
    """Some answers can't be kept; `flaws` names each by its field, and repeats none."""

    code = "answers_are_invalid"


class FormIsIncomplete(HelplineError):
    """Not all is answered that must be; `flaws` names what is missing."""

    code = "form_is_incomplete"


class AnswerHasChanged(HelplineError):
    """Somebody else saved meanwhile; `version` is the one to read again."""

    code = "answer_has_changed"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom or what a form is about, opened already.

    `kind` names the table, as `incident` or `child`; `key` is its data key, and None for what has
    none, such as a centre: each filled form then gets a key of its own.
    """

    kind: str
    id: UUID
    key: bytes | None


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled form opened: `answers` by field, `why` of a correction; `dropped` at a save only.

    `missing` are the fields without which it can't be completed.
    """

    answer: FormAnswer
    revision: FormRevision
    form: Form
    version: FormVersion
    definition: Definition
    answers: dict[str, Any]
    missing: list[Flaw]
    why: str | None = None
    dropped: tuple[str, ...] = ()


async def current(session: AsyncSession, purpose: str, code: str | None = None) -> FormVersion:
    """The published version for a purpose; of several forms the oldest, or the one of `code`.

    Raises FormNotFound.
    """
    asked = (
        select(FormVersion)
        .join(Form, col(Form.id) == col(FormVersion.form_id))
        .where(Form.purpose == Purpose(purpose), FormVersion.state == VersionState.PUBLISHED)
        .order_by(col(Form.made_at), col(Form.code))
    )
    found = (await session.exec(asked.where(Form.code == code) if code else asked)).first()
    if found is None:
        raise FormNotFound("There is no form for this that may be filled.")
    return found


async def version_of(session: AsyncSession, version_id: UUID) -> FormVersion:
    """A version that is or was published. Raises FormNotFound."""
    found = await session.get(FormVersion, version_id)
    if found is None or found.state is VersionState.DRAFT:
        raise FormNotFound("There is no such version of a form.")
    return found


async def serves(session: AsyncSession, version: FormVersion, purpose: str) -> bool:
    """Whether a version belongs to a form for this purpose."""
    form = await session.get_one(Form, version.form_id)
    return form.purpose is Purpose(purpose)


async def fill(
    session: AsyncSession,
    version: FormVersion,
    subject: Subject,
    answers: Any,
    *,
    by: UUID,
    answer_id: UUID | None = None,
) -> Filled:
    """Begin a record as a draft. `answer_id` is the client's: said again, nothing is made twice.

    A version that has been followed by another may be filled still: the screen, or an institution
    without a network, began with it. Raises FormNotFound for a draft or a form that was retired,
    AnswersAreInvalid.
    """
    if answer_id is not None and (known_one := await session.get(FormAnswer, answer_id)):
        if (known_one.subject_kind, known_one.subject_id) != (subject.kind, subject.id):
            raise AnswerNotFound("There is no such filled form here.")
        return await read(session, answer_id, subject)
    form = await session.get_one(Form, version.form_id)
    if version.state is VersionState.DRAFT or form.retired_at is not None:
        raise FormNotFound("There is no form for this that may be filled.")
    definition = known(version.definition)
    checked = await _checked(session, definition, answers)
    now = clock.now()
    answer = FormAnswer(
        id=answer_id or uuid4(),
        form_version_id=version.id,
        subject_kind=subject.kind,
        subject_id=subject.id,
        begun_at=now,
        begun_by=by,
        changed_at=now,
    )
    if subject.key is None:
        _, answer.wrapped_key = security.vault().new_data_key(answer.id.bytes)
    if not await _first_to_add(session, answer):
        return await read(session, answer.id, subject)
    revision = FormRevision(answer_id=answer.id, no=1, written_at=now, written_by=by)
    return await _keep(session, (answer, revision, form, version), subject, definition, checked)


async def _first_to_add(session: AsyncSession, answer: FormAnswer) -> bool:
    """Whether nobody else has begun this record at the same moment."""
    try:
        async with session.begin_nested():
            session.add(answer)
    except IntegrityError:
        return False
    return True


async def change(
    session: AsyncSession,
    answer_id: UUID,
    subject: Subject,
    answers: Any,
    *,
    known_version: int,
    by: UUID,
) -> Filled:
    """Save a draft. Raises AnswerNotFound, AnswerHasChanged, IllegalMove, AnswersAreInvalid."""
    parts = await _locked(session, answer_id, subject, known_version)
    answer, revision = parts[:2]
    advance_answer(answer.state, "change")
    definition = known(parts[3].definition)
    checked = await _checked(session, definition, answers)
    answer.version += 1
    answer.changed_at = revision.written_at = clock.now()
    revision.written_by = by
    return await _keep(session, parts, subject, definition, checked)


async def complete(
    session: AsyncSession,
    answer_id: UUID,
    subject: Subject,
    *,
    known_version: int,
    by: UUID,
) -> Filled:
    """The draft is whole. Raises FormIsIncomplete, and what `change` raises.

    The answers are checked once more: what was possible at the save may be so no more.
    """
    parts = await _locked(session, answer_id, subject, known_version)
    answer, revision = parts[:2]
    state = advance_answer(answer.state, "complete")
    definition = known(parts[3].definition)
    answers, _ = _opened(answer, revision, subject)
    checked = await _checked(session, definition, answers)
    _must_be_whole(checked)
    answer.state, answer.version = state, answer.version + 1
    answer.changed_at = answer.completed_at = clock.now()
    answer.completed_by = by
    return await _keep(session, parts, subject, definition, checked)


async def correct(
    session: AsyncSession,
    answer_id: UUID,
    subject: Subject,
    answers: Any,
    *,
    why: str,
    known_version: int,
    by: UUID,
) -> Filled:
    """Put a completed record right, for a reason; what it said before is kept as its own revision.

    Raises FormIsIncomplete, and what `change` raises.
    """
    parts = await _locked(session, answer_id, subject, known_version)
    answer = parts[0]
    answer.state = advance_answer(answer.state, "correct")
    if not why.strip() or len(why) > LONGEST_REASON:
        raise InputIsInvalid(f"Say why, in at most {LONGEST_REASON} characters.", field="why")
    definition = known(parts[3].definition)
    checked = await _checked(session, definition, answers)
    _must_be_whole(checked)
    answer.version, answer.revision = answer.version + 1, answer.revision + 1
    answer.changed_at = clock.now()
    made = FormRevision(
        answer_id=answer.id, no=answer.revision, written_at=answer.changed_at, written_by=by
    )
    return await _keep(
        session, (answer, made, *parts[2:]), subject, definition, checked, why=why.strip()
    )


async def read(
    session: AsyncSession, answer_id: UUID, subject: Subject, revision: int | None = None
) -> Filled:
    """A filled form of this subject as it is now, or as it was at a revision.

    Raises AnswerNotFound, DataIsErased.
    """
    answer, kept, form, version = await _found(session, answer_id, subject, revision)
    definition = known(version.definition)
    answers, why = _opened(answer, kept, subject)
    missing = (await _check(session, definition, answers)).missing
    return Filled(answer, kept, form, version, definition, answers, missing, why)


async def is_begun(session: AsyncSession, answer_id: UUID) -> bool:
    """Whether a record of this id is there already: then `fill` begins nothing."""
    return await session.get(FormAnswer, answer_id) is not None


async def answers_of(session: AsyncSession, subject: Subject) -> list[tuple[FormAnswer, Form]]:
    """The filled forms of a subject without what they say, the newest first."""
    found = await session.exec(
        select(FormAnswer, Form)
        .join(FormVersion, col(FormVersion.id) == col(FormAnswer.form_version_id))
        .join(Form, col(Form.id) == col(FormVersion.form_id))
        .where(FormAnswer.subject_kind == subject.kind, FormAnswer.subject_id == subject.id)
        .order_by(col(FormAnswer.begun_at).desc(), col(FormAnswer.id))
    )
    return [(answer, form) for answer, form in found]


Parts = tuple[FormAnswer, FormRevision, Form, FormVersion]


async def _found(
    session: AsyncSession,
    answer_id: UUID,
    subject: Subject,
    revision: int | None = None,
    *,
    lock: bool = False,
) -> Parts:
    answer = await session.get(FormAnswer, answer_id, with_for_update=lock or None)
    if answer is None or (answer.subject_kind, answer.subject_id) != (subject.kind, subject.id):
        raise AnswerNotFound("There is no such filled form here.")
    kept = await session.get(FormRevision, (answer.id, revision or answer.revision))
    if kept is None:
        raise AnswerNotFound("There is no such revision of this form.")
    version = await session.get_one(FormVersion, answer.form_version_id)
    return answer, kept, await session.get_one(Form, version.form_id), version


async def _locked(
    session: AsyncSession, answer_id: UUID, subject: Subject, known_version: int
) -> Parts:
    parts = await _found(session, answer_id, subject, lock=True)
    if parts[0].version != known_version:
        raise AnswerHasChanged(
            "Somebody has saved this form meanwhile. Read it again before you go on.",
            version=parts[0].version,
        )
    return parts


async def _check(session: AsyncSession, definition: Definition, answers: Any) -> Checked:
    meant = people_in(definition, answers)
    ids = {kind: {id_ for of, id_ in meant if of == kind} for kind in ("staff", "worker")}
    people = {("staff", id_) for id_ in await display_names(session, ids["staff"])}
    people |= {("worker", id_) for id_ in await responder_names(session, ids["worker"])}
    today = clock.now().astimezone(clock.DHAKA).date()
    return check(definition, answers, World(today, _kind_of_place, people))


async def _checked(session: AsyncSession, definition: Definition, answers: Any) -> Checked:
    checked = await _check(session, definition, answers)
    if checked.flaws:
        raise AnswersAreInvalid(
            "Some answers can't be kept.", flaws=[flaw.plain() for flaw in checked.flaws]
        )
    return checked


def _must_be_whole(checked: Checked) -> None:
    if checked.missing:
        raise FormIsIncomplete(
            "Not all is answered that must be.", flaws=[flaw.plain() for flaw in checked.missing]
        )


def _kind_of_place(code: str) -> str | None:
    place = gazetteer().get(code)
    return place.kind if place else None


async def _keep(
    session: AsyncSession,
    parts: Parts,
    subject: Subject,
    definition: Definition,
    checked: Checked,
    *,
    why: str | None = None,
) -> Filled:
    answer, revision, form, version = parts
    said = json.dumps({"answers": checked.answers, "why": why}, ensure_ascii=False)
    revision.answers = security.seal(_key(answer, subject), said, _place(revision))
    revision.plain = plain_facts(definition, checked.answers)
    session.add(answer)
    session.add(revision)
    await session.flush()
    return Filled(
        answer,
        revision,
        form,
        version,
        definition,
        checked.answers,
        checked.missing,
        why,
        tuple(checked.dropped),
    )


def _opened(
    answer: FormAnswer, revision: FormRevision, subject: Subject
) -> tuple[dict[str, Any], str | None]:
    if revision.answers is None:
        raise DataIsErased("What was said here has been erased.")
    said: Mapping[str, Any] = json.loads(
        security.unseal(_key(answer, subject), revision.answers, _place(revision))
    )
    return said["answers"], said["why"]


def _key(answer: FormAnswer, subject: Subject) -> bytes:
    if subject.key is not None:
        return subject.key
    if answer.wrapped_key is None:
        raise DataIsErased("What was said here has been erased.")
    return security.vault().unwrap(answer.wrapped_key, answer.id.bytes)


def _place(revision: FormRevision) -> str:
    return f"form_revision.answers:{revision.answer_id}:{revision.no}"
