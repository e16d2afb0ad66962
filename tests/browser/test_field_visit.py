"""A worker's whole way on a small phone: alert, signs of life, one under threat, a visit told."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from PIL import Image
from playwright.async_api import (
    Browser,
    BrowserContext,
    FilePayload,
    Page,
    Response,
    Route,
    ViewportSize,
    expect,
)

from tests.browser.people import speaks
from tests.browser.test_field_without_network import ASKED, SIDEWAYS, calm, sent_out
from tests.browser.test_screens import barriers
from tests.running import House, Person, cookie_of, signed_in

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.browser]

WORKER, PIN, DURESS = "worker-4", "2580", "7413"
SMALL: ViewportSize = {"width": 360, "height": 640}
PIECE_CHARACTERS, PHOTO_BYTES, LONGEST_SIDE = 64 * 1024, 200 * 1024, 1280
DIGITS = re.compile(r"[0-9০-৯]+")
TRIES_TO_THE_LONGEST_PAUSE, SHORTEST_PAUSE_MS = 6, 30_000  # web/field/src/outbox.ts
TOLD = ("dispatch.accepted", "dispatch.departed", "dispatch.arrived", "dispatch.completed")


def from_a_camera(seed: int) -> FilePayload:
    """Twelve million points, held upright, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter: upright it is 3000 wide and 4000 high
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (23.0, 42.0, 54.0 + seed), 3: "E", 4: (90.0, 22.0, 1.0)}
    )
    noise = Image.effect_noise((500, 375), 60 + seed).resize((4000, 3000))
    made = BytesIO()
    noise.convert("RGB").save(made, "JPEG", quality=90, exif=exif)
    assert b"SecretPhone" in made.getvalue()
    return {"name": f"IMG_{seed}.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


@dataclass
class Post:
    """What went over the line: pieces of photos, answers to signs of life, how ours is ahead."""

    context: BrowserContext
    cut_at: int = 0
    cut: bool = False
    pieces: dict[tuple[int, int], str] = field(default_factory=dict)
    answers: list[dict[str, Any]] = field(default_factory=list)
    ahead: timedelta = timedelta()
    """By how much the phone takes our clock to be ahead of its own, which is the same one here."""

    async def __call__(self, route: Route) -> None:
        """Lets pass; at the piece `cut_at` the post arrives, its answer and the network do not."""
        posted: Any = route.request.post_data_json
        for said in posted["commands"]:
            offset = timedelta(milliseconds=said["clock_offset_ms"] or 0)
            self.ahead = max(self.ahead, offset)
            if said["verb"] == "photo":
                known = self.pieces.setdefault((said["photo"], said["part"]), said["data"])
                assert known == said["data"], "a piece said again is the same piece"
        if self.cut_at and len(self.pieces) == self.cut_at and not self.cut:
            self.cut = True
            await route.fetch()
            await self.context.set_offline(True)
            await route.abort("connectionreset")
            return
        await route.continue_()

    async def hear(self, answer: Response) -> None:
        """Keeps what a sign of life was answered."""
        if answer.url.endswith("/field/commands") and "check_in" in (
            answer.request.post_data or ""
        ):
            self.answers.append(await answer.json())

    def photo(self, no: int) -> bytes:
        """A photo as it left the phone."""
        parts = [data for (photo, _), data in sorted(self.pieces.items()) if photo == no]
        assert max(map(len, parts)) <= PIECE_CHARACTERS
        return b"".join(base64.b64decode(data) for data in parts)


@asynccontextmanager
async def phone(chromium: Browser, house: House) -> AsyncIterator[tuple[Page, Post]]:
    """A signed-in worker whose app is on the phone; no error of the page is let pass."""
    context = await chromium.new_context(
        base_url=house.base, viewport=SMALL, locale="bn-BD", has_touch=True, reduced_motion="reduce"
    )
    context.set_default_timeout(20_000)
    page, bugs, post = await context.new_page(), list[str](), Post(context)
    page.on("pageerror", lambda error: bugs.append(str(error)))
    page.on("response", post.hear)
    await page.route("**/api/v1/field/commands", post)
    await page.goto("/field/")
    await page.fill("#name", WORKER)
    await page.fill("#password", "demo")
    await page.keyboard.press("Enter")
    await expect(page.locator(".main.list")).to_be_visible()
    await page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    await page.reload()
    yield page, post
    await context.close()
    assert bugs == []


async def at_ease(page: Page) -> None:
    """No barrier and no sideways scrolling, as the page stands."""
    assert await barriers(page) == []
    assert await page.evaluate(SIDEWAYS) <= 0


async def words(page: Page) -> str:
    """All that stands on the screen; numbers and times are one to us."""
    return DIGITS.sub("#", await page.locator("#field").inner_text())


async def asked_and_answered(page: Page, post: Post, task: str, pin: str, leader: Person) -> Any:
    """A sign of life is asked for, the worker says this PIN: all that the phone shows of it."""
    sent = page.locator(".bar [role=status]")
    await expect(sent).to_have_text("সংযুক্ত")
    await leader.ask("POST", f"/dispatches/{task}/check-in/ask")
    due = page.get_by_role("link", name="এখন জানান যে আপনি নিরাপদ")
    await expect(due).to_be_visible()
    await expect(sent).to_have_text("সংযুক্ত")
    seen = [await words(page)]
    await due.click()
    await expect(page.locator("#pin")).to_be_visible()
    await expect(sent).to_have_text("সংযুক্ত")
    seen.append(await words(page))
    await page.fill("#pin", pin)
    before = len(post.answers)
    await page.get_by_role("button", name="আমি নিরাপদ").click()
    async with asyncio.timeout(20):
        while len(post.answers) == before:
            await asyncio.sleep(0.02)
    await expect(sent).to_have_text("সংযুক্ত")
    # Between the receipt and the new row the old one is due once more.
    await expect(page.get_by_role("link", name=re.compile("নিরাপদ আছেন জানাবেন"))).to_be_visible()
    seen.append(await words(page))
    await page.goto("/field/#/outbox")
    seen.append(DIGITS.sub("#", await page.locator(".sent-line").first.inner_text()))
    await page.goto(f"/field/#/task/{task}")
    (receipt,), (row,) = post.answers[-1]["receipts"], post.answers[-1]["tasks"]
    told = {part: receipt[part] for part in ("result", "code", "state", "doubtful")}
    return seen, told, sorted(row), sorted(row["check_in"]), row["check_in"]["late"]


async def test_a_visit_from_the_alert_to_the_centre_with_a_call_for_help_that_nobody_sees(
    house: House, chromium: Browser
) -> None:
    photos = [from_a_camera(1), from_a_camera(2)]
    async with signed_in(house.base, "supervisor-1") as leader, phone(chromium, house) as found:
        page, post = found
        await leader.watch("board")
        me = await page.evaluate(ASKED, "/session")
        await page.goto("/field/#/pins")
        for name, value in (("pin", PIN), ("duress", DURESS), ("password", "demo")):
            await page.fill(f"#{name}", value)
        await page.get_by_role("button", name="পিন বসান").click()
        await expect(page.get_by_text("পিন বসানো হয়েছে")).to_be_visible()
        await at_ease(page)

        await page.goto("/field/#/")
        task = await sent_out(house, leader, me["worker_id"])
        await expect(page).to_have_url(re.compile(f"#/task/{task}$"))
        await expect(page.get_by_role("button", name="যাচ্ছি")).to_be_visible()
        await at_ease(page)
        await page.get_by_role("button", name="যাচ্ছি").click()
        await page.get_by_role("button", name="রওনা দিলাম").click()
        await page.get_by_role("link", name=re.compile("নিরাপদ আছেন জানাবেন")).click()
        await page.get_by_role("button", name="৫ মিনিট", exact=True).click()
        await expect(page.get_by_role("button", name="৫ মিনিট", exact=True)).to_have_attribute(
            "aria-pressed", "true"
        )
        await at_ease(page)
        await page.fill("#pin", PIN)
        await page.get_by_role("button", name="আমি নিরাপদ").click()
        await page.get_by_role("button", name="পৌঁছেছি").click()
        await expect(page.get_by_role("button", name="শেষ")).to_be_visible()
        await at_ease(page)

        well = await asked_and_answered(page, post, task, PIN, leader)
        assert leader.rows("board", "duress") == {}
        threatened = await asked_and_answered(page, post, task, DURESS, leader)
        assert threatened == well
        assert (well[1]["result"], well[1]["code"]) == ("applied", None)
        incident = leader.rows("board", "dispatches")[task]["incident_id"]
        (call,) = (await leader.until(lambda: leader.rows("board", "duress"))).values()
        assert (call["dispatch_id"], call["times"]) == (task, 1)
        await leader.ask("POST", f"/duress/{call['id']}/take")
        await leader.ask("POST", f"/duress/{call['id']}/close", {"outcome": "mistake"}, expect=204)

        await page.get_by_role("link", name="পরিদর্শনের কথা জানান").click()
        await page.get_by_role("button", name="শিশু", exact=True).click()
        await page.get_by_role("button", name="চিকিৎসা").click()
        await page.fill("#words", "হাতে ক্ষত আছে, ডাক্তার দেখানো দরকার")
        await page.set_input_files("input[type=file]", photos)
        await expect(page.get_by_text(re.compile("ছবি [১২], [০-৯]+ কেবি"))).to_have_count(2)
        assert await calm(page) == []
        post.cut_at = 2
        await page.get_by_role("button", name="প্রতিবেদন পাঠান").click()
        await expect(page.locator(".sent")).to_contain_text("এখনো পাঠানো যায়নি")
        await at_ease(page)

        # Without network, from a page that was closed and opened again in between.
        await page.reload()
        await page.get_by_role("button", name="শেষ").click()
        await page.get_by_role("button", name="কেন্দ্রে নেওয়া হয়েছে").click()
        await expect(page.get_by_role("heading", name="কোন কেন্দ্র")).to_be_visible()
        await at_ease(page)
        centre = page.locator(".answers button").first
        chosen = await centre.inner_text()
        await centre.click()
        await expect(page.get_by_role("heading", name="কাজটি শেষ হয়েছে")).to_be_visible()
        pressed = datetime.now(UTC)
        await at_ease(page)

        await page.goto("/field/#/outbox")
        await tried_in_vain(page)
        still_cut = datetime.now(UTC)
        await post.context.set_offline(False)
        # The pause is half a minute by now, and the live line never broke: nothing waits for them.
        waiting = page.locator(".sent-line .st.waiting")
        await expect(waiting).to_have_count(0, timeout=SHORTEST_PAUSE_MS)
        await expect(page.locator(".sent-line .st.danger")).to_have_count(0)
        await page.goto("/field/#/")
        await speaks(page, "en")
        await at_ease(page)
        assert pressed + post.ahead < still_cut
        await nothing_lost(leader, incident, task, chosen, pressed + post.ahead)
        await photos_are_small_and_bare(house, leader, incident, post)


async def tried_in_vain(page: Page) -> None:
    """Pressed without network until the pause before the next try is as long as it gets."""
    for _ in range(TRIES_TO_THE_LONGEST_PAUSE):
        async with page.expect_event("requestfailed", lambda asked: "commands" in asked.url):
            await page.get_by_role("button", name="এখনই আবার পাঠান").click()


async def nothing_lost(
    leader: Person, incident: str, task: str, chosen: str, pressed: datetime
) -> None:
    """Each step came once, at the moment of its press, and the centre expects the child.

    `pressed` is when the last press was over, by our clock as the phone knew it: but for half a
    round trip. It was made without network: what is timed by its arrival is later.
    """
    channel = f"incident/{incident}"
    await leader.watch(channel)

    def arrived() -> Any:
        row = leader.rows(channel, "dispatches").get(task, {})
        return row if row.get("done_at") and row["visit"]["came"] == 2 else None

    row = await leader.until(arrived)
    assert (row["visit"]["photos"], row["visit"]["lapsed"]) == (2, 0)
    assert row["handed_to"]["name"]["bn"] == chosen
    moments = [
        datetime.fromisoformat(row[at])
        for at in ("acknowledged_at", "en_route_at", "reached_at", "done_at")
    ]
    assert moments == sorted(moments)
    assert moments[-1] <= pressed
    kinds = [one["kind"] for one in leader.rows(channel, "timeline").values()]
    assert [kinds.count(kind) for kind in (*TOLD, "dispatch.visit_reported")] == [1] * 5


async def photos_are_small_and_bare(
    house: House, leader: Person, incident: str, post: Post
) -> None:
    """Small before they leave the phone, upright, and without place or telephone when served."""
    (report,) = (await leader.ask("GET", f"/incidents/{incident}/visit-reports"))["items"]
    assert report["words"] == "হাতে ক্ষত আছে, ডাক্তার দেখানো দরকার"
    cookie = await cookie_of(house.base, "supervisor-1")
    async with aiohttp.ClientSession(headers={"Cookie": cookie}) as http:
        for photo in report["photos"]:
            async with http.get(f"{house.base}/api/v1/visit-photos/{photo['id']}") as answer:
                assert answer.status == 200
                served = await answer.read()
            sent = post.photo(photo["no"])
            assert len(sent) <= PHOTO_BYTES
            for picture in (sent, served):
                assert b"Exif" not in picture
                assert b"SecretPhone" not in picture
                with Image.open(BytesIO(picture)) as opened:
                    assert max(opened.size) == opened.height <= LONGEST_SIDE
                    assert opened.width * 4 == opened.height * 3
                    assert not opened.getexif()
