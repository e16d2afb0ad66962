"""Writes tables of the directory in the columns in which they come in; no address ever leaves.

A spreadsheet opens every cell as text: what looks like a formula is made harmless.
"""

from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch
from app.directory.queries import HELD_NOW
from app.directory.table import write
from app.directory.tables import COLUMNS

_STATEMENTS: Final = {
    "centres": """
SELECT centre.code, centre.name_bn, centre.name_en, centre.kind, admits, operating, intake_gender,
    age_from, age_to, capacity, services, hours, organisation.code AS organisation, place
FROM centre LEFT JOIN organisation ON organisation.id = organisation_id
WHERE $1::timestamptz IS NOT NULL ORDER BY centre.code
""",
    "organisations": """
SELECT code, kind, name_bn, name_en FROM organisation
WHERE $1::timestamptz IS NOT NULL ORDER BY code
""",
    "workers": """
SELECT code, name_bn, name_en, post_bn AS called_bn, post_en AS called_en, gender, languages,
    capacity
FROM worker WHERE $1::timestamptz IS NOT NULL ORDER BY code
""",
    "posts": f"""
SELECT post.code, post.kind, post.name_bn, post.name_en, seat, organisation.code AS organisation,
    worker.code AS holder,
    holding.kind AS holding, (starts_at AT TIME ZONE 'Asia/Dhaka')::date AS since
FROM post LEFT JOIN holding ON holding.id = (
    SELECT id FROM holding WHERE post_id = post.id AND {HELD_NOW.format(at="$1")}
    ORDER BY kind DESC, starts_at LIMIT 1)
LEFT JOIN worker ON worker.id = worker_id
LEFT JOIN organisation ON organisation.id = organisation_id ORDER BY post.code
""",
    "coverage": """
SELECT CASE WHEN worker_id IS NOT NULL THEN 'worker' WHEN post_id IS NOT NULL THEN 'post'
    ELSE 'centre' END AS owner_kind,
    coalesce(worker.code, post.code, centre.code) AS owner_code, coverage.place, rank
FROM coverage LEFT JOIN worker ON worker.id = worker_id LEFT JOIN post ON post.id = post_id
LEFT JOIN centre ON centre.id = centre_id
WHERE $1::timestamptz IS NOT NULL ORDER BY 1, 2, 3
""",
    "holidays": """
SELECT day, name_bn, name_en FROM holiday WHERE $1::timestamptz IS NOT NULL ORDER BY day
""",
    "mahallas": """
SELECT split_part(ward, '-', 2) AS scheme, split_part(ward, '-', 3)::int AS number,
    name_bn, name_en, source, valid_from AS "from", valid_to AS "to"
FROM mahalla WHERE $1::timestamptz IS NOT NULL ORDER BY 1, 2, 3
""",
}
KINDS: Final = tuple(_STATEMENTS)
"""What may be written out; of a post the first holder stands there."""


async def write_out(session: AsyncSession, kind: str) -> bytes:
    """The table of this kind as CSV in UTF-8 with a byte-order mark."""
    rows = await fetch(session, _STATEMENTS[kind], clock.now())
    return write(COLUMNS[kind], [dict(row) for row in rows])
