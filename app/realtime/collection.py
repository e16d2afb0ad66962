"""What a live channel is made of: sets of rows, and what events touch; it loads nothing."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.realtime.channels import View
from app.realtime.history import Entry

Row = dict[str, Any]
Rows = dict[str, Row]
Ids = set[str] | None
"""Ids within a collection; None stands for all of them."""
Touches = dict[str, Entry]
"""Ids of a collection that some events touch, each with the last event that does."""


class Gone(Touches):
    """Touches of rows that are known not to be there any more: nobody need look for them."""


@dataclass(frozen=True)
class Collection:
    """One named set of rows of a channel, and the action somebody needs to be sent it.

    `kinds`: what an event must be about to touch it at all; of others it is not even asked.
    """

    name: str
    action: str
    kinds: frozenset[str]
    touched: Callable[[AsyncSession, View, Sequence[Entry]], Awaitable[Touches]]
    rows: Callable[[AsyncSession, View, Ids], Awaitable[Rows]]
