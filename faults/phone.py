"""A worker's phone: the built field app in a real Chromium, and a hand; it judges nothing.

The hand sees what a worker sees, and notes what it pressed, when, and that the screen moved on.
"""

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from faults.house import HouseFailed
from faults.people import PASSWORD

Row = dict[str, Any]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PHONE = {"width": 360, "height": 740}
VERBS = ("accept", "depart", "arrive", "complete")

SIGN_IN = """([name, password]) => fetch('/api/v1/session', {method: 'POST',
  headers: {'content-type': 'application/json', 'x-helpline-app': 'field'},
  body: JSON.stringify({name, password})}).then((answer) => answer.status)"""

PRESS = """async (id) => {
  const frame = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go, 0)));
  const all = (what) => [...document.querySelectorAll(what)];
  const look = () => {
    if (document.querySelector('.main.over')) return 4;
    const steps = all('ol.steps li');
    const at = steps.findIndex((step) => step.getAttribute('aria-current') === 'step');
    if (at >= 0) return at + 1;
    return document.querySelector('.urgency') ? 0 : -1;
  };
  const go = async (hash) => { location.hash = hash; await frame(); await frame(); };
  await go(`#/task/${id}`);
  const before = look();
  if (before < 0) return {before};
  const button = document.querySelector('.foot button.primary');
  const waits = before === 0 && !document.querySelector('.foot a.med');
  if (before === 4 || waits || !button) return {before};
  if (before === 0) window.dispatchEvent(new PointerEvent('pointerdown'));
  const at = Date.now();
  if (before === 3) {
    await go(`#/task/${id}/outcome`);
    document.querySelector('.answers button').click();
  } else button.click();
  const moved = () => look() > before ||
    (before === 0 && !document.querySelector('.foot a.med'));
  for (let tries = 0; tries < 400 && !moved(); tries += 1) await frame();
  return {before, at, moved: moved()};
}"""

KEPT = """() => new Promise((done, failed) => {
  const asked = indexedDB.open('helpline-field', 1);
  asked.onerror = () => failed(asked.error);
  asked.onsuccess = () => {
    const all = asked.result.transaction('commands').objectStore('commands').getAll();
    all.onsuccess = () => { asked.result.close(); done(all.result); };
  };
})"""


@dataclass
class Pressed:
    """One press after which the screen moved on."""

    dispatch_id: str
    verb: str
    at_ms: float


@dataclass
class Phone:
    """One phone that is killed and opened again, and what the hand pressed on it."""

    context: Any
    page: Any
    presses: list[Pressed] = field(default_factory=list)
    kills: int = 0
    bugs: list[str] = field(default_factory=list)

    async def sign_in(self, name: str) -> None:
        """Open the app with the account `name`. Raises HouseFailed."""
        status = await self.page.evaluate(SIGN_IN, [name, PASSWORD])
        if status != 200:
            raise HouseFailed(f"{name} can't sign in on the phone: {status}")
        await self.page.goto("/field/")
        await self.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        # The worker's first page came before its service worker; a phone has it from then on.
        await self.page.reload()
        await self.page.wait_for_selector(".list")

    async def press(self, dispatch_id: str) -> int:
        """One press on a task, if there is one to make: how far the task's screen is (4: over)."""
        seen = await self.page.evaluate(PRESS, dispatch_id)
        before = int(seen["before"])
        if seen.get("moved"):
            self.presses.append(Pressed(dispatch_id, VERBS[before], seen["at"]))
            return before + 1
        return before

    async def kill(self) -> None:
        """The page is gone in the middle of things, and opened again, with or without network."""
        self.kills += 1
        await self.page.close(run_before_unload=False)
        self.page = await self.context.new_page()
        self.page.on("pageerror", lambda error: self.bugs.append(str(error)))
        await self.page.goto("/field/")
        await self.page.wait_for_selector(".screen .bar")

    async def about(self, dispatch_id: str) -> str:
        """What it shows of a task and what lies on it, for whoever reads a failure."""
        await self.page.evaluate("(id) => { location.hash = `#/task/${id}`; }", dispatch_id)
        await self.page.wait_for_timeout(200)
        shown = " / ".join((await self.page.inner_text("body")).split("\n"))
        lies = [
            f"{item['decision']['verb']} {item['madeAt']} {json.dumps(item['receipt'])}"
            for item in await self.kept()
            if item["dispatchId"] == dispatch_id
        ]
        return f"it shows “{shown}”; on it lie {lies}"

    async def kept(self) -> list[Row]:
        """Everything that lies on the phone, receipts and all."""
        found: list[Row] = await self.page.evaluate(KEPT)
        return found


@asynccontextmanager
async def in_hand(base: str) -> AsyncIterator[Phone]:
    """A phone whose only network is at `base`. Raises HouseFailed without a browser."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    try:
        playwright = import_module("playwright.async_api").async_playwright
    except ImportError:
        raise HouseFailed("the phone needs the tools for tests: make setup") from None
    if path is None:
        raise HouseFailed("the phone needs Chromium: apt-get install chromium")
    async with playwright() as tools:
        browser = await tools.chromium.launch(executable_path=path, args=ARGUMENTS)
        context = await browser.new_context(
            base_url=base, viewport=PHONE, locale="bn-BD", has_touch=True
        )
        page = await context.new_page()
        phone = Phone(context, page)
        page.on("pageerror", lambda error: phone.bugs.append(str(error)))
        await page.goto("/icon.svg")
        yield phone
        await browser.close()
