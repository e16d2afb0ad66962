"""Who watches what; what they get is written at once, and nobody slow holds anybody else up."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from pydantic import BaseModel

from app.realtime.channels import View
from app.realtime.frames import Line, framed
from app.realtime.history import Position
from app.realtime.messages import Close, Drop, OfferMessage, Put, Row, encode
from app.staff.auth import SignedIn

MOST_BEHIND = 512 * 1024
"""Bytes a console may be behind before it is closed as too slow."""
YIELD_EVERY = 200
"""Consoles written to before others have their turn: some 2 ms."""
OFFER_AGAIN_SECONDS = 2.0


@dataclass
class RingingOffer:
    """An offer on its way to a screen; sent again until the console says that it shows it."""

    text: str
    sent_at: float


@dataclass(eq=False)
class Console:
    """One open socket: its line, what rings, when it was last heard."""

    who: SignedIn
    line: Line
    heard_at: float
    close: Close | None = None
    """Why the line is being closed; None while it is not."""
    subscriptions: dict[str, "Subscription"] = field(default_factory=dict)
    ringing: dict[str, RingingOffer] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    recorded: set[str] = field(default_factory=set)
    """Dispatches whose details this person is on record for having seen."""
    _hang_up: Callable[[], None] | None = None

    def say(self, message: BaseModel) -> None:
        """Send one message to this console alone."""
        self.send(encode(message))

    def send(self, text: str) -> None:
        """Send one message; a console too far behind is closed instead."""
        if self.close is not None:
            return
        if self.line.behind() > MOST_BEHIND:
            self.end(Close.TOO_SLOW)
            return
        self.line.write(framed(text))

    def end(self, why: Close) -> None:
        """Close the line; the first reason counts."""
        if self.close is None:
            self.close = why
            if self._hang_up is not None:
                self._hang_up()

    def when_ended(self, hang_up: Callable[[], None]) -> None:
        """Who closes the line, once there is a reason; at once if there is one already."""
        self._hang_up = hang_up
        if self.close is not None:
            hang_up()

    def forget(self) -> None:
        """It left: nothing refers back to it, so that its memory is free at once."""
        self._hang_up = None

    def ring(self, offer_id: str, row: Row, now: float) -> None:
        """Send an offer now, and again until it is acknowledged."""
        if offer_id in self.acknowledged or offer_id in self.ringing:
            return
        text = encode(OfferMessage.model_validate({"offer": row}))
        self.ringing[offer_id] = RingingOffer(text, now)
        self.send(text)

    def acknowledge(self, offer_id: str) -> bool:
        """The offer is on the screen; false when it wasn't ringing here."""
        if self.ringing.pop(offer_id, None) is None:
            return False
        self.acknowledged.add(offer_id)
        return True

    def silence(self, offer_id: str) -> None:
        """The offer is over."""
        self.ringing.pop(offer_id, None)
        self.acknowledged.discard(offer_id)

    def ring_again(self, now: float) -> None:
        """Repeat what has not been acknowledged for a while."""
        for offer in self.ringing.values():
            if now - offer.sent_at >= OFFER_AGAIN_SECONDS:
                offer.sent_at = now
                self.send(offer.text)


@dataclass(eq=False)
class Subscription:
    """One console watching one view. Until `after` is known, events wait in `early`."""

    console: Console
    view: View
    after: Position | None = None
    early: list[tuple[Position, str]] = field(default_factory=list)

    def deliver(self, position: Position, text: str) -> None:
        """Pass an event on, unless the console was already told what it says."""
        if self.console.subscriptions.get(self.view.name) is not self:
            return
        if self.after is None:
            self.early.append((position, text))
        elif position > self.after:
            self.console.send(text)

    def open(self, after: Position, texts: Iterable[str]) -> None:
        """Send what the console begins with, complete up to `after`; then what came meanwhile."""
        for text in texts:
            self.console.send(text)
        self.after = after
        early, self.early = self.early, []
        for position, text in early:
            self.deliver(position, text)


class Hub:
    """All consoles of this process."""

    def __init__(self) -> None:
        self.consoles: set[Console] = set()
        self.empty = asyncio.Event()
        self._watchers: dict[View, set[Subscription]] = defaultdict(set)
        self._views: dict[str, set[View]] = defaultdict(set)
        self._sent = 0

    def enter(self, console: Console) -> None:
        """A socket opened."""
        self.consoles.add(console)
        self.empty.clear()

    def leave(self, console: Console) -> None:
        """A socket closed: nothing of it stays."""
        for name in list(console.subscriptions):
            self.unwatch(console, name)
        console.forget()
        self.consoles.discard(console)
        if not self.consoles:
            self.empty.set()

    def watch(self, console: Console, view: View) -> Subscription:
        """The console watches `view` from now on; nothing is sent before `Subscription.open`."""
        self.unwatch(console, view.name)
        subscription = Subscription(console, view)
        console.subscriptions[view.name] = subscription
        self._watchers[view].add(subscription)
        self._views[view.audience].add(view)
        return subscription

    def unwatch(self, console: Console, name: str) -> None:
        """The console watches that channel no longer."""
        subscription = console.subscriptions.pop(name, None)
        if subscription is None:
            return
        view = subscription.view
        self._watchers[view].discard(subscription)
        if not self._watchers[view]:
            del self._watchers[view]
            self._views[view.audience].discard(view)
            if not self._views[view.audience]:
                del self._views[view.audience]

    def views(self, audience: Iterable[str]) -> list[View]:
        """The views somebody here watches among these channels, one person's before the board."""
        order = {"me": 0, "field": 1, "incident": 2, "case": 3, "cases": 4, "board": 5}
        found = {view for channel in audience for view in self._views.get(channel, ())}
        return sorted(found, key=lambda view: (order[view.kind], view.name))

    def views_of(self, kind: str) -> list[View]:
        """Every watched view of one kind of channel."""
        return [view for view in self._watchers if view.kind == kind]

    def watching(self, view: View) -> list[Subscription]:
        """Who watches it."""
        return list(self._watchers.get(view, ()))

    async def send(self, view: View, position: Position, text: str) -> None:
        """One text to everybody who watches `view`: a loop, with room for others in between."""
        for subscription in self.watching(view):
            subscription.deliver(position, text)
            self._sent += 1
            if self._sent % YIELD_EVERY == 0:
                await asyncio.sleep(0)

    def ring(self, view: View, put: Iterable[Put], drop: Iterable[Drop], now: float) -> None:
        """Offers are critical: besides the row, ring until acknowledged."""
        offers = [row for row in put if row.collection == "offers"]
        gone = [row.id for row in drop if row.collection == "offers"]
        if not offers and not gone:
            return
        for subscription in self.watching(view):
            for row in offers:
                subscription.console.ring(row.id, row.row, now)
            for offer_id in gone:
                subscription.console.silence(offer_id)

    def present(self, heard_since: float) -> set[UUID]:
        """Staff whose console was heard since that moment of the loop's clock."""
        return {console.who.id for console in self.consoles if console.heard_at >= heard_since}
