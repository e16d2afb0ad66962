"""Rows of forms and of filled forms as screens get them; it changes nothing."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.form_models import Form, FormAnswer, FormStep, FormVersion
from app.cases.form_rules import people_in, places_in
from app.cases.form_states import VersionState
from app.cases.forms import Filled
from app.directory.queries import place_row, responder_names
from app.staff.queries import display_names

Row = dict[str, Any]
Names = dict[UUID, dict[str, str]]


async def form_rows(session: AsyncSession, *, drafts: bool) -> list[Row]:
    """All forms by purpose and code; without `drafts` only those that may be filled."""
    forms = await session.exec(select(Form).order_by(col(Form.purpose), col(Form.code)))
    states = [VersionState.PUBLISHED, *([VersionState.DRAFT] if drafts else [])]
    versions = list(
        await session.exec(select(FormVersion).where(col(FormVersion.state).in_(states)))
    )
    last = await _last_titles(session) if drafts else {}
    names = await _names(session, versions)
    by_form: dict[tuple[UUID, VersionState], FormVersion] = {
        (one.form_id, one.state): one for one in versions
    }
    rows = []
    for form in forms:
        published = by_form.get((form.id, VersionState.PUBLISHED))
        draft = by_form.get((form.id, VersionState.DRAFT))
        if published or drafts:
            rows.append(_form(form, published, draft, last.get(form.id), names))
    return rows


async def form_details(session: AsyncSession, form: Form) -> Row:
    """One form with its versions and steps, the newest first."""
    versions = list(
        await session.exec(
            select(FormVersion)
            .where(FormVersion.form_id == form.id)
            .order_by(col(FormVersion.no).desc())
        )
    )
    steps = list(
        await session.exec(
            select(FormStep).where(FormStep.form_id == form.id).order_by(col(FormStep.seq).desc())
        )
    )
    names = await _names(session, versions, steps)
    by_state = {one.state: one for one in reversed(versions)}
    draft = by_state.get(VersionState.DRAFT)
    title = title_of(versions[0].definition) if versions else None
    return {
        **_form(form, by_state.get(VersionState.PUBLISHED), draft, title, names),
        "versions": [_outline(one, names) for one in versions],
        "steps": [_step(one, names) for one in steps],
        "draft_definition": draft.definition if draft else None,
    }


async def version_row(session: AsyncSession, version: FormVersion) -> Row:
    """A version whole."""
    form = await session.get_one(Form, version.form_id)
    names = await _names(session, [version])
    return {
        **_outline(version, names),
        "code": form.code,
        "purpose": form.purpose.value,
        "definition": version.definition,
    }


async def outline_rows(
    session: AsyncSession, found: Iterable[tuple[FormAnswer, Form]]
) -> list[Row]:
    """Filled forms without what they say."""
    pairs = list(found)
    versions = {
        one.id: one
        for one in await session.exec(
            select(FormVersion).where(
                col(FormVersion.id).in_({answer.form_version_id for answer, _ in pairs})
            )
        )
    }
    names = await display_names(session, {answer.begun_by for answer, _ in pairs})
    return [
        _filled(answer, form, versions[answer.form_version_id], names) for answer, form in pairs
    ]


async def filled_row(session: AsyncSession, filled: Filled) -> Row:
    """A filled form with what it says, and the definition by which it is shown."""
    names = await display_names(session, {filled.answer.begun_by})
    return {
        **_filled(filled.answer, filled.form, filled.version, names),
        "definition": filled.version.definition,
        "answers": filled.answers,
        "names": await _pointed_at(session, filled),
        "missing": [one.plain() for one in filled.missing],
        "dropped": list(filled.dropped),
        "why": filled.why,
    }


async def _pointed_at(session: AsyncSession, filled: Filled) -> Row:
    """Names of the places and people that answers point at: a code says nothing to a reader."""
    people = people_in(filled.definition, filled.answers)
    staff = await display_names(session, {id_ for kind, id_ in people if kind == "staff"})
    workers = await responder_names(session, {id_ for kind, id_ in people if kind == "worker"})
    places = {code: place_row(code) for code in places_in(filled.definition, filled.answers)}
    return {
        **{str(id_): name for id_, name in {**staff, **workers}.items()},
        **{code: place["name"] for code, place in places.items() if place},
    }


def title_of(definition: Mapping[str, Any]) -> dict[str, str] | None:
    """The title of a definition that may be half done."""
    title = definition.get("title")
    if not isinstance(title, dict):
        return None
    bn, en = title.get("bn"), title.get("en")
    return {"bn": bn, "en": en} if isinstance(bn, str) and isinstance(en, str) else None


async def _last_titles(session: AsyncSession) -> dict[UUID, dict[str, str] | None]:
    """What forms without a published version are called, by their newest one."""
    found = await session.exec(
        select(FormVersion.form_id, FormVersion.definition).order_by(col(FormVersion.no))
    )
    return {form_id: title_of(definition) for form_id, definition in found}


async def _names(
    session: AsyncSession, versions: Iterable[FormVersion], steps: Iterable[FormStep] = ()
) -> Names:
    ids = {one.made_by for one in versions} | {one.published_by for one in versions}
    ids |= {one.staff_id for one in steps}
    return await display_names(session, {id_ for id_ in ids if id_})


def _form(
    form: Form,
    published: FormVersion | None,
    draft: FormVersion | None,
    last: dict[str, str] | None,
    names: Names,
) -> Row:
    return {
        "code": form.code,
        "purpose": form.purpose.value,
        "title": title_of(published.definition) if published else last,
        "published": _outline(published, names) if published else None,
        "draft": _outline(draft, names) if draft else None,
        "retired_at": form.retired_at.isoformat() if form.retired_at else None,
    }


def _outline(version: FormVersion, names: Names) -> Row:
    return {
        "id": str(version.id),
        "no": version.no,
        "state": version.state.value,
        "note": version.note,
        "rev": version.rev,
        "made_at": version.made_at.isoformat(),
        "made_by": names.get(version.made_by) if version.made_by else None,
        "published_at": version.published_at.isoformat() if version.published_at else None,
        "published_by": names.get(version.published_by) if version.published_by else None,
        "retired_at": version.retired_at.isoformat() if version.retired_at else None,
    }


def _step(step: FormStep, names: Names) -> Row:
    return {
        "seq": step.seq,
        "at": step.at.isoformat(),
        "kind": step.kind.value,
        "by": names.get(step.staff_id) if step.staff_id else None,
        "facts": step.facts,
    }


def _filled(answer: FormAnswer, form: Form, version: FormVersion, names: Names) -> Row:
    return {
        "id": str(answer.id),
        "form": form.code,
        "title": title_of(version.definition),
        "no": version.no,
        "state": answer.state.value,
        "revision": answer.revision,
        "version": answer.version,
        "begun_at": answer.begun_at.isoformat(),
        "begun_by": names.get(answer.begun_by),
        "changed_at": answer.changed_at.isoformat(),
        "completed_at": answer.completed_at.isoformat() if answer.completed_at else None,
    }
