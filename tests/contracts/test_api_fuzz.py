"""Whatever is sent to a route, its answer is one the API's description tells of, and never a 5xx.

Two ways: what Schemathesis makes of the description, right and wrong input, and a list of rubbish
that no generator makes (broken characters, endless numbers, bytes that are no text).
"""

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from yarl import URL

from app.core.db import Database
from app.staff.duty import move_duty, seen
from tests import factories
from tests.dispatch.web import cookie_of
from tests.dispatch.world import World
from tests.serving import Served

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
FEW, MANY = 5, 20  # few where the door refuses: permission is asked before anything is read
THE_DOOR, NO_SUCH_ADDRESS = {401, 403}, {404, 405}
PATIENCE_SECONDS = 20
PROBLEM = "application/problem+json"

BODIES = [
    b"",
    b"{",
    b"\xff\xfe\x00",
    b"\xed\xa0\x80",
    b"null",
    b"[]",
    b"NaN",
    b'"\\ud800"',
    b"9" * 5_000,
    b"[" * 30_000,
    b" " * 70_000 + b"{}",
    b'{"\\ud800": 1, "\\u0000": 1}',
    b'{"' + b"k" * 20_000 + b'": 1}',
]
VALUES = [
    '"\\ud800"',
    '"\\u0000"',
    '"a\\u0000\\udfff"',
    '["\\ud83d", "\\u0000"]',
    '{"\\ud800": {"\\u0000": []}}',
    "-1e999",
    "NaN",
    "9" * 4_000,
    "9" * 5_000,
    "[" * 3_000 + "]" * 3_000,
    f'"{"ক" * 12_000}"',
    "null",
]
KNOWN = {"name": "nobody", "password": "x", "categories": [], "place": "BD10"}
IN_PATHS = ["%00", "%ED%A0%80", "%FF", "..", "%2e%2e%2f", "9" * 3_000, "%F0%9F%98%80", "%20", "{}"]
QUERIES = [
    "q=%00",
    "q=%ED%A0%80",
    "q=%FF&limit=8",
    f"limit={'9' * 5_000}",
    "limit=NaN",
    "limit=1&limit=x",
    "q=a&q=b",
    "state=%00",
    f"state={'x' * 9_000}",
    "mine=%ED%A0%80",
    "app=%00",
    "%00=%00",
]
HEADERS = [
    {"Cookie": "\xff=\xff; __Host-helpline-console-1=\xed"},
    {"X-Helpline-App": "\xff"},
    {"Origin": "http://[::1"},
    {"Origin": "null"},
    {"Content-Type": "text/\xff"},
    {"Content-Type": "multipart/form-data"},
    {"Content-Type": "application/json; charset=utf-16"},
]


@dataclass
class Line:
    """A served line: one call rings, one ticket has a place, one task is accepted, one is asked."""

    served: Served
    world: World
    people: dict[str, tuple[UUID, str]]
    ids: dict[str, list[str]]

    async def session_of(self, who: str) -> dict[str, str]:
        """The cookie of a fresh session, since one of the routes ends it."""
        return await cookie_of(self.world, *self.people[who]) if who in self.people else {}

    async def operations(self) -> list[APIOperation]:
        async with self.served.http.get(f"{self.served.base}/openapi.json") as answer:
            schema = schemathesis.openapi.from_dict(await answer.json())
        found = list(schema.get_all_operations())
        assert all(isinstance(one, Ok) for one in found), "a part of the description is unreadable"
        return [one.ok() for one in found if isinstance(one, Ok)]


@pytest.fixture
async def line(served: Served, database: Database) -> Line:
    world = World(database, served.settings)
    await world.build()
    mine = world.counsellor.id
    async with database.transaction() as session:
        worker = await world.add_staff(session, "worker-9", "worker", worker_id=world.workers[0].id)
        await move_duty(session, mine, "start")
        await seen(session, [mine])
    call_id = await factories.ring(database)
    await factories.offered(database)
    offer = await factories.open_offer(database, call_id)
    accepted = await world.request(world.workers[0])
    await world.accept(accepted, world.workers[0])
    asked = await world.request(world.workers[1])
    people = {"counsellor": (mine, "console"), "worker": (worker.id, "field")}
    ids = {
        "incident_id": [str(world.incident_id), str(offer.call_id)],
        "dispatch_id": [str(accepted), str(asked)],
        "call_id": [str(call_id)],
        "offer_id": [str(offer.id)],
    }
    return Line(served, world, people, ids)


@pytest.mark.parametrize("who", ["anonymous", "counsellor", "worker"])
async def test_every_answer_is_one_the_description_tells_of(line: Line, who: str) -> None:
    for operation in await line.operations():
        if who != "anonymous" and who != by_whom(operation):
            continue
        asked = partial(ask_again_and_again, line, operation, await line.session_of(who))
        statuses = await asyncio.to_thread(asked, FEW)
        if not statuses & THE_DOOR or statuses - THE_DOOR - NO_SUCH_ADDRESS:
            await asyncio.to_thread(asked, MANY)


def ask_again_and_again(
    line: Line, operation: APIOperation, session: dict[str, str], times: int
) -> set[int]:
    """Ask with made input, half of it right and half wrong, half of it about what there is.

    Gives the statuses that were answered.
    """
    statuses: set[int] = set()
    known = {name: st.sampled_from(ids) for name, ids in line.ids.items()}

    @examples(
        max_examples=times,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(*cases(operation)), real=st.none() | st.fixed_dictionaries(known))
    def ask(case: Case, real: dict[str, str] | None) -> None:
        for name in case.path_parameters.keys() & (real or {}).keys():
            case.path_parameters[name] = real[name] if real else ""
        answer = case.call(line.served.base, headers=session, timeout=PATIENCE_SECONDS)
        case.validate_response(answer, checks=CHECKS)
        assert answer.status_code < 400 or PROBLEM in answer.headers["content-type"]
        statuses.add(answer.status_code)

    ask()
    return statuses


def cases(operation: APIOperation) -> Iterator[st.SearchStrategy[Case]]:
    yield operation.as_strategy(GenerationMode.POSITIVE)
    if operation.definition.raw.keys() & {"parameters", "requestBody"}:
        yield operation.as_strategy(GenerationMode.NEGATIVE)


@pytest.mark.parametrize("who", ["counsellor", "worker"])
async def test_rubbish_is_refused_politely(line: Line, who: str) -> None:
    """One thing is wrong at a time, so that it comes as far into the house as it can."""
    session = await line.session_of(who)
    for operation in await line.operations():
        if who != by_whom(operation) or operation.label == "DELETE /api/v1/session":
            continue
        for url, body, more in rubbish(line, operation):
            wrong = await impoliteness(line, operation, url, body, {**session, **more})
            assert not wrong, (operation.label, url[:200], body[:80], more, wrong)


def by_whom(operation: APIOperation) -> str:
    """Who may call it: a worker what is about a task, the counsellor everything else."""
    task = "/api/v1/dispatches/" in operation.path and "stand-down" not in operation.path
    return "worker" if task else "counsellor"


def rubbish(line: Line, operation: APIOperation) -> Iterator[tuple[str, bytes, dict[str, str]]]:
    """Address, body and headers."""
    path = operation.path.replace("{field}", "narrative")
    for name, ids in line.ids.items():
        path = path.replace(f"{{{name}}}", ids[0])
    right = example(operation)
    yield path, filled(right), {}
    if operation.path.endswith(("/session", "/incidents", "/intake/{field}", "/accept")):
        yield from ((path, filled(right), headers) for headers in HEADERS)
    for part in IN_PATHS if "{" in operation.path else ():
        yield re.sub(r"\{[^}]*\}", part, operation.path, count=1), filled(right), {}
        yield re.sub(r"[^/]*$", part, path), filled(right), {}
    if operation.method.upper() == "GET":
        yield from ((f"{path}?{query}", b"", {}) for query in QUERIES)
    elif right:
        yield from ((path, body, {}) for body in BODIES)
        for name in right:
            yield from ((path, filled({**right, name: value}), {}) for value in VALUES)


def example(operation: APIOperation) -> dict[str, str]:
    """A right body: JSON by field, the first choice wherever there is one."""
    schemas = operation.schema.raw_schema["components"]["schemas"]
    content = operation.definition.raw.get("requestBody", {}).get("content", {})
    right = {}
    for body in content.values():
        options = [body["schema"], *body["schema"].get("anyOf", ())]
        for ref in (option["$ref"] for option in options if "$ref" in option):
            for name, told in schemas[ref.rpartition("/")[2]]["properties"].items():
                right[name] = json.dumps(told.get("enum", [KNOWN.get(name)])[0])
    return right


def filled(fields: dict[str, str]) -> bytes:
    """A body of these fields, whose JSON is already written."""
    return ("{" + ", ".join(f'"{name}": {value}' for name, value in fields.items()) + "}").encode()


async def impoliteness(
    line: Line, operation: APIOperation, url: str, body: bytes, headers: dict[str, str]
) -> str:
    """What is wrong with the answer; empty when it is a polite one."""
    address = URL(line.served.base + url, encoded=True)
    sent = {"Content-Type": "application/json", **headers}
    async with line.served.http.request(
        operation.method, address, data=body, headers=sent
    ) as answer:
        text = (await answer.read()).decode("utf-8", "strict")
        polite = answer.status < 400 or (answer.status < 500 and answer.content_type == PROBLEM)
        return "" if polite else f"{answer.status} {answer.content_type} {text[:200]}"
