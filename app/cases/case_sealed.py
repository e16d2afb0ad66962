"""Seals and opens what is written in a case, under the key of its child.

It decides nothing about who may see it: callers come through a door of case_access.py. Erasing a
child's key erases all that was ever written in the child's cases.
"""

import json
from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.sealed import DataIsErased
from app.core import security
from app.core.db import fetch

Opener = Callable[[bytes | None, str, UUID], Any]
"""Opens what stands sealed in a row of a table; None when it was erased or never said."""

_KEYS = """
SELECT case_file.id, child.id AS child_id, wrapped_key
FROM case_file JOIN child ON child.id = child_id WHERE case_file.id = ANY($1)
"""


async def keys_of(session: AsyncSession, case_ids: Collection[UUID]) -> dict[UUID, bytes]:
    """The keys of these cases' children, by case; erased ones are left out."""
    vault = security.vault()
    return {
        row["id"]: vault.unwrap(row["wrapped_key"], row["child_id"].bytes)
        for row in await fetch(session, _KEYS, list(case_ids))
        if row["wrapped_key"] is not None
    }


async def key_of(session: AsyncSession, case_id: UUID) -> bytes:
    """The key of one case's child. Raises DataIsErased."""
    keys = await keys_of(session, [case_id])
    if case_id not in keys:
        raise DataIsErased("What was written here has been erased.")
    return keys[case_id]


def seal(key: bytes, said: Any, table: str, row_id: UUID) -> bytes:
    """`said` (anything JSON can hold) sealed, bound to its row."""
    return security.seal(key, json.dumps(said, ensure_ascii=False), _place(table, row_id))


def unseal(key: bytes | None, sealed: bytes | None, table: str, row_id: UUID) -> Any:
    """What was sealed, or None when it was erased or never said."""
    if key is None or sealed is None:
        return None
    return json.loads(security.unseal(key, sealed, _place(table, row_id)))


def opener(key: bytes | None) -> Opener:
    """`unseal` for many things under one key: to make ready for a key costs as much as to open."""
    opened = security.unsealer(key) if key is not None else None

    def open_(sealed: bytes | None, table: str, row_id: UUID) -> Any:
        if opened is None or sealed is None:
            return None
        return json.loads(opened(sealed, _place(table, row_id)))

    return open_


def seal_content(key: bytes, content: bytes, row_id: UUID) -> bytes:
    """The bytes of a document, sealed."""
    return security.seal_bytes(key, content, _place("case_document.content", row_id))


def unseal_content(key: bytes, sealed: bytes, row_id: UUID) -> bytes:
    """The bytes of a document."""
    return security.unseal_bytes(key, sealed, _place("case_document.content", row_id))


def _place(table: str, row_id: UUID) -> str:
    return f"{table}:{row_id}"
