"""HTTP of forms: who edits and who reads them; checks the permission, calls one verb."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.cases import form_service as service
from app.cases import forms
from app.cases.form_queries import form_details, form_rows, version_row
from app.cases.form_reading import read
from app.cases.form_schemas import (
    Code,
    DraftSaved,
    FormDetails,
    FormFile,
    FormRows,
    Imported,
    Judgement,
    NewDraft,
    NewForm,
    RevSeen,
    ToCheck,
    ToPublish,
    VersionRow,
)
from app.core.db import SessionDep
from app.staff.auth import SignedIn, allow
from app.staff.permissions import scope_of

router = APIRouter(tags=["forms"])

Reader = Annotated[SignedIn, allow("forms.see")]
Editor = Annotated[SignedIn, allow("forms.edit")]

Row = dict[str, Any]


@router.get("/forms", response_model=FormRows)
async def see_all(session: SessionDep, signed: Reader) -> Row:
    """The forms that may be filled; an administrator sees drafts and retired ones, too."""
    drafts = scope_of(signed.role, "forms.edit") is not None
    return {"items": await form_rows(session, drafts=drafts)}


@router.get("/form-versions/{version_id}", response_model=VersionRow)
async def see_version(session: SessionDep, _: Reader, version_id: UUID) -> Row:
    """A version that is or was published, by which its records are shown."""
    return await version_row(session, await forms.version_of(session, version_id))


@router.post("/forms", response_model=VersionRow, status_code=201)
async def begin(session: SessionDep, signed: Editor, body: NewForm) -> Row:
    """A new form with its first draft."""
    made = await service.begin_form(
        session, body.code, body.purpose, body.definition, note=body.note, by=signed.id
    )
    return await version_row(session, made)


@router.post("/forms/import", response_model=Imported, status_code=201)
async def take_in(session: SessionDep, signed: Editor, body: FormFile) -> Row:
    """A form written out by another installation becomes a draft here, never more than that."""
    made = await service.take_in(
        session, body.code, body.purpose, body.definition, note=body.note, by=signed.id
    )
    _, flaws = read(made.definition)
    return {
        "draft": await version_row(session, made),
        "flaws": [flaw.plain() for flaw in flaws],
    }


@router.get("/forms/{code}", response_model=FormDetails)
async def see(session: SessionDep, _: Editor, code: Code) -> Row:
    """A form with its draft, its versions and all that was done to it."""
    return await form_details(session, await service.form_of(session, code))


@router.get("/forms/{code}/export", response_class=Response)
async def write_out(session: SessionDep, _: Editor, code: Code) -> Response:
    """The version that is filled now, or was last, as a file for another installation."""
    form = await service.form_of(session, code)
    version = await service.compared_with(session, form)
    if version is None:
        raise forms.FormNotFound("No version of this form has been published.")
    file = {
        "helpline_form": 1,
        "code": form.code,
        "purpose": form.purpose.value,
        "no": version.no,
        "note": version.note,
        "definition": version.definition,
    }
    return Response(
        json.dumps(file, ensure_ascii=False, indent=1),
        media_type="application/json",
        headers={"content-disposition": f'attachment; filename="{form.code}-{version.no}.json"'},
    )


@router.post("/forms/{code}/check", response_model=Judgement)
async def check(session: SessionDep, _: Editor, code: Code, body: ToCheck) -> Row:
    """What is wrong with a definition, and what it would change for records to come."""
    form = await service.form_of(session, code)
    before = await service.compared_with(session, form)
    flaws, changes = service.judged(before, body.definition)
    return {
        "flaws": [flaw.plain() for flaw in flaws],
        "changes": [change.plain() for change in changes],
    }


@router.post("/forms/{code}/draft", response_model=VersionRow, status_code=201)
async def begin_draft(session: SessionDep, signed: Editor, code: Code, body: NewDraft) -> Row:
    """Begin the next version."""
    made = await service.begin_draft(session, code, body.definition, note=body.note, by=signed.id)
    return await version_row(session, made)


@router.put("/forms/{code}/draft", response_model=VersionRow)
async def save_draft(session: SessionDep, signed: Editor, code: Code, body: DraftSaved) -> Row:
    """Save the draft, half done as it may be."""
    made = await service.change_draft(
        session, code, body.definition, rev=body.rev, note=body.note, by=signed.id
    )
    return await version_row(session, made)


@router.post("/forms/{code}/draft/discard", status_code=204)
async def discard_draft(session: SessionDep, signed: Editor, code: Code, body: RevSeen) -> None:
    """Throw the draft away."""
    await service.discard_draft(session, code, rev=body.rev, by=signed.id)


@router.post("/forms/{code}/publish", response_model=FormDetails)
async def publish(session: SessionDep, signed: Editor, code: Code, body: ToPublish) -> Row:
    """The draft is what is filled from now on; what breaks is confirmed by name."""
    await service.publish(session, code, rev=body.rev, confirmed=body.confirm, by=signed.id)
    return await form_details(session, await service.form_of(session, code))


@router.post("/forms/{code}/retire", response_model=FormDetails)
async def retire(session: SessionDep, signed: Editor, code: Code) -> Row:
    """The form is filled no more; what was filled stays readable."""
    return await form_details(session, await service.retire(session, code, by=signed.id))
