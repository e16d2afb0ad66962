"""What a console gets when it opens a channel: a snapshot, what it missed, or `resync`."""

import asyncio
from dataclasses import dataclass, field

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import Database
from app.realtime.channels import View, open_view
from app.realtime.feed import Feed
from app.realtime.history import MOST_MISSED, Entry, Position, can_resume, parse
from app.realtime.hub import Console, Hub
from app.realtime.messages import Resync, Row, encode
from app.realtime.outbox_reader import oldest, read_channel
from app.realtime.rows import KINDS, collections_of
from app.realtime.screens import horizon, patches, queue_message, snapshot


@dataclass
class Beginning:
    """What is sent first: complete up to `after`; `offers` ring besides."""

    after: Position
    texts: list[str]
    offers: dict[str, Row] = field(default_factory=dict)


async def open_channel(
    database: Database, hub: Hub, feed: Feed, console: Console, name: str, since: str | None
) -> None:
    """Let a console watch a channel. Raises what channels.open_view raises.

    The opening is committed before a row is read, and the console watches before it is told
    where it stands, so nothing falls in between.
    """
    await feed.begun.wait()
    async with database.transaction() as session:
        view = await open_view(session, console.who, name)
    subscription = hub.watch(console, view)
    try:
        beginning = await _beginning(database, feed, view, since)
    except BaseException:
        hub.unwatch(console, name)
        raise
    if beginning is None:
        hub.unwatch(console, name)
        console.say(Resync(channel=name))
        return
    subscription.open(beginning.after, beginning.texts)
    now = asyncio.get_running_loop().time()
    for offer_id, row in beginning.offers.items():
        console.ring(offer_id, row, now)


async def _beginning(
    database: Database, feed: Feed, view: View, since: str | None
) -> Beginning | None:
    async with database.transaction() as session:
        await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        if since is None:
            return await _fresh(session, view)
        return await _missed(session, feed, view, since)


async def _fresh(session: AsyncSession, view: View) -> Beginning:
    after, whole = await snapshot(session, view)
    return Beginning(after, [encode(whole)], dict(whole.collections.get("offers", {})))


async def _missed(session: AsyncSession, feed: Feed, view: View, text: str) -> Beginning | None:
    since = parse(text)
    after = await horizon(session)
    if since is None or not can_resume(since, await oldest(session), after):
        return None
    entries = feed.recent.since(since, view.audience)
    if entries is not None:
        after = max(since, feed.recent.reached)
    else:
        entries = await read_channel(session, since, after, view.audience, MOST_MISSED + 1)
    if len(entries) > MOST_MISSED:
        return None
    return Beginning(
        after, await _told(session, view, entries, after), await _offers(session, view)
    )


async def _told(
    session: AsyncSession, view: View, entries: list[Entry], after: Position
) -> list[str]:
    known = [entry for entry in entries if entry.kind in KINDS]
    texts = [encode(patch.message(view)) for patch in await patches(session, view, known)]
    if view.kind == "me":
        texts.append(encode(await queue_message(session, after)))
    return texts


async def _offers(session: AsyncSession, view: View) -> dict[str, Row]:
    """What rings at this counsellor now, whatever the old line had been told."""
    for collection in collections_of(view):
        if collection.name == "offers":
            return await collection.rows(session, view, None)
    return {}
