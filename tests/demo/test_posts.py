"""The demo's posts: one of each kind and one for each candidate ward, all of them invented."""

from collections import Counter

from sqlmodel import col, select

from app.core.db import Database
from app.demo.posts import WARD_SHIFTS, add_posts, demo_posts
from app.directory.models import Coverage, Holding, Post, Worker
from app.directory.roster_models import Shift
from app.directory.states import PostKind
from app.geo.load import pilot, pilot_candidates


def test_each_candidate_ward_has_one_post_and_none_is_called_the_pilots() -> None:
    wards = [one for one in demo_posts() if one.kind is PostKind.WARD_WORKER]
    assert [one.place for one in wards] == pilot_candidates()
    assert len(wards) == pilot().candidates == 33
    assert pilot().confirmed == 0
    assert not [one for one in demo_posts() if "pilot" in f"{one.code} {one.en}".lower()]


def test_posts_of_every_kind_are_there() -> None:
    by_district = {PostKind.DISTRICT_SOCIAL_SERVICES_OFFICER}
    assert {one.kind for one in demo_posts()} == set(PostKind) - by_district


async def test_everybody_is_marked_invented_cannot_ring_and_holds_a_post(
    database: Database,
) -> None:
    async with database.transaction() as session:
        await add_posts(session)
    async with database.transaction() as session:
        ours = col(Worker.code).startswith("invented-")
        workers = list((await session.exec(select(Worker).where(ours))).all())
        posts = list((await session.exec(select(Post))).all())
        held = list((await session.exec(select(Holding))).all())
        covered = list((await session.exec(select(Coverage))).all())
        shifts = Counter((await session.exec(select(Shift.worker_id))).all())
    assert len(workers) == len(posts) == len(held) == len(covered) == 44
    assert all("(invented)" in post.name_en and "(কল্পিত)" in post.name_bn for post in posts)
    assert all("(invented)" in worker.post_en for worker in workers)
    assert all((worker.phone or "").startswith("+88010") for worker in workers)
    assert {one.post_id for one in covered} == {one.id for one in posts}
    by_roster = {worker.id for worker in workers if not worker.on_duty}
    assert shifts == dict.fromkeys(by_roster, WARD_SHIFTS)
    assert len(by_roster) == 33
