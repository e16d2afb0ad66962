"""The one-tap page: opening acts for nobody, its code dies with its step, it tells no name."""

import asyncio
import re

import pytest
from limits import RateLimitItemPerMinute

from app.dispatch import link_sources, service
from app.dispatch.code import code_for
from app.dispatch.jobs import deadlines
from app.dispatch.states import DispatchState
from app.jobs.deadlines import fire_due
from tests.dispatch.web import browser, make_app
from tests.dispatch.world import World


async def address(world: World, dispatch_id, step: int = 0) -> str:
    steps = await world.steps(dispatch_id)
    return f"/a/{code_for(world.settings.secret_key.get_secret_value(), steps[step].id)}"


def verbs(html: str) -> set[str]:
    return set(re.findall(r'name="verb" value="(\w+)"', html))


async def test_opening_a_link_changes_nothing(world: World) -> None:
    dispatch_id = await world.request()
    before = await world.dispatch(dispatch_id)
    async with browser(world) as client:
        for _ in range(3):
            answer = await client.get(await address(world, dispatch_id))
    assert answer.status_code == 200
    assert verbs(answer.text) == {"accept", "decline"}
    assert await world.dispatch(dispatch_id) == before
    assert (await world.steps(dispatch_id))[0].state == "alerted"


async def test_the_page_says_urgency_and_upazila_but_not_the_union_or_the_ticket(
    world: World,
) -> None:
    dispatch_id = await world.request()
    async with browser(world) as client:
        bangla = (await client.get(await address(world, dispatch_id))).text
        english = (await client.get(await address(world, dispatch_id) + "?lang=en")).text
    assert "বাকেরগঞ্জ" in bangla
    assert "২১:০২" in bangla
    assert "Bakerganj, Barishal" in english
    assert 'lang="en"' in english
    number = (await world.incident()).number
    for page in (bangla, english):
        assert "Rangasree" not in page
        assert number not in page
        assert "<script" not in page


async def test_the_page_is_kept_by_nobody_and_tells_nobody(world: World) -> None:
    dispatch_id = await world.request()
    async with browser(world) as client:
        headers = (await client.get(await address(world, dispatch_id))).headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "strict-origin"
    assert "noindex" in headers["x-robots-tag"]
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")


async def test_the_buttons_lead_from_yes_to_done(world: World) -> None:
    dispatch_id = await world.request()
    path = await address(world, dispatch_id)
    async with browser(world) as client:
        for verb, left in (
            ("accept", {"depart", "arrive"}),
            ("depart", {"arrive", "check_in", "pace"}),
            ("arrive", {"complete", "check_in", "pace"}),
            ("complete", set()),
        ):
            answer = await client.post(path, data={"verb": verb, "outcome": "taken_to_centre"})
            assert answer.status_code == 200
            assert verbs(answer.text) == left
        assert (await client.get(path)).status_code == 410
    dispatch = await world.dispatch(dispatch_id)
    assert (dispatch.state, dispatch.outcome) == (DispatchState.DONE, "taken_to_centre")


async def test_a_form_of_our_own_page_is_let_in_and_a_foreign_one_is_not(world: World) -> None:
    dispatch_id = await world.request()
    path = await address(world, dispatch_id)
    async with browser(world) as client:
        foreign = await client.post(
            path, data={"verb": "accept"}, headers={"origin": "http://evil.test"}
        )
        own = await client.post(
            path, data={"verb": "accept"}, headers={"origin": "http://helpline.test"}
        )
    assert (foreign.status_code, own.status_code) == (403, 200)


async def test_a_declined_link_is_closed_and_the_next_one_is_asked(world: World) -> None:
    dispatch_id = await world.request()
    path = await address(world, dispatch_id)
    async with browser(world) as client:
        said = await client.post(path, data={"verb": "decline", "reason": "ill"})
        again = await client.post(path, data={"verb": "accept"})
        opened = await client.get(path)
    assert said.status_code == 200
    assert (again.status_code, opened.status_code) == (410, 410)
    steps = await world.steps(dispatch_id)
    assert [(step.state, step.decline_reason) for step in steps] == [
        ("declined", "ill"),
        ("alerted", None),
    ]


async def test_a_code_dies_when_somebody_else_goes(world: World, clock) -> None:
    dispatch_id = await world.request()
    clock.shift(121)
    await fire_due(world.database, deadlines(world.settings))
    late = await address(world, dispatch_id, 0)
    async with browser(world) as client:
        assert verbs((await client.get(late)).text) == {"accept"}
        await world.accept(dispatch_id, world.workers[1])
        answer = await client.post(late, data={"verb": "accept"})
    assert answer.status_code == 410
    assert "Suman" not in answer.text
    assert (await world.dispatch(dispatch_id)).accepted_step == 2


async def test_of_two_who_press_yes_at_once_one_reads_that_nobody_need_go(
    world: World, clock
) -> None:
    dispatch_id = await world.request()
    clock.shift(121)
    await fire_due(world.database, deadlines(world.settings))
    paths = [await address(world, dispatch_id, step) for step in (0, 1)]
    async with browser(world) as client:
        answers = await asyncio.gather(
            *(client.post(path, data={"verb": "accept"}) for path in paths)
        )
    by_status = {answer.status_code: answer for answer in answers}
    assert 200 in by_status
    assert len(by_status) == 2
    lost = next(answer for status, answer in by_status.items() if status != 200)
    assert lost.status_code in (409, 410)
    assert verbs(lost.text) == set()


async def test_a_code_dies_with_a_dispatch_that_is_stood_down(world: World) -> None:
    dispatch_id = await world.request()
    await world.do(lambda s: service.stand_down(s, world.counsellor, dispatch_id, "not_needed"))
    async with browser(world) as client:
        assert (await client.get(await address(world, dispatch_id))).status_code == 410


@pytest.mark.parametrize("code", ["x", "A" * 22, "A" * 4000, "%00", "ক"])
async def test_an_unknown_code_gets_the_same_calm_page(world: World, code: str) -> None:
    async with browser(world) as client:
        for answer in (
            await client.get(f"/a/{code}"),
            await client.post(f"/a/{code}", data={"verb": "accept"}),
        ):
            assert answer.status_code == 404
            assert answer.headers["content-type"].startswith("text/html")
            assert verbs(answer.text) == set()


async def test_a_verb_that_is_not_offered_does_nothing(world: World) -> None:
    dispatch_id = await world.request()
    path = await address(world, dispatch_id)
    async with browser(world) as client:
        early = await client.post(path, data={"verb": "complete", "outcome": "child_safe"})
        strange = await client.post(path, data={"verb": "stand_down"})
        wrong = await client.post(path, data={"verb": "decline", "reason": "bored"})
    assert (early.status_code, strange.status_code, wrong.status_code) == (409, 409, 422)
    assert (await world.steps(dispatch_id))[0].state == "alerted"


async def test_whoever_guesses_codes_is_slowed_down_and_holds_up_no_neighbour(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_sources, "MISSES", RateLimitItemPerMinute(3))
    dispatch_id = await world.request()
    async with browser(world, make_app(world)) as client:
        answers = [(await client.get(f"/a/guess{at}")).status_code for at in range(4)]
        known = await client.get(await address(world, dispatch_id))
        monkeypatch.setattr(link_sources, "OPENINGS", RateLimitItemPerMinute(2))
        often = [
            (await client.get(await address(world, dispatch_id))).status_code for _ in range(3)
        ]
    assert answers == [404, 404, 404, 429]
    assert (known.status_code, often) == (200, [200, 200, 429]), "behind one address of a network"


async def test_the_style_sheet_is_served_without_a_session(world: World) -> None:
    async with browser(world) as client:
        answer = await client.get("/assets-link/link.css")
    assert answer.headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("how", ["foreign", "declined", "taken", "stood_down"])
async def test_a_link_that_leads_nowhere_says_so_in_both_languages_and_whom_to_call(
    world: World, clock, how: str
) -> None:
    dispatch_id = await world.request()
    path = await address(world, dispatch_id)
    if how == "foreign":
        path = "/a/AAAAAAAAAAAAAAAAAAAAAA"
    elif how == "declined":
        await world.decline(dispatch_id, world.workers[0])
    elif how == "taken":
        clock.shift(121)
        await fire_due(world.database, deadlines(world.settings))
        await world.accept(dispatch_id, world.workers[1])
    else:
        await world.stand_down(dispatch_id)
    said = {
        "foreign": "This link has ended",
        "declined": "You said before",
        "taken": "Somebody else is going",
        "stood_down": "Nobody need go",
    }
    async with browser(world) as client:
        for language in ("bn", "en"):
            html = (await client.get(f"{path}?lang={language}")).text
            assert said[how] in html
            assert "১০৯৮ নম্বরে ফোন করুন" in html
            assert "call 1098" in html
            assert verbs(html) == set()
            for secret in ("Suman", "সুমন", "Bakerganj", "বাকেরগঞ্জ"):
                assert secret not in html
