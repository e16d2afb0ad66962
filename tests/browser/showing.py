"""Opens any screen of the table in any language, theme and width, as the person who sees it."""

import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Page, Response

from tests.browser.stage import LOOKERS, STRANGER, WORKER, Stage
from tests.browser.tables import Screen

SIZES = {"console": (1440, 900), "field": (360, 740), "link": (360, 740)}
"""Where each app is at home."""
_SIGN_IN = """([name, password, app]) => fetch('/api/v1/session', {method: 'POST',
  headers: {'content-type': 'application/json', ...(app && {'x-helpline-app': app})},
  body: JSON.stringify({name, password})}).then((answer) => answer.status)"""


@dataclass
class Visitor:
    """One profile with one page; what the browser complains of is kept."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)

    def listen(self) -> None:
        """Keep errors of the page, and answers that are errors."""
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda said: (
                self.complaints.append(said.text) if said.type in ("error", "warning") else None
            ),
        )
        self.page.on("response", self._keep)

    def _keep(self, answer: Response) -> None:
        if answer.status >= 400:
            self.answers.append((answer.status, urlsplit(answer.url).path))


class Visitors:
    """Everybody who looks at screens, each signed in once."""

    def __init__(self, browser: Browser, stage: Stage) -> None:
        self._browser = browser
        self._stage = stage
        self._known: dict[str | None, Visitor] = {}
        self._contexts: list[BrowserContext] = []

    async def show(
        self,
        screen: Screen,
        lang: str,
        theme: str,
        width: int | None = None,
    ) -> Visitor:
        """The screen, fully drawn; `width` as at home unless told."""
        visitor = await self._visitor(screen)
        page = visitor.page
        own_width, height = SIZES[screen.app]
        await page.set_viewport_size({"width": width or own_width, "height": height})
        await self.light(page, theme)
        if screen.app != "link":
            await self._prefer(page, lang, theme)
        if screen.needs == ("busy",):
            await self._stage.try_codes()
        visitor.complaints.clear()
        visitor.answers.clear()
        await self._open(page, screen, lang)
        return visitor

    async def light(self, page: Page, theme: str) -> None:
        """What the machine says of day and night; a page that follows it changes at once."""
        await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")

    async def _open(self, page: Page, screen: Screen, lang: str) -> None:
        path = self.path_of(screen)
        if screen.app == "link":
            path += f"?lang={lang}"
        await page.goto("about:blank")
        await page.goto(path, wait_until="networkidle")
        wanted = urlsplit(path).fragment
        if wanted and urlsplit(page.url).fragment != wanted:  # the list gave way to an alert
            await page.evaluate("(hash) => { location.hash = hash }", wanted)
        await page.locator("h1, h2").first.wait_for(state="attached")
        await page.evaluate("document.fonts.ready.then(() => undefined)")

    def path_of(self, screen: Screen) -> str:
        """The address with a real id or code in it."""
        need = screen.needs[-1] if screen.needs else ""
        ids = self._stage.incidents if screen.app == "console" else self._stage.tasks
        return screen.path.replace("$id", ids.get(need, "")).replace(
            "$code", self._stage.codes.get(need, "")
        )

    async def _prefer(self, page: Page, lang: str, theme: str) -> None:
        """What the reader chose on an earlier visit."""
        digits = "bn" if lang == "bn" else "latin"
        kept = json.dumps({"theme": theme, "lang": lang, "digits": digits})
        await page.evaluate("(kept) => localStorage.setItem('helpline.preferences', kept)", kept)

    async def _visitor(self, screen: Screen) -> Visitor:
        name = looker(screen)
        key = "stranger" if screen.needs == ("busy",) else name
        if key not in self._known:
            self._known[key] = await self._arrive(screen, name)
        return self._known[key]

    async def _arrive(self, screen: Screen, name: str | None) -> Visitor:
        headers = STRANGER if screen.needs == ("busy",) else None
        context = await self._browser.new_context(
            base_url=self._stage.house.base,
            reduced_motion="reduce",
            extra_http_headers=headers,
        )
        self._contexts.append(context)
        context.set_default_timeout(20_000)
        visitor = Visitor(await context.new_page())
        visitor.listen()
        await visitor.page.goto("/icon.svg")
        if name is not None:
            assert await visitor.page.evaluate(_SIGN_IN, [name, "demo", _app(screen)]) == 200
        return visitor

    async def leave(self) -> None:
        """Close every profile."""
        for context in self._contexts:
            await context.close()


def _app(screen: Screen) -> str | None:
    """For which app somebody signs in; whoever opens a link does not."""
    return screen.app if screen.app in ("console", "field") else None


def looker(screen: Screen) -> str | None:
    """The sign-in name of whoever sees the screen; None is anybody."""
    if screen.role is None:
        return None
    return WORKER if screen.role == "worker" else LOOKERS[screen.role, screen.needs]
