"""The port through which alerts leave; what a provider is called, and speaks, stands elsewhere."""

from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that takes pushes: the address at its push service, and the keys it made.

    Source: W3C Push API, PushSubscription; RFC 8291. Whoever knows it can't be told from others,
    so it is written nowhere unsealed.
    """

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)


class DeviceIsGone(Exception):
    """The push service knows this browser no more: it is never to be tried again."""


class Texts(Protocol):
    """Sends one text to one phone."""

    async def text(self, to: str, body: str, *, valid_seconds: int, ref: UUID) -> str:
        """Hand `body` to the provider for the number `to` (E.164); gives the provider's id for it.

        Past `valid_seconds` the provider must no longer deliver it: another worker may be on the
        way by then. What becomes of it is told of `ref`, our own id, the same at every try. Raises
        app.core.errors.ProviderError, which says whether trying again can help.
        """
        ...


class Rings(Protocol):
    """Rings one phone and asks whoever lifts it for a key."""

    async def ring_and_ask(self, to: str, ref: UUID, *, ring_seconds: int, again: bool) -> str:
        """Ring `to` (E.164) for `ring_seconds`; gives the provider's id of the line.

        What is asked, and what a key means, is told of `ref`. `again`: an earlier try may have got
        through, so a line to this number that is up is taken for it. Raises ProviderError.
        """
        ...


class Pushes(Protocol):
    """Shows an alert on one browser."""

    async def push(self, device: Device, payload: str, *, valid_seconds: int, ref: UUID) -> None:
        """Hand `payload` (JSON, no personal word) to the push service, encrypted for `device`.

        `ref` is the same at every try: one that came through twice is shown once. Raises
        DeviceIsGone, ProviderError.
        """
        ...


class Mails(Protocol):
    """Sends one email."""

    async def email(self, to: str, subject: str, body: str, *, ref: UUID) -> str:
        """Hand it to the mail server; gives its message id, which is made of `ref`.

        Raises ProviderError.
        """
        ...


class Messenger(Texts, Rings, Pushes, Mails, Protocol):
    """All channels through which an alert leaves. Providers match by shape, each its own part."""
