"""Training on a real database: what needs a course is refused without it, and nothing by itself."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from time_machine import travel

from app.core import clock
from app.core.db import Database
from app.core.errors import HelplineError, InputIsInvalid
from app.core.moves import IllegalMove
from app.directory import posts
from app.directory import service as directory
from app.directory.roster_week import week_rows
from app.directory.states import PostKind
from app.jobs.deadlines import fire_due
from app.programmes.training import jobs, passing, queries, service, sessions
from app.programmes.training.states import Result
from app.staff import giving
from app.staff.course_models import HolderKind, NeedKind
from app.staff.models import Staff
from app.staff.permissions import NotAllowed
from app.staff.qualifications import CourseIsNeeded
from app.staff.service import add_staff
from tests.programmes.boarding import DISTRICT, Boarding, in_days, today


class School(Boarding):
    """A course, and short ways to its verbs."""

    async def course(self, code: str = "psst", **more: Any) -> UUID:
        said = {"name_bn": "প্রশিক্ষণ", "name_en": f"Course {code}", **more}
        made = await self.do(lambda s: service.add(s, code=code, **said))
        return UUID(str(made.id))

    async def need(self, course: UUID, kind: NeedKind, code: str, needed: bool = True) -> None:
        by = self.id("admin")
        await self.do(lambda s: service.need(s, course, kind, code, needed, by))

    async def passed(self, course: UUID, holder: UUID, days: int = 0, worker: bool = False) -> UUID:
        kind = HolderKind.WORKER if worker else HolderKind.STAFF

        async def act(session: Any) -> UUID:
            row = await service.locked(session, course)
            by = self.id("shanta")
            return (await passing.qualify(session, row, kind, holder, in_days(days), by)).id

        id_: UUID = await self.do(act)
        return id_

    async def planned(self, course: UUID, **more: Any) -> UUID:
        starts = clock.now() + timedelta(hours=1)
        said = {"starts_at": starts, "ends_at": starts + timedelta(hours=3), **more}
        made = await self.do(lambda s: sessions.plan(s, course, self.id("shanta"), **said))
        return UUID(str(made.id))

    async def enrol(self, training: UUID, holder: UUID) -> None:
        by = self.id("shanta")
        await self.do(lambda s: sessions.enrol(s, training, HolderKind.STAFF, holder, by))

    async def fire_training(self) -> int:
        return await fire_due(self.database, jobs.deadlines())

    async def warned(self) -> dict[str, Any]:
        rows: dict[str, Any] = await self.do(queries.warned_rows)
        return rows


@pytest.fixture
async def school(database: Database) -> School:
    made = School(database)
    await made.build()
    return made


async def refused(school: School, kind: type[HelplineError], verb: Any) -> HelplineError:
    with pytest.raises(kind) as error:
        await school.do(verb)
    return error.value


async def test_nothing_is_needed_until_somebody_says_so(school: School) -> None:
    await school.course()
    rina, admin = school.id("rina"), school.id("admin")
    await school.do(lambda s: giving.give_role(s, rina, "supervisor", admin))
    await school.do(lambda s: giving.give_skill(s, school.id("mita"), "keys", admin))
    worker, post = school.workers["first"], school.posts["dd"]
    await school.do(lambda s: posts.appoint(s, post, worker, at=clock.now()))


async def test_a_role_a_skill_and_a_post_are_refused_without_the_course_that_is_named(
    school: School,
) -> None:
    course = await school.course("psst", valid_months=12)
    for kind, code in (
        (NeedKind.ROLE, "supervisor"),
        (NeedKind.SKILL, "keys"),
        (NeedKind.POST, "education_officer"),
    ):
        await school.need(course, kind, code)
    rina, mita, admin = school.id("rina"), school.id("mita"), school.id("admin")
    worker, post = school.workers["first"], school.posts["edu"]

    async def new(session: Any) -> Any:
        said: dict[str, Any] = {
            "display_bn": "ন",
            "display_en": "N",
            "password": "correct horse battery",
        }
        return await add_staff(session, name="new", role="supervisor", **said)

    verbs = (
        lambda s: giving.give_role(s, rina, "supervisor", admin),
        lambda s: giving.give_skill(s, mita, "keys", admin),
        lambda s: posts.appoint(s, post, worker, at=clock.now()),
        new,
    )
    for verb in verbs:
        error = await refused(school, CourseIsNeeded, verb)
        assert error.status == 409
        assert [one["code"] for one in error.facts["courses"]] == ["psst"]
        assert "Course psst" in error.detail
    await school.passed(course, rina)
    await school.passed(course, mita)
    await school.passed(course, worker, worker=True)
    for verb in verbs[:3]:
        await school.do(verb)
    await school.need(course, NeedKind.ROLE, "supervisor", needed=False)
    await school.do(new)


async def test_a_course_of_the_worker_counts_for_the_account_and_the_other_way_round(
    school: School,
) -> None:
    course = await school.course()
    await school.need(course, NeedKind.POST, "education_officer")
    worker, post = school.workers["second"], school.posts["edu"]

    async def link(session: Any) -> None:
        (await session.get_one(Staff, school.id("suman"))).worker_id = worker

    await school.do(link)
    await refused(school, CourseIsNeeded, lambda s: posts.appoint(s, post, worker, at=clock.now()))
    await school.passed(course, school.id("suman"))
    await school.do(lambda s: posts.appoint(s, post, worker, at=clock.now()))


async def test_a_post_asks_for_its_course_on_the_day_it_is_taken_and_when_its_kind_changes(
    school: School,
) -> None:
    course = await school.course(valid_months=1)
    await school.need(course, NeedKind.POST, "education_officer")
    worker, post = school.workers["first"], school.posts["edu"]
    await school.passed(course, worker, worker=True)
    later = clock.now() + timedelta(days=60)
    await refused(school, CourseIsNeeded, lambda s: posts.appoint(s, post, worker, at=later))
    other = school.workers["second"]
    await school.do(lambda s: posts.appoint(s, school.posts["dd"], other, at=clock.now()))
    named: dict[str, Any] = {
        "code": "P-dd",
        "seat": DISTRICT,
        "name_bn": "পদ dd",
        "name_en": "Post dd",
    }
    made = PostKind.EDUCATION_OFFICER
    await refused(school, CourseIsNeeded, lambda s: posts.add_post(s, kind=made, **named))
    await school.passed(course, other, worker=True)
    await school.do(lambda s: posts.add_post(s, kind=made, **named))


async def test_what_has_run_out_counts_no_more_and_takes_nothing_away(school: School) -> None:
    course = await school.course(valid_months=1)
    await school.need(course, NeedKind.SKILL, "keys")
    mita, rina, admin = school.id("mita"), school.id("rina"), school.id("admin")
    for one in (mita, rina):
        await school.passed(course, one)
    await school.do(lambda s: giving.give_skill(s, mita, "keys", admin))
    with travel(clock.now() + timedelta(days=40)):
        await refused(school, CourseIsNeeded, lambda s: giving.give_skill(s, rina, "keys", admin))
        person = await school.do(lambda s: giving.give_skill(s, mita, "keys", admin))
        assert person.skills == ["keys"], "what somebody has, nobody loses by it"
        await school.passed(course, rina)
        await school.do(lambda s: giving.give_skill(s, rina, "keys", admin))
        taken = await school.do(lambda s: giving.take_skill(s, rina, "keys", admin))
        assert taken.skills == []


async def test_supervisors_are_warned_before_and_after_the_last_day_each_once_and_not_of_renewed(
    school: School,
) -> None:
    course = await school.course(valid_months=3)
    first = await school.passed(course, school.id("mita"))
    other = await school.passed(course, school.id("rina"))
    now = clock.now()
    for days, levels in ((30, {}), (70, {first: 1, other: 1}), (70, {first: 1, other: 1})):
        with travel(now + timedelta(days=days), tick=False):
            await school.fire_training()
            rows = await school.warned()
        assert {UUID(id_): row["told_level"] for id_, row in rows.items()} == levels
    with travel(now + timedelta(days=80), tick=False):
        again = await school.passed(course, school.id("rina"))
        assert set(await school.warned()) == {str(first)}
        await school.passed(course, school.id("rina"), days=-200)
        await school.fire_training()
        assert set(await school.warned()) == {str(first)}, "an old one that is noted late"
        await school.do(lambda s: passing.withdraw(s, again, "mistake", school.id("shanta")))
        assert set(await school.warned()) == {str(first), str(other)}, "it stands again"
        await school.passed(course, school.id("rina"))
        assert set(await school.warned()) == {str(first)}
    with travel(now + timedelta(days=100), tick=False):
        await school.fire_training()
        rows = await school.warned()
        assert {UUID(id_): row["told_level"] for id_, row in rows.items()} == {first: 2}
        await school.do(lambda s: passing.withdraw(s, first, "withdrawn", school.id("shanta")))
        assert await school.warned() == {}


async def test_the_roster_warns_of_what_ends_within_a_month_of_its_week(school: School) -> None:
    course = await school.course(valid_months=1)
    worker = school.workers["first"]
    await school.do(lambda s: directory.cover(s, DISTRICT, worker_id=worker))
    await school.passed(course, worker, worker=True)
    week = await school.do(lambda s: week_rows(s, today()))
    assert [(one["worker_id"], one["course"]["en"]) for one in week["qualifications"]] == [
        (str(worker), "Course psst")
    ]
    long = await school.course("bsst", valid_months=24)
    await school.passed(long, worker, worker=True)
    week = await school.do(lambda s: week_rows(s, today()))
    assert len(week["qualifications"]) == 1


async def test_a_training_gives_the_course_to_who_was_there_and_passed(school: School) -> None:
    course = await school.course(valid_months=12)
    training = await school.planned(course, seats=3)
    mita, rina, suman = (school.id(name) for name in ("mita", "rina", "suman"))
    for one in (mita, mita, rina, suman):
        await school.enrol(training, one)
    with pytest.raises(sessions.TrainingIsFull):
        await school.enrol(training, school.id("shanta"))
    by = school.id("shanta")
    seen = {mita: (True, Result.PASSED), rina: (True, Result.FAILED)}
    error = await refused(school, InputIsInvalid, lambda s: sessions.hold(s, training, seen, by))
    assert error.field == "results"
    with travel(clock.now() + timedelta(hours=5)):
        strangers = {uuid4(): (True, Result.PASSED)}
        await refused(school, InputIsInvalid, lambda s: sessions.hold(s, training, strangers, by))
        await school.do(lambda s: sessions.hold(s, training, seen, by))
        people = await school.do(lambda s: queries.participant_rows(s, training))
        assert {row["holder"]["id"]: (row["attended"], row["result"]) for row in people} == {
            str(mita): (True, "passed"),
            str(rina): (True, "failed"),
            str(suman): (None, "unknown"),
        }
        rows = await school.do(lambda s: queries.qualification_rows(s, course=course))
        assert [row["holder"]["id"] for row in rows] == [str(mita)]
        (row,) = (await school.do(queries.course_rows)).values()
        assert (row["valid"], row["ending_soon"]) == (1, 0)
        error = await refused(
            school, IllegalMove, lambda s: sessions.call_off(s, training, "mistake", by)
        )
        assert error.facts["legal"] == []


async def test_of_two_who_take_the_role_from_each_other_one_is_left_who_gives(
    school: School,
) -> None:
    admin, rina = school.id("admin"), school.id("rina")
    await school.do(lambda s: giving.give_role(s, rina, "administrator", admin))
    met = await asyncio.gather(
        school.do(lambda s: giving.give_role(s, rina, "supervisor", admin)),
        school.do(lambda s: giving.give_role(s, admin, "supervisor", rina)),
        return_exceptions=True,
    )
    assert [type(one) for one in met if isinstance(one, Exception)] == [NotAllowed]


def told(rows: list[dict[str, Any]]) -> dict[tuple[str, str], Any]:
    """By what needs a course: how many lack it, how many not much longer, and who."""
    return {
        (row["needed_for"]["kind"], row["needed_for"]["code"]): (
            row["lacking"],
            row["ending_soon"],
            {one["holder"]["id"]: (one["until"], one["counts"]) for one in row["people"]},
        )
        for row in rows
    }


async def test_it_is_listed_who_holds_what_needs_a_course_and_has_none_that_counts_a_month(
    school: School,
) -> None:
    course = await school.course(valid_months=2)
    worker, other = school.workers["first"], school.workers["second"]
    mita, rina, suman = (school.id(name) for name in ("mita", "rina", "suman"))
    await school.do(lambda s: posts.appoint(s, school.posts["edu"], worker, at=clock.now()))
    await school.do(lambda s: giving.give_skill(s, mita, "keys", school.id("admin")))
    assert await school.do(queries.lacking_rows) == [], "nothing is needed yet"
    await school.need(course, NeedKind.POST, "education_officer")
    await school.need(course, NeedKind.SKILL, "keys")
    none = (None, False)
    rows = await school.do(queries.lacking_rows)
    assert told(rows) == {
        ("post", "education_officer"): (1, 0, {str(worker): none}),
        ("skill", "keys"): (1, 0, {str(mita): none}),
    }
    of_post = next(row for row in rows if row["needed_for"]["kind"] == "post")
    (person,) = of_post["people"]
    assert set(person) == {"holder", "posts", "until", "counts"}
    assert len(person["posts"]) == 1 and set(person["posts"][0]) == {"bn", "en"}

    async def link(session: Any) -> None:
        (await session.get_one(Staff, suman)).worker_id = worker

    await school.do(link)
    await school.passed(course, suman)
    await school.passed(course, mita)
    await school.passed(course, rina, days=-300)
    assert await school.do(queries.lacking_rows) == [], "the account's course is the worker's"
    now = clock.now()
    with travel(now + timedelta(days=40), tick=False):
        found = told(await school.do(queries.lacking_rows))
        ((until, counts),) = found["skill", "keys"][2].values()
        assert (found["skill", "keys"][:2], counts) == ((0, 1), True)
        assert until > in_days(0).isoformat()
    with travel(now + timedelta(days=80), tick=False):
        found = told(await school.do(queries.lacking_rows))
        assert found["skill", "keys"] == (1, 0, {str(mita): (until, False)})
        await school.need(course, NeedKind.SKILL, "keys", needed=False)
        assert set(told(await school.do(queries.lacking_rows))) == {("post", "education_officer")}
    for_good = await school.course("bsst")
    await school.need(for_good, NeedKind.POST, "education_officer")
    await school.passed(for_good, worker, worker=True)
    with travel(now + timedelta(days=4000), tick=False):
        rows = await school.do(queries.lacking_rows)
        assert [row["course"]["code"] for row in rows] == ["psst"], "one that counts for good"
    assert str(other) not in str(rows)


async def test_bad_input_is_refused(school: School) -> None:
    course = await school.course()
    with pytest.raises(service.CourseIsKnown):
        await school.course()
    at_once = (school.course("bsst") for _ in range(2))
    met = await asyncio.gather(*at_once, return_exceptions=True)
    assert {type(one) for one in met} == {UUID, service.CourseIsKnown}
    for kind, code in (
        (NeedKind.ROLE, "king"),
        (NeedKind.POST, "king"),
        (NeedKind.SKILL, "Not A Code"),
    ):
        with pytest.raises(InputIsInvalid):
            await school.need(course, kind, code)
    with pytest.raises(InputIsInvalid):
        await school.passed(course, school.id("mita"), days=1)
    for verb, error in (
        (lambda s: giving.give_role(s, school.id("admin"), "supervisor", school.id("admin")),
         giving.NobodyGivesToHimself),
        (lambda s: giving.give_role(s, school.id("mita"), "worker", school.id("admin")),
         InputIsInvalid),
        (lambda s: giving.give_role(s, uuid4(), "supervisor", school.id("admin")),
         giving.NoSuchPerson),
        (lambda s: giving.give_skill(s, school.id("mita"), "Not A Code", school.id("admin")),
         InputIsInvalid),
        (lambda s: sessions.enrol(s, uuid4(), HolderKind.STAFF, uuid4(), school.id("admin")),
         sessions.TrainingNotFound),
        (lambda s: passing.withdraw(s, uuid4(), "mistake", school.id("admin")),
         passing.QualificationNotFound),
    ):  # fmt: skip
        await refused(school, error, verb)
    await school.do(lambda s: service.end(s, course))
    with pytest.raises(service.CourseHasEnded):
        await school.planned(course)
