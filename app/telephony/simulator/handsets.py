"""The telephones at the far end, how each reacts to a call or text; they place no calls."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.telephony.simulator.calls import Call
from app.telephony.simulator.interrupts import HungUp
from app.telephony.simulator.pace import Pace

if TYPE_CHECKING:
    from app.telephony.simulator.line import Line

TEXT_BEHAVIOURS = ("delivered", "undelivered", "no_receipt", "switched_off")


@dataclass(frozen=True)
class Rule:
    """What a telephone does: answer (or decline) after so many seconds, then press keys when asked.

    `answer` None means it just rings. `fails`: the network can't reach it at all. It puts down by
    itself after `talks_s` (0: never). `text` is one of TEXT_BEHAVIOURS.
    """

    answer: bool | None = None
    after_s: float = 0.0
    press: str = ""
    text: str = "delivered"
    fails: bool = False
    talks_s: float = 0.0


# What telephones of others do, such as the desk of another service, by a word.
SCENARIOS = {
    "answers": Rule(answer=True, after_s=3.0),
    "answers_and_hangs_up": Rule(answer=True, after_s=3.0, talks_s=20.0),
    "busy": Rule(answer=False),
    "no_answer": Rule(answer=None),
    "unreachable": Rule(fails=True),
}


@dataclass
class Handset:
    """One telephone, known by its address (a number or `client:` and a name)."""

    address: str
    rule: Rule
    calls: list[Call] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)
    lifted: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def live_call(self) -> Call | None:
        """The latest line of this telephone that is not over."""
        return next((call for call in reversed(self.calls) if not call.is_over), None)

    @property
    def state(self) -> str:
        """`idle`, `ringing` or `talking` (the line is answered)."""
        call = self.live_call
        if call is None:
            return "idle"
        return "talking" if call.answered_at is not None else "ringing"

    async def pick_up(self, pace: Pace, ring_s: float) -> str:
        """Ring for at most `ring_s` seconds.

        The state after it: `in-progress`, `busy` (declined), `no-answer` or `failed`.
        """
        rule = self.rule
        if rule.fails:
            return "failed"
        acts_at = rule.after_s if rule.answer is not None else ring_s
        self.lifted.clear()
        try:
            await asyncio.wait_for(self.lifted.wait(), min(acts_at, ring_s) / pace.speed)
            return "in-progress"
        except TimeoutError:
            pass
        if rule.answer is None or acts_at > ring_s:
            return "no-answer"
        return "in-progress" if rule.answer else "busy"


class Handsets:
    """All telephones; one exists from its first call, text or rule on."""

    def __init__(self, answer_delay: float) -> None:
        """`answer_delay` is how soon a `client:` telephone answers by itself, in seconds."""
        self._answer_delay = answer_delay
        self.by_address: dict[str, Handset] = {}

    def at(self, address: str) -> Handset:
        """The telephone at that address."""
        if address not in self.by_address:
            self.by_address[address] = Handset(address, self._usual(address))
        return self.by_address[address]

    def _usual(self, address: str) -> Rule:
        # A counsellor's softphone in the demo answers by itself; a street telephone just rings.
        return Rule(True, self._answer_delay) if address.startswith("client:") else Rule()


async def ring(line: "Line", ring_s: float) -> str:
    """Ring the telephone a line leads to: `in-progress`, `busy`, `no-answer` or `failed`."""
    call, network = line.call, line.network
    handset = network.handsets.at(call.to)
    handset.calls = [other for other in handset.calls if not other.is_over] + [call]
    network.advance(call, "initiated")
    network.advance(call, "ringing")
    status = await line.race(handset.pick_up(network.pace, ring_s))
    if status == "in-progress" and handset.rule.press:
        network.spawn(press_when_asked(line, handset.rule.press))
    if status == "in-progress" and handset.rule.talks_s:
        network.spawn(_put_down_after(line, handset.rule.talks_s))
    return status


async def _put_down_after(line: "Line", seconds: float) -> None:
    await line.network.pace.sleep(seconds)
    line.call.interrupts.send(HungUp("handset"))


async def press_when_asked(line: "Line", keys: str) -> None:
    """Press keys one after another once the line listens; gives up when the call ends."""
    call = line.call
    waiting = asyncio.ensure_future(call.keypad.wait_open())
    over = asyncio.ensure_future(call.over.wait())
    await asyncio.wait({waiting, over}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    over.cancel()
    if not call.is_over:
        press(line, keys)


def press(line: "Line", keys: str) -> bool:
    """Press keys now; False when the line does not listen and they are lost."""
    heard = [line.call.keypad.press(key) for key in keys]
    line.mark("pressed", keys=keys, heard=all(heard))
    return all(heard)
