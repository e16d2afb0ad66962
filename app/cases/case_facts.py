"""What was done in the present episode of cases, as facts the steps are computed from."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_steps import Fact, Mark
from app.core.db import fetch

_FACTS = """
WITH asked AS (SELECT id, episode, state, risk, closed_at FROM case_file WHERE id = ANY($1))
SELECT asked.id, 'opened' AS mark, one.opened_at AS at
    FROM asked JOIN case_episode AS one ON one.case_id = asked.id AND one.no = asked.episode
UNION ALL SELECT asked.id, 'rated', max(one.rated_at)
    FROM asked JOIN case_rating AS one ON one.case_id = asked.id
    WHERE asked.risk IS NOT NULL GROUP BY asked.id
UNION ALL SELECT id, 'closed', closed_at FROM asked WHERE state = 'closed'
UNION ALL SELECT asked.id, one.kind, one.at
    FROM asked JOIN case_check AS one ON one.case_id = asked.id AND one.episode = asked.episode
UNION ALL (SELECT DISTINCT ON (asked.id) asked.id, 'follow_up_wished',
    (one.next_on + 1)::timestamp AT TIME ZONE 'Asia/Dhaka'
    FROM asked JOIN case_check AS one ON one.case_id = asked.id AND one.episode = asked.episode
    WHERE one.kind = 'follow_up' AND one.next_on IS NOT NULL
      AND one.at = (SELECT max(at) FROM case_check WHERE case_id = asked.id
        AND case_check.episode = asked.episode AND kind = 'follow_up')
    ORDER BY asked.id, one.noted_at DESC)
UNION ALL SELECT asked.id, one.sheet || '_written', max(one.written_at)
    FROM asked JOIN case_sheet AS one ON one.case_id = asked.id AND one.episode = asked.episode
    WHERE one.sheet <> 'closure' GROUP BY asked.id, one.sheet
UNION ALL SELECT asked.id, one.sheet || '_' || one.state,
    max(coalesce(one.decided_at, one.requested_at))
    FROM asked JOIN case_approval AS one ON one.case_id = asked.id AND one.episode = asked.episode
    WHERE one.state = 'requested' OR one.state = 'approved' AND one.sheet <> 'closure'
    GROUP BY asked.id, one.sheet, one.state
UNION ALL SELECT asked.id, 'action_' || one.state, max(coalesce(one.ended_at, one.made_at))
    FROM asked JOIN case_action AS one ON one.case_id = asked.id AND one.episode = asked.episode
    WHERE one.state IN ('open', 'done') GROUP BY asked.id, one.state
UNION ALL SELECT asked.id, 'assigned', one.asked_at
    FROM asked JOIN case_assignment AS one ON one.case_id = asked.id
    WHERE one.state = 'asked' AND asked.state = 'open'
UNION ALL SELECT asked.id, 'referred', min(one.sent_at)
    FROM asked JOIN case_referral AS one ON one.case_id = asked.id
    WHERE one.state = 'sent' AND asked.state = 'open' GROUP BY asked.id
UNION ALL SELECT asked.id, 'follow_up', max(visit.at)
    FROM asked JOIN reintegration AS one ON one.case_id = asked.id AND one.episode = asked.episode
    JOIN home_visit AS visit ON visit.reintegration_id = one.id
    WHERE visit.found <> 'not_met' GROUP BY asked.id
UNION ALL SELECT asked.id, part.mark, part.at
    FROM asked JOIN reintegration AS one ON one.case_id = asked.id AND asked.state = 'open'
    CROSS JOIN LATERAL (VALUES ('going_home', one.planned_at),
        ('going_home_by', (one.planned_on + 1)::timestamp AT TIME ZONE 'Asia/Dhaka')
    ) AS part (mark, at)
    WHERE one.state = 'planned'
UNION ALL SELECT asked.id, part.mark, part.at
    FROM asked JOIN reintegration AS one ON one.case_id = asked.id AND asked.state = 'open'
    CROSS JOIN LATERAL (SELECT min(planned_on) AS on_day FROM home_follow_up
        WHERE reintegration_id = one.id AND home_follow_up.state = 'due') AS next
    CROSS JOIN LATERAL (VALUES ('home', one.handed_over_at),
        ('home_by', (next.on_day + 1)::timestamp AT TIME ZONE 'Asia/Dhaka')
    ) AS part (mark, at)
    WHERE one.state = 'home' AND part.at IS NOT NULL
"""
"""A wished day, and one that was planned, counts until its end in Dhaka. Of wished days that of
the last follow-up counts, of unanswered referrals the oldest, of follow-ups at home the next."""


async def facts_of(session: AsyncSession, case_ids: Collection[UUID]) -> dict[UUID, list[Fact]]:
    """The facts of each case's present episode, in no order."""
    found: dict[UUID, list[Fact]] = defaultdict(list)
    for row in await fetch(session, _FACTS, list(case_ids)) if case_ids else ():
        found[row["id"]].append(Fact(Mark(row["mark"]), row["at"]))
    return found
