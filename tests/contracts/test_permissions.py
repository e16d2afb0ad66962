"""One permission table behind every route, live channel and event; nothing without a row."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIWebSocketRoute

import app
from app.core.outbox import Event
from app.core.settings import Settings
from app.main import create_app
from app.realtime.channels import ACTION_OF
from app.realtime.rows import COLLECTIONS, KINDS
from app.staff import permissions

NOT_BY_ROUTE = {
    "webhook.post": "the phone network is known by its signature (telephony/twilio/webhooks.py)",
    "number.see_full": "decides how a number is rendered, not whether a route is entered",
    "queue.see": "a collection of live channels",
}
"""Actions that no route names, and what they decide instead."""


@pytest.fixture(scope="module")
def front_door(vault: Any) -> FastAPI:
    from tests.conftest import SECRETS

    settings = Settings(_env_file=None, **SECRETS)
    return create_app(settings, "postgresql://nobody@127.0.0.1:1/nothing")


def routes(front_door: FastAPI) -> list[APIRoute | APIWebSocketRoute]:
    return list(_api_routes(front_door.routes))


def _api_routes(found: Any) -> Iterator[APIRoute | APIWebSocketRoute]:
    for route in found:
        if isinstance(route, APIRoute | APIWebSocketRoute):
            yield route
        else:
            inside = getattr(route, "original_router", None) or getattr(route, "router", None)
            yield from _api_routes(getattr(inside, "routes", ()))


def actions_of(dependant: Dependant) -> set[str]:
    """Return every action that must be allowed before the route's own code runs."""
    found = {getattr(inner.call, "action", None) for inner in dependant.dependencies}
    for inner in dependant.dependencies:
        found |= actions_of(inner)
    return {action for action in found if action is not None}


def event_types() -> set[type[Event]]:
    """Return every event of the product."""
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if module.name.endswith(".events"):
            importlib.import_module(module.name)

    def below(kind: type[Event]) -> Iterator[type[Event]]:
        for inner in kind.__subclasses__():
            yield inner
            yield from below(inner)

    return {kind for kind in below(Event) if kind.__module__.startswith("app.")}


def test_every_route_names_an_action_of_the_table(front_door: FastAPI) -> None:
    known = permissions.actions()
    without = [
        f"{sorted(getattr(route, 'methods', None) or ['socket'])} {route.path}"
        for route in routes(front_door)
        if not actions_of(route.dependant) & known
    ]
    assert routes(front_door)
    assert not without, "give each an allow(...) or an open_to_anyone(...)"


def test_every_action_of_the_table_is_used(front_door: FastAPI) -> None:
    used = set().union(*(actions_of(route.dependant) for route in routes(front_door)))
    used |= set(ACTION_OF.values())
    used |= {collection.action for channel in COLLECTIONS.values() for collection in channel}
    assert permissions.actions() == used | set(NOT_BY_ROUTE)


def test_every_live_channel_and_collection_has_rows_in_the_table() -> None:
    assert set(COLLECTIONS) == set(ACTION_OF)
    for kind, collections in COLLECTIONS.items():
        assert ACTION_OF[kind] in permissions.actions()
        for collection in collections:
            assert collection.action in permissions.actions(), f"{kind}.{collection.name}"


def test_every_event_is_about_a_kind_the_live_line_knows() -> None:
    kinds = {kind.entity_kind for kind in event_types() if hasattr(kind, "entity_kind")}
    assert kinds == KINDS


def test_event_keys_are_past_tense_words_and_nobody_shares_one() -> None:
    keys = [kind.key for kind in event_types() if "key" in kind.__dict__]
    assert len(keys) == len(set(keys))
    assert all(key.count(".") == 1 and key == key.lower() for key in keys)


@pytest.mark.parametrize("role", [role.code for role in permissions.roles()])
def test_a_role_without_a_row_is_refused(role: str) -> None:
    class Somebody:
        def __init__(self) -> None:
            self.role = role

    for action in permissions.actions() - set(permissions.actions_of(role)):
        with pytest.raises(permissions.NotAllowed):
            permissions.require(Somebody(), action)
