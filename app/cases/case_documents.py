"""Files of a case: their kind is told by their bytes, their size is limited, all of it is sealed.

They stay in the database beside all else, as photos of visits do, so that a backup holds them and
erasing the child's key erases them.
"""

import base64
import binascii
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_sealed
from app.cases.case_access import must_be_open
from app.cases.case_deadlines import moved
from app.cases.case_events import CaseDocumentAdded
from app.cases.case_file_models import CaseDocument
from app.cases.case_models import Case
from app.cases.case_timeline import of
from app.cases.sealed import DataIsErased
from app.core import clock, security
from app.core.errors import HelplineError, InputIsInvalid, NotFound

LARGEST_BYTES: Final = 5 * 1024 * 1024
LONGEST_NAME: Final = 120
KINDS: Final = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"%PDF-": "application/pdf",
}
"""How each kind begins; nothing else is kept, whatever its name says."""


class DocumentNotFound(NotFound):
    """No such document in this case."""

    code = "document_not_found"


class DocumentIsThere(HelplineError):
    """The same bytes are in the case already; `document` says under which id."""

    code = "document_is_there"


class Opened(NamedTuple):
    """A document as a browser gets it."""

    kind: str
    content: bytes


def kind_of(content: bytes) -> str:
    """What the bytes are. Raises InputIsInvalid naming `data`."""
    for start, kind in KINDS.items():
        if content.startswith(start):
            return kind
    raise InputIsInvalid("Only JPEG, PNG and PDF are kept.", field="data")


def decoded(data: str) -> bytes:
    """The bytes of base64. Raises InputIsInvalid naming `data`."""
    try:
        content = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputIsInvalid("A document is sent as base64.", field="data") from error
    if not content or len(content) > LARGEST_BYTES:
        raise InputIsInvalid("A document has 5 MiB at most.", field="data")
    return content


async def add(session: AsyncSession, case: Case, name: str, content: bytes, by: UUID) -> UUID:
    """Keep a file in a locked case. Raises InputIsInvalid, DocumentIsThere, CaseIsClosed."""
    must_be_open(case)
    said = name.strip()
    if not said or len(said) > LONGEST_NAME:
        raise InputIsInvalid(f"From 1 to {LONGEST_NAME} characters fit here.", field="name")
    kind = kind_of(content)
    key = await case_sealed.key_of(session, case.id)
    digest = _digest(key, content)
    known = await session.exec(
        select(CaseDocument.id).where(
            CaseDocument.case_id == case.id, CaseDocument.digest == digest
        )
    )
    there = known.first()
    if there is not None:
        raise DocumentIsThere("This very file is in the case already.", document=str(there))
    made = CaseDocument(
        id=uuid4(),
        case_id=case.id,
        kind=kind,
        size_bytes=len(content),
        digest=digest,
        added_at=clock.now(),
        added_by=by,
    )
    made.name = case_sealed.seal(key, said, "case_document.name", made.id)
    made.content = case_sealed.seal_content(key, content, made.id)
    session.add(made)
    await session.flush()
    told = CaseDocumentAdded(**of(case), document_id=made.id, kind=kind, size_bytes=made.size_bytes)
    await moved(session, case, told, by)
    return made.id


def _digest(key: bytes, content: bytes) -> bytes:
    """SHA-256 keyed by the child's key: it finds the same file in one case, and in no other."""
    return security.keyed_digest(key, content)


async def open_document(session: AsyncSession, case: Case, document_id: UUID) -> Opened:
    """The bytes, of a case a door has opened. Raises DocumentNotFound, DataIsErased."""
    row = await session.get(CaseDocument, document_id)
    if row is None or row.case_id != case.id:
        raise DocumentNotFound("There is no such document in this case.")
    if row.content is None:
        raise DataIsErased("This document has been erased.")
    key = await case_sealed.key_of(session, case.id)
    content = case_sealed.unseal_content(key, row.content, row.id)
    if _digest(key, content) != row.digest:
        raise DataIsErased("This document is damaged.")
    return Opened(row.kind, content)


async def must_be_of(session: AsyncSession, case: Case, document_id: UUID) -> None:
    """Raises InputIsInvalid for what is no document of this case."""
    row = await session.get(CaseDocument, document_id)
    if row is None or row.case_id != case.id:
        raise InputIsInvalid("There is no such document in this case.", field="document")
