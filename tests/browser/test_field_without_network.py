"""A worker on a phone whose network is cut and comes back: nothing is lost, and it says so."""

import asyncio
import contextlib
import json
import re
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.browser.conftest import PHONE
from tests.browser.people import speaks
from tests.browser.tables import THEMES
from tests.browser.test_screens import barriers
from tests.running import House, Person, phones_of, signed_in

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.browser]

WORKER = "worker-5"
NUMBER = "+8801210000987"
ASKED = """(path) => fetch(`/api/v1${path}`, {headers: {'x-helpline-app': 'field'}})
  .then((answer) => answer.json())"""
SHOWN = """() => navigator.serviceWorker.ready.then((ready) => ready.getNotifications())
  .then((all) => all.map(({title, body, tag}) => [title, body, tag]))"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def tickets(leader: Person) -> set[str]:
    """Every ticket there is."""
    return {row["id"] for row in (await leader.ask("GET", "/incidents"))["items"]}


async def sent_out(house: House, leader: Person, worker_id: str) -> str:
    """A task for the worker, of a caller who rang and put the telephone down."""
    before = await tickets(leader)
    async with phones_of(house) as phones, asyncio.timeout(20):
        call = await phones.call(NUMBER)
        while not (new := await tickets(leader) - before):
            await asyncio.sleep(0.05)
        await phones.hang_up(call)
    (incident,) = new
    at = f"/incidents/{incident}"
    await leader.ask("POST", f"{at}/locate", {"place": "TH-DMP-lalbagh"})
    who = {"responder": {"kind": "worker", "id": worker_id}}
    made: dict[str, Any] = await leader.ask("POST", f"{at}/dispatches", who, expect=201)
    return str(made["id"])


async def state_of(page: Page, task: str) -> list[str]:
    """How far the server says that the worker's task is."""
    mine = await page.evaluate(ASKED, "/dispatches/mine")
    return [row["state"] for row in mine["items"] if row["dispatch_id"] == task]


async def pushed(
    page: Page, base: str, payload: dict[str, Any], wanted: int = 1
) -> list[list[str]]:
    """What the phone shows after a push, as a push service brings it: title, words, tag of each."""
    session = await page.context.new_cdp_session(page)
    known: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def registered(event: dict[str, Any]) -> None:
        for one in event["registrations"]:
            if not known.done():
                known.set_result(one["registrationId"])

    session.on("ServiceWorker.workerRegistrationUpdated", registered)
    await session.send("ServiceWorker.enable")
    message = {"origin": base, "registrationId": await known, "data": json.dumps(payload)}
    shown: list[list[str]] = []
    async with asyncio.timeout(40):
        while len(shown) < wanted:
            await session.send("ServiceWorker.deliverPushMessage", message)
            shown = await until_shown(page, wanted)
    await session.detach()
    return shown


async def until_shown(page: Page, wanted: int) -> list[list[str]]:
    """What it shows as soon as that is so much, or after 5 s: then a push service sends again."""
    shown: list[list[str]] = []
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(5):
            while len(shown) < wanted:
                shown = await page.evaluate(SHOWN)
    return shown


async def calm(page: Page) -> list[str]:
    """What axe finds, and sideways scrolling, in both lights."""
    found: list[str] = []
    for theme in THEMES:
        await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        found += [f"{theme}: {one}" for one in await barriers(page)]
    if await page.evaluate(SIDEWAYS) > 0:
        found.append("it scrolls sideways")
    return found


async def test_a_worker_goes_on_while_the_network_is_cut(house: House, chromium: Browser) -> None:
    context = await chromium.new_context(
        base_url=house.base,
        viewport={"width": PHONE["width"], "height": PHONE["height"]},
        locale="bn-BD",
        has_touch=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    page = await context.new_page()
    bugs: list[str] = []
    page.on("pageerror", lambda error: bugs.append(str(error)))
    async with signed_in(house.base, "supervisor-1") as leader:
        await page.goto("/field/")
        await page.fill("#name", WORKER)
        await page.fill("#password", "demo")
        await page.keyboard.press("Enter")
        await expect(page.locator(".main.list")).to_be_visible()
        await page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        await page.reload()
        me = await page.evaluate(ASKED, "/session")
        task = await sent_out(house, leader, me["worker_id"])

        (mine,) = (await page.evaluate(ASKED, "/dispatches/mine"))["items"]
        number = mine["task_no"]
        await context.grant_permissions(["notifications"])
        told = {"kind": "alert", "task": number, "urgency": mine["urgency"]}
        ((title, words, tag),) = await pushed(page, house.base, told)
        assert title.startswith("১০৯৮ · কাজ ")
        assert tag == f"task-{number}"
        assert words.endswith("খুলে উত্তর দিন।")
        swap = {"kind": "swap", "code": "asked"}
        shown = await pushed(page, house.base, swap, wanted=2)
        words = "একটি শিফট নিতে বলা হয়েছে। খুলে উত্তর দিন।"
        assert ["১০৯৮ · শিফট", words, "swap"] in shown
        await page.goto(f"/field/#/no/{number}")  # where a tap on it leads
        await expect(page).to_have_url(re.compile(f"#/task/{task}$"))
        await page.get_by_role("button", name="যাচ্ছি").click()
        await expect(page.get_by_role("button", name="রওনা দিলাম")).to_be_visible()

        await context.set_offline(True)
        await page.get_by_role("button", name="রওনা দিলাম").click()
        await page.get_by_role("button", name="পৌঁছেছি").click()
        await expect(page.get_by_role("button", name="শেষ")).to_be_visible()
        await expect(page.locator(".sent")).to_contain_text("এখনো পাঠানো যায়নি")
        assert await calm(page) == []

        # The page is gone and comes back without network: what was pressed is still there, at once,
        # however long it takes until somebody knows that no answer will come.
        asked = asyncio.Event()

        async def no_answer(_: Route) -> None:
            asked.set()

        await page.route("**/api/v1/session", no_answer)
        await page.reload()
        await page.goto("/field/#/outbox")
        await expect(page.get_by_text("পাঠানোর অপেক্ষায়")).to_have_count(2)
        assert await calm(page) == []
        assert asked.is_set()
        await page.unroute("**/api/v1/session")
        await page.goto("/field/#/")
        out = page.get_by_role("button", name="লগ আউট")
        await expect(out).to_have_attribute("aria-disabled", "true")
        await speaks(page, "en")
        assert await calm(page) == []

        await context.set_offline(False)
        await page.goto("/field/#/outbox")
        await expect(page.get_by_text("Received", exact=True)).to_have_count(3)
        assert await calm(page) == []
        await page.goto(f"/field/#/task/{task}")
        await page.get_by_role("button", name="Done").click()
        await page.locator(".answers button").first.click()
        await expect(page.locator(".main.over")).to_be_visible()
        async with asyncio.timeout(20):  # the screen knows before the server does
            while await state_of(page, task) != ["done"]:
                await asyncio.sleep(0.05)
    await context.close()
    assert bugs == []
