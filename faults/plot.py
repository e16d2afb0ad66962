"""The eleven stories: who calls, who does what, and what is still open; it talks to nobody."""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]

STORIES = (
    "answered",
    "abandoned",
    "silent",
    "no_answer",
    "crash",
    "reload",
    "nobody",
    "declined",
    "unanswered",
    "centre",
    "linked",
)
NEEDS = {
    "nobody": "diverted",
    "centre": '}/admit"',
    "linked": '}/link"',
}
"""What the OpenAPI document must hold for a story that a product may not know yet."""
AT_NIGHT = "nobody"
"""The one story that needs an empty house; it is played in nights of its own."""
DISPATCHED = frozenset({"declined", "unanswered", "centre"})


def playable(openapi: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The wanted stories the running product knows, by its own description."""
    return tuple(story for story in wanted if NEEDS.get(story, "") in openapi)


@dataclass
class Scene:
    """One caller's part of a story, as the players share it."""

    index: int
    story: str
    number: str
    sid: str = ""
    call_id: str = ""
    incident_id: str = ""
    ticket: str = ""
    task_no: int = 0
    dispatch_id: str = ""
    ignored_by: set[str] = field(default_factory=set)
    crashed: bool = False
    caller_hangs_up: bool = False
    partner: "Scene | None" = None
    talked_with: list[str] = field(default_factory=list)
    known: asyncio.Event = field(default_factory=asyncio.Event)
    played: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def draft(self) -> str:
        """What the counsellor types into the form before anything goes wrong."""
        return f"note {self.index}"

    def ignores(self, counsellor: str) -> bool:
        """Whether this counsellor lets the offer ring: the story wants it."""
        if self.story == "abandoned":
            return True
        if self.story == "no_answer" and len(self.ignored_by) < 1:
            self.ignored_by.add(counsellor)
        return counsellor in self.ignored_by and not self.talked_with


class Plot:
    """All scenes of a run. Consoles see masked numbers: the last three digits tell who calls."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 (invented callers, nothing secret)
        self._prefix = f"+88012{seed % 100:02d}"
        self.scenes: list[Scene] = []
        self._by_tail: dict[str, Scene] = {}
        self.by_task: dict[int, Scene] = {}

    def new(self, story: str) -> Scene:
        """The next caller, with a number nobody has had."""
        index = len(self.scenes)
        scene = Scene(index, story, f"{self._prefix}{index:06d}")
        scene.caller_hangs_up = story == "answered" and self.chance.random() < 0.5
        self.scenes.append(scene)
        self._by_tail[scene.number[-3:]] = scene
        return scene

    def caller(self, shown: str | None) -> Scene | None:
        """Whose number this is, whole or masked."""
        return self._by_tail.get((shown or "")[-3:])

    def order(self, stories: tuple[str, ...], count: int) -> list[str]:
        """`count` day stories, as many of each as of any other, in random order."""
        day = [story for story in stories if story != AT_NIGHT]
        made = [day[index % len(day)] for index in range(count)] if day else []
        self.chance.shuffle(made)
        return made
