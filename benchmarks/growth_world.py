"""The years behind the bench of growth: a million incidents, cases of every tenth child, boards.

Invented, by statements and not by verbs: nothing here is opened, it only lies around. It measures
nothing.
"""

from collections.abc import Sequence
from typing import Final

from app.geo.lookup import gazetteer
from benchmarks.stage import Postgres

INCIDENTS: Final = 1_000_000
A_CASE_IN: Final = 10
"""Of so many incidents one leads to a case."""
OPEN_IN: Final = 20
"""Of so many cases one is open."""
OWNERS: Final = 64
"""Counsellors who share the cases, of which one opens those that are measured."""
PLACES: Final = ("BD3026", "BD1006", "BD2015", "BD2022", "TH-DMP-sutrapur", "TH-DMP-kotwali")
BOARD: Final = "BD3026"
"""The district whose board is measured: half of the cases lie in it. All others have two bodies."""
_YEARS: Final = "interval '10 years'"

_STEPS: Final = (
    """
    INSERT INTO incident (id, number, state, channel, urgency, urgency_source, place, place_basis,
        categories, opened_at, answered_at, located_at, closed_at, close_reason, version)
    SELECT md5('incident' || n)::uuid, '1098-' || to_char(n, 'FM00000000'), 'closed',
        (ARRAY['call', 'call', 'call', 'sms', 'walk_in'])[1 + n % 5],
        (ARRAY['P1', 'P2', 'P3', 'P3'])[1 + n % 4], 'suggested',
        ({places})[1 + n % {n_places}], 'said', ARRAY['physical_violence'],
        at, at, at, at + interval '1 day', 'resolved', 5
    FROM (SELECT n, now() - {years} * (n::float / {incidents}) AS at
          FROM generate_series(1, {incidents}) AS n) AS made
    """,
    """
    INSERT INTO child (id, incident_id, added_at, version)
    SELECT md5('child' || n)::uuid, md5('incident' || n * {a_case_in})::uuid, now(), 0
    FROM generate_series(1, {cases}) AS n
    """,
    """
    INSERT INTO case_file (id, number, state, child_id, owner_id, place, within, risk, episode,
        late_level, opened_at, closed_at, version)
    SELECT md5('case' || n)::uuid, 'C-' || to_char(n, 'FM0000000'),
        CASE WHEN n % {open_in} = 0 THEN 'open' ELSE 'closed' END,
        md5('child' || n)::uuid, owners.ids[1 + n / {open_in} % {owners}],
        ({places})[1 + n % {n_places}], string_to_array(({around})[1 + n % {n_places}], ' '),
        (ARRAY['high', 'medium', 'low', NULL])[1 + n % 4], 1,
        CASE WHEN n % 400 = 0 THEN 2 ELSE 0 END,
        at, CASE WHEN n % {open_in} = 0 THEN NULL ELSE at + interval '90 days' END, 5
    FROM (SELECT n, now() - {years} * (n::float / {cases}) AS at
          FROM generate_series(1, {cases}) AS n) AS made,
         (SELECT array_agg(id ORDER BY id) AS ids FROM staff WHERE role = 'counsellor') AS owners
    """,
    """
    INSERT INTO case_episode (case_id, no, opened_at, opened_by, closed_at, close_reason)
    SELECT id, 1, opened_at, owner_id, closed_at,
        CASE WHEN closed_at IS NULL THEN NULL ELSE 'safe_at_home' END FROM case_file
    """,
    """
    INSERT INTO case_incident (case_id, incident_id, added_at)
    SELECT md5('case' || n)::uuid, md5('incident' || n * {a_case_in})::uuid, now()
    FROM generate_series(1, {cases}) AS n
    """,
    """
    INSERT INTO case_entry (id, case_id, seq, at, kind, actor_id, facts)
    SELECT gen_random_uuid(), case_file.id, seq, opened_at + seq * interval '1 day',
        (ARRAY['case.opened', 'case.rated', 'case.checked', 'case.note_added', 'case.moved'])[seq],
        owner_id, '{{}}'
    FROM case_file, generate_series(1, 5) AS seq
    """,
    """
    INSERT INTO case_due (id, case_id, episode, due, base_at, due_at, told_level, made_at)
    SELECT gen_random_uuid(), id, 1, due, now(),
        now() + (hashtext(id::text) % 1000) * interval '1 hour', 0, now()
    FROM case_file, unnest(ARRAY['review', 'follow_up']) AS due WHERE state = 'open'
    """,
    """
    INSERT INTO committee (id, body, level, place, district, name_bn, name_en, founded_at,
        founded_by, version)
    SELECT gen_random_uuid(), body, kind, code, CASE kind WHEN 'district' THEN code ELSE parent END,
        coalesce(place.name_bn, place.name_en), place.name_en, now() - {years}, staff.id, 1
    FROM place, unnest(ARRAY['welfare_board', 'network']) AS body,
        (SELECT id FROM staff WHERE role = 'administrator' LIMIT 1) AS staff
    WHERE kind IN ('district', 'upazila') AND (body, code) <> ('welfare_board', '{board}')
    """,
    "VACUUM (ANALYZE)",
)


def _listed(texts: Sequence[str]) -> str:
    return "ARRAY[" + ", ".join(f"'{text}'" for text in texts) + "]"


def fill(postgres: Postgres, size: float) -> dict[str, int]:
    """Lay `size` of the years into a migrated database with its counsellors; what there is then."""
    incidents = max(A_CASE_IN * OPEN_IN * 2, round(INCIDENTS * size))
    cases = incidents // A_CASE_IN
    around = [" ".join(gazetteer().containers(place)) for place in PLACES]
    for step in _STEPS:
        postgres.sql(
            step.format(
                places=_listed(PLACES),
                around=_listed(around),
                board=BOARD,
                n_places=len(PLACES),
                years=_YEARS,
                incidents=incidents,
                cases=cases,
                a_case_in=A_CASE_IN,
                open_in=OPEN_IN,
                owners=OWNERS,
            )
        )
    return {"incidents": incidents, "cases": cases, "cases_open": cases // OPEN_IN}
