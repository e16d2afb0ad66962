"""HTTP of training: checks the permission, calls one verb, shows the row."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import SessionDep
from app.core.errors import InputIsInvalid
from app.programmes.training import passing, queries, service, sessions
from app.programmes.training.schemas import (
    CourseChange,
    CourseRow,
    Courses,
    LacksOfCourses,
    NeedSaid,
    NewCourse,
    NewQualification,
    NewTraining,
    QualificationRow,
    Qualifications,
    TrainingFile,
    TrainingResults,
    Trainings,
    WhoLearns,
    WhyNoQualification,
    WhyNoTraining,
)
from app.staff.auth import SignedIn, allow

router = APIRouter(tags=["training"])
Row = dict[str, Any]

Sees = Annotated[SignedIn, allow("training.see")]
Keeps = Annotated[SignedIn, allow("training.keep")]
Sets = Annotated[SignedIn, allow("training.set_needs")]


async def _course(session: AsyncSession, course_id: UUID) -> Row:
    rows = await queries.course_rows(session, [course_id])
    if course_id not in rows:
        raise service.CourseNotFound("There is no such course.")
    return rows[course_id]


async def _training(session: AsyncSession, session_id: UUID) -> Row:
    rows = await queries.training_rows(session, only=session_id)
    if not rows:
        raise sessions.TrainingNotFound("There is no such training session.")
    return {"training": rows[0], "people": await queries.participant_rows(session, session_id)}


@router.get("/courses", response_model=Courses)
async def find(session: SessionDep, _: Sees) -> Row:
    """All courses, and what needs them."""
    return {"items": list((await queries.course_rows(session)).values())}


@router.post("/courses", response_model=CourseRow, status_code=201)
async def add(session: SessionDep, _: Keeps, body: NewCourse) -> Row:
    """A course is held from now on."""
    made = await service.add(session, **body.model_dump())
    return await _course(session, made.id)


@router.patch("/courses/{course_id}", response_model=CourseRow)
async def change(session: SessionDep, _: Keeps, course_id: UUID, body: CourseChange) -> Row:
    """The course is described otherwise."""
    await service.change(session, course_id, body.model_dump(exclude_unset=True))
    return await _course(session, course_id)


@router.post("/courses/{course_id}/end", response_model=CourseRow)
async def end(session: SessionDep, _: Sets, course_id: UUID) -> Row:
    """The course is not held any more, and nothing needs it."""
    await service.end(session, course_id)
    return await _course(session, course_id)


@router.put("/courses/{course_id}/need", response_model=CourseRow)
async def need(session: SessionDep, signed: Sets, course_id: UUID, body: NeedSaid) -> Row:
    """A role, skill or kind of post is given to nobody without the course, or is again."""
    await service.need(session, course_id, body.kind, body.code, body.needed, signed.id)
    return await _course(session, course_id)


@router.get("/courses/{course_id}/trainings", response_model=Trainings)
async def of_course(session: SessionDep, _: Sees, course_id: UUID) -> Row:
    """When the course is and was held."""
    await _course(session, course_id)
    return {"items": await queries.training_rows(session, course_id)}


@router.post("/courses/{course_id}/trainings", response_model=TrainingFile, status_code=201)
async def plan(session: SessionDep, signed: Keeps, course_id: UUID, body: NewTraining) -> Row:
    """The course is to be held."""
    made = await sessions.plan(session, course_id, signed.id, **body.model_dump())
    return await _training(session, made.id)


@router.get("/trainings/{training_id}", response_model=TrainingFile)
async def see(session: SessionDep, _: Sees, training_id: UUID) -> Row:
    """A training session and who takes part."""
    return await _training(session, training_id)


@router.post("/trainings/{training_id}/enrol", response_model=TrainingFile)
async def enrol(session: SessionDep, signed: Keeps, training_id: UUID, body: WhoLearns) -> Row:
    """Somebody is to take part."""
    await sessions.enrol(session, training_id, body.kind, body.id, signed.id)
    return await _training(session, training_id)


@router.post("/trainings/{training_id}/strike", response_model=TrainingFile)
async def strike(session: SessionDep, _: Keeps, training_id: UUID, body: WhoLearns) -> Row:
    """Somebody is not to take part."""
    await sessions.strike(session, training_id, body.id)
    return await _training(session, training_id)


@router.post("/trainings/{training_id}/hold", response_model=TrainingFile)
async def hold(session: SessionDep, signed: Keeps, training_id: UUID, body: TrainingResults) -> Row:
    """It was held: who was there, and who passed."""
    seen = {one.holder: (one.attended, one.result) for one in body.results}
    if len(seen) != len(body.results):
        raise InputIsInvalid("Each participant once.", field="results")
    await sessions.hold(session, training_id, seen, signed.id)
    return await _training(session, training_id)


@router.post("/trainings/{training_id}/call-off", response_model=TrainingFile)
async def call_off(
    session: SessionDep, signed: Keeps, training_id: UUID, body: WhyNoTraining
) -> Row:
    """It is not held."""
    await sessions.call_off(session, training_id, body.reason, signed.id)
    return await _training(session, training_id)


@router.get("/qualifications", response_model=Qualifications)
async def qualifications(
    session: SessionDep,
    _: Sees,
    holder: UUID | None = None,
    course: UUID | None = None,
    ending: bool = False,
) -> Row:
    """What people have passed; `ending`: what counts not much longer, or no more."""
    rows = await queries.qualification_rows(session, holder=holder, course=course, warned=ending)
    return {"items": rows}


@router.get("/qualifications/lacking", response_model=LacksOfCourses)
async def lacking(session: SessionDep, _: Sees) -> Row:
    """Who has a role, skill or post without the course that it needs, or not much longer."""
    return {"items": await queries.lacking_rows(session)}


@router.post(
    "/courses/{course_id}/qualifications", response_model=QualificationRow, status_code=201
)
async def note(session: SessionDep, signed: Keeps, course_id: UUID, body: NewQualification) -> Row:
    """Somebody has passed the course elsewhere, or before it was kept here."""
    course = await service.locked(session, course_id)
    kind, id_ = body.holder.kind, body.holder.id
    await passing.must_be_somebody(session, kind, id_)
    made = await passing.qualify(session, course, kind, id_, body.got_on, signed.id)
    return (await queries.qualification_rows(session, ids=[made.id]))[0]


@router.post("/qualifications/{qualification_id}/withdraw", response_model=QualificationRow)
async def withdraw(
    session: SessionDep, signed: Keeps, qualification_id: UUID, body: WhyNoQualification
) -> Row:
    """It counts no more."""
    made = await passing.withdraw(session, qualification_id, body.reason, signed.id)
    return (await queries.qualification_rows(session, ids=[made.id]))[0]
