"""A provider of texts in bad weather: refuses, answers nothing, goes away; notes what it was sent.

It stands between the product and the simulated network, and is the witness of what left: the
product's own tables are compared with it afterwards. It judges nothing.
"""

import re
from dataclasses import dataclass

from aiohttp import web

from faults.rough import Rough, Weather

MESSAGES = "/Messages.json"
LINK = re.compile(r"/a/([\w-]{20,})")
TASK = re.compile(r"[0-9০-৯]+")
BANGLA = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")


@dataclass(frozen=True)
class Letter:
    """One text as it was handed over: to whom, of which task, with which link, and its answer."""

    address: str
    task_no: int
    code: str
    status: int


class Provider(Rough):
    """Rough with texts, gone altogether in a spell; everything else passes."""

    def __init__(self, upstreams: list[str], public: str, weather: Weather) -> None:
        super().__init__(upstreams, public, weather)
        self.letters: list[Letter] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request of the product; of a text it is noted what became of it."""
        if self._weather.offline:
            return self._cut(request, "offline")
        if request.method != "POST" or not request.path.endswith(MESSAGES):
            return await super().handle(request)
        return await self._command(request)

    async def _pass_on(self, request: web.Request, base: str, body: bytes) -> web.Response:
        answer = await super()._pass_on(request, base, body)
        if request.method == "POST" and request.path.endswith(MESSAGES):
            self._note(dict(await request.post()), answer.status)
        return answer

    def _note(self, form: dict[str, object], status: int) -> None:
        body = str(form.get("Body", ""))
        link = LINK.search(body)
        tasks = TASK.findall(body[: link.start()].partition("://")[0]) if link else []
        if link and tasks:  # the number stands last before the address
            number = int(tasks[-1].translate(BANGLA))
            self.letters.append(Letter(str(form.get("To")), number, link.group(1), status))
