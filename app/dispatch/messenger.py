"""The port through which an alert leaves as a text; what a provider is called stands elsewhere."""

from typing import Protocol


class Messenger(Protocol):
    """Sends one text to one phone. Providers match by shape."""

    async def text(self, to: str, body: str, *, valid_seconds: int, callback: str) -> str:
        """Hand `body` to the provider for the number `to` (E.164); gives the provider's id for it.

        Past `valid_seconds` the provider must no longer deliver it: another worker may be on the
        way by then. Its progress is reported to the address `callback`. Raises
        app.core.errors.ProviderError, which says whether trying again can help.
        """
        ...
