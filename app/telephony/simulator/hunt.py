"""The far ends of a Dial: all ring at once, the first to answer wins, the others stop ringing."""

import asyncio
from typing import TYPE_CHECKING

from app.telephony.simulator.calls import Call
from app.telephony.simulator.handsets import ring
from app.telephony.simulator.interrupts import HungUp, Source
from app.telephony.simulator.twiml import TwimlError

if TYPE_CHECKING:
    from app.telephony.simulator.line import Line

_TALK_AT_MOST_S = 24 * 3600.0


class Hunt:
    """Rings from the moment it is made."""

    def __init__(
        self, line: "Line", children: list[Call], timeout: float, screens: list[Source | None]
    ) -> None:
        """`line` is the caller's, `children` the lines to ring for `timeout` simulated seconds.

        Each hears its document of `screens` before it is connected; one that hangs up is not.
        """
        self.winner: Call | None = None
        self.decided = asyncio.Event()
        self._line, self._children = line, children
        self._ringing = len(children)
        self._gone = asyncio.Event()
        for child, screen in zip(children, screens, strict=True):
            line.network.spawn(self._life(line.beside(child), timeout, screen))

    @property
    def status(self) -> str:
        """The DialCallStatus so far."""
        if self.winner is not None:
            return "completed"
        statuses = {child.status for child in self._children}
        if "busy" in statuses:
            return "busy"
        if statuses == {"failed"}:
            return "failed"
        # A party that let go while it was asked was never connected: "completed" is not said of it.
        return "no-answer" if statuses <= {"no-answer", "completed"} else "canceled"

    async def winner_gone(self) -> None:
        """Return when the one who answered has put down."""
        await self._gone.wait()

    def stop(self, but: Call | None = None) -> None:
        """Take down every far end except `but`."""
        for child in self._children:
            if child is not but:
                child.interrupts.send(HungUp("network"))

    async def _life(self, far: "Line", ring_s: float, screen: Source | None) -> None:
        network, call = far.network, far.call
        try:
            status = await ring(far, ring_s)
            if status != "in-progress":
                network.advance(call, status)
                return
            await self._ask(far, screen)
            if self.winner is not None:
                raise HungUp("network")
            await self._talk(far)
        except HungUp as end:
            far.end(end.by)
        except TwimlError as error:
            far.mark("heard_error", code=error.code, reason=str(error))
            far.end("network")
        finally:
            self._ringing -= 1
            if not self._ringing:
                self.decided.set()
            if call is self.winner:
                self._gone.set()

    async def _ask(self, far: "Line", screen: Source | None) -> None:
        """Let the called party hear its document; what it says may end the line."""
        if screen is not None and self.winner is None:
            far.network.advance(far.call, "in-progress")
            await far.run(screen)

    async def _talk(self, far: "Line") -> None:
        self.winner = far.call
        self.stop(but=far.call)
        far.network.advance(far.call, "in-progress")
        far.hears("talk")
        far.mark("talking_with", parties=[self._line.call.other_end])
        self.decided.set()
        await far.rest(_TALK_AT_MOST_S)
