"""The verbs of administrators: a form is drafted, checked, published, retired; it fills none.

At most one draft a form, and one published version. Each verb locks the form, so of two who
publish at once one wins and the other is told. The form's steps say what was done, and by whom.
"""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.form_changes import Change, compare
from app.cases.form_definition import Definition
from app.cases.form_models import Form, FormStep, FormVersion, Purpose, Step
from app.cases.form_reading import CODE, Flaw, known, read, storable
from app.cases.form_states import VersionState, advance_version
from app.cases.forms import FormNotFound
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid

LONGEST_NOTE: Final = 500


class FormIsNotValid(InputIsInvalid):
    """The definition can't be used; `flaws` names each place."""

    code = "form_is_not_valid"


class FormCodeIsTaken(HelplineError):
    """There is a form of this code."""

    code = "form_code_is_taken"


class DraftExists(HelplineError):
    """A draft of this form is being written; `no` is its number."""

    code = "draft_exists"


class NoDraft(HelplineError):
    """There is no draft of this form, or none any more: somebody has published or discarded it."""

    code = "no_draft"


class DraftHasChanged(HelplineError):
    """Somebody else saved the draft meanwhile; `rev` is the one to read again."""

    code = "draft_has_changed"


class ChangesAreNotConfirmed(HelplineError):
    """The new version breaks something for records to come; `changes` lists what to confirm."""

    code = "changes_are_not_confirmed"


class FormIsRetired(HelplineError):
    """The form is not filled any more, so there is nothing to retire."""

    code = "form_is_retired"


async def form_of(session: AsyncSession, code: str, *, lock: bool = False) -> Form:
    """The form of a code. Raises FormNotFound."""
    asked = select(Form).where(Form.code == code)
    found = (await session.exec(asked.with_for_update() if lock else asked)).first()
    if found is None:
        raise FormNotFound("There is no such form.")
    return found


async def begin_form(
    session: AsyncSession,
    code: str,
    purpose: str,
    definition: Any,
    *,
    note: str | None,
    by: UUID | None,
    origin: str = "new",
) -> FormVersion:
    """A new form with its first draft. Raises FormCodeIsTaken, FormIsNotValid, InputIsInvalid."""
    if not CODE.fullmatch(code):
        raise InputIsInvalid("A code has small letters, digits and _, 40 at most.", field="code")
    if purpose not in list(Purpose):
        raise InputIsInvalid(f"Choose one of: {', '.join(Purpose)}.", field="purpose")
    await session.exec(select(func.pg_advisory_xact_lock(func.hashtext(f"form:{code}"))))
    if (await session.exec(select(Form.id).where(Form.code == code))).first():
        raise FormCodeIsTaken("There is a form of this code.")
    form = Form(code=code, purpose=Purpose(purpose), made_at=clock.now())
    session.add(form)
    await session.flush()
    return await _draft(session, form, definition, note=note, by=by, origin=origin)


async def begin_draft(
    session: AsyncSession,
    code: str,
    definition: Any = None,
    *,
    note: str | None = None,
    by: UUID,
    origin: str = "edit",
) -> FormVersion:
    """A draft of the next version, from the last one when nothing is given.

    Raises FormNotFound, DraftExists, FormIsNotValid.
    """
    form = await form_of(session, code, lock=True)
    draft = await draft_of(session, form)
    if draft is not None:
        raise DraftExists("Somebody is writing a draft of this form.", no=draft.no)
    if definition is None:
        last = await _last(session, form)
        definition = last.definition if last else {}
    return await _draft(session, form, definition, note=note, by=by, origin=origin)


async def take_in(
    session: AsyncSession,
    code: str,
    purpose: str,
    definition: Any,
    *,
    note: str | None,
    by: UUID,
) -> FormVersion:
    """A form from a file becomes a draft here: of a new form, or of the next version of ours.

    Raises what `begin_form` and `begin_draft` raise, and InputIsInvalid for another purpose.
    """
    known_form = (await session.exec(select(Form).where(Form.code == code))).first()
    if known_form is None:
        return await begin_form(session, code, purpose, definition, note=note, by=by, origin="file")
    if known_form.purpose != purpose:
        raise InputIsInvalid("Our form of this code serves another purpose.", field="purpose")
    return await begin_draft(session, code, definition, note=note, by=by, origin="file")


async def change_draft(
    session: AsyncSession, code: str, definition: Any, *, rev: int, note: str | None, by: UUID
) -> FormVersion:
    """Save the draft, half done as it may be. Raises NoDraft, DraftHasChanged, FormIsNotValid."""
    _, draft = await _own_draft(session, code, rev)
    draft.state = advance_version(draft.state, "change")
    draft.definition = _kept(definition)
    draft.note, draft.rev = _noted(note), draft.rev + 1
    draft.made_at, draft.made_by = clock.now(), by
    session.add(draft)
    await session.flush()
    return draft


async def discard_draft(session: AsyncSession, code: str, *, rev: int, by: UUID) -> None:
    """Throw the draft away. Raises NoDraft, DraftHasChanged."""
    form, draft = await _own_draft(session, code, rev)
    _tell(session, form, Step.DISCARDED, by, no=draft.no)
    await session.delete(draft)
    await session.flush()


async def publish(
    session: AsyncSession, code: str, *, rev: int, confirmed: list[str], by: UUID
) -> FormVersion:
    """The draft is what is filled from now on; the version before it counts no more.

    `confirmed` are the keys of all changes that break something. Raises NoDraft, DraftHasChanged,
    FormIsNotValid, ChangesAreNotConfirmed.
    """
    form, draft = await _own_draft(session, code, rev)
    definition, flaws = read(draft.definition)
    if definition is None:
        raise FormIsNotValid("The draft can't be used.", flaws=[f.plain() for f in flaws])
    before = await compared_with(session, form)
    changes = compare(_definition(before), definition)
    _must_be_confirmed(changes, confirmed)
    now = clock.now()
    if before is not None and before.state is VersionState.PUBLISHED:
        before.state, before.retired_at = advance_version(before.state, "retire"), now
        session.add(before)
        await session.flush()
    draft.state = advance_version(draft.state, "publish")
    draft.definition = definition.plain()
    draft.published_at, draft.published_by = now, by
    form.retired_at = None
    session.add(draft)
    _tell(session, form, Step.PUBLISHED, by, no=draft.no, confirmed=sorted(confirmed))
    await session.flush()
    return draft


async def retire(session: AsyncSession, code: str, *, by: UUID) -> Form:
    """The form is filled no more; what was filled stays readable. Raises FormIsRetired."""
    form = await form_of(session, code, lock=True)
    version = await published_of(session, form)
    if version is None:
        raise FormIsRetired("This form is not filled any more.")
    version.state = advance_version(version.state, "retire")
    version.retired_at = form.retired_at = clock.now()
    session.add(version)
    _tell(session, form, Step.RETIRED, by, no=version.no)
    await session.flush()
    return form


def judged(before: FormVersion | None, raw: Any) -> tuple[list[Flaw], list[Change]]:
    """What is wrong with a definition, and what it would change against a published version."""
    definition, flaws = read(raw)
    if definition is None:
        return flaws, []
    return [], compare(_definition(before), definition)


def _definition(version: FormVersion | None) -> Definition | None:
    return known(version.definition) if version else None


async def draft_of(session: AsyncSession, form: Form) -> FormVersion | None:
    """The draft of a form, if there is one."""
    return await _in_state(session, form, VersionState.DRAFT)


async def published_of(session: AsyncSession, form: Form) -> FormVersion | None:
    """The version of a form that is filled now."""
    return await _in_state(session, form, VersionState.PUBLISHED)


async def compared_with(session: AsyncSession, form: Form) -> FormVersion | None:
    """The version that a draft is compared with: the published one, or the last that was."""
    return await published_of(session, form) or await _last_published(session, form)


async def _in_state(session: AsyncSession, form: Form, state: VersionState) -> FormVersion | None:
    asked = select(FormVersion).where(FormVersion.form_id == form.id, FormVersion.state == state)
    return (await session.exec(asked)).first()


async def _last_published(session: AsyncSession, form: Form) -> FormVersion | None:
    asked = (
        select(FormVersion)
        .where(FormVersion.form_id == form.id, FormVersion.state != VersionState.DRAFT)
        .order_by(col(FormVersion.no).desc())
    )
    return (await session.exec(asked)).first()


async def _last(session: AsyncSession, form: Form) -> FormVersion | None:
    asked = select(FormVersion).where(FormVersion.form_id == form.id)
    return (await session.exec(asked.order_by(col(FormVersion.no).desc()))).first()


async def _own_draft(session: AsyncSession, code: str, rev: int) -> tuple[Form, FormVersion]:
    form = await form_of(session, code, lock=True)
    draft = await draft_of(session, form)
    if draft is None:
        raise NoDraft("There is no draft of this form.")
    if draft.rev != rev:
        raise DraftHasChanged(
            "Somebody has saved this draft meanwhile. Read it again before you go on.",
            rev=draft.rev,
        )
    return form, draft


async def _draft(
    session: AsyncSession,
    form: Form,
    definition: Any,
    *,
    note: str | None,
    by: UUID | None,
    origin: str,
) -> FormVersion:
    last = await _last(session, form)
    made = FormVersion(
        form_id=form.id,
        no=last.no + 1 if last else 1,
        definition=_kept(definition),
        note=_noted(note),
        made_at=clock.now(),
        made_by=by,
    )
    session.add(made)
    _tell(session, form, Step.DRAFTED, by, no=made.no, origin=origin)
    await session.flush()
    return made


def _kept(definition: Any) -> Any:
    flaws = storable(definition)
    if flaws:
        raise FormIsNotValid("The draft can't be kept.", flaws=[f.plain() for f in flaws])
    return definition


def _noted(note: str | None) -> str | None:
    if note is not None and len(note) > LONGEST_NOTE:
        raise InputIsInvalid(f"At most {LONGEST_NOTE} characters fit here.", field="note")
    return note or None


def _must_be_confirmed(changes: list[Change], confirmed: list[str]) -> None:
    breaking = {change.key for change in changes if change.must_confirm}
    if breaking != set(confirmed):
        raise ChangesAreNotConfirmed(
            "Confirm what this changes for records to come.",
            changes=[change.plain() for change in changes],
        )


def _tell(session: AsyncSession, form: Form, kind: Step, by: UUID | None, **facts: Any) -> None:
    """Append a step; whoever calls has locked the form, so its numbers have no gap."""
    form.version += 1
    session.add(form)
    session.add(
        FormStep(
            form_id=form.id,
            seq=form.version,
            at=clock.now(),
            kind=kind,
            staff_id=by,
            facts=facts,
        )
    )
