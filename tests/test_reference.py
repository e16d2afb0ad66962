"""The reference pages tell of every route and every error, and load nothing from elsewhere."""

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from app import api
from app.core import errors
from app.core.errors import HelplineError
from app.core.settings import Settings
from app.realtime.channels import ACTION_OF, names_for
from app.realtime.messages import Close, live_schema
from app.realtime.rows import COLLECTIONS
from app.reference import OTHER_CODES, add_reference, prose
from app.staff import permissions
from app.staff.auth import open_to_anyone

ROOT = Path(__file__).resolve().parents[1]
PAGES = ["/docs", "/docs/errors"]


@pytest.fixture
def served(settings: Settings) -> FastAPI:
    """The REST interface with its reference, without a database: no page here needs one."""
    made = FastAPI(docs_url=None, redoc_url=None)
    made.state.settings = settings
    errors.install(made)
    made.include_router(api.router(), prefix=api.PREFIX)
    add_reference(made)
    return made


@pytest.fixture
async def browser(served: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=served)
    async with httpx.AsyncClient(transport=transport, base_url="http://helpline.test") as client:
        yield client


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


async def test_every_route_of_the_openapi_document_is_on_the_page(
    browser: httpx.AsyncClient,
) -> None:
    document = (await browser.get("/openapi.json")).json()
    page = unescape((await browser.get("/docs")).text)
    routes = operations(document)
    assert len(routes) > 25
    for method, path, operation in routes:
        assert f">{method}</span> <code>{path}</code>" in page
        assert re.sub("`", "", operation["description"].split()[0]) in page
    for method, path, operation in routes:
        for parameter in operation.get("parameters", []):
            assert f"<code>{parameter['name']}</code>" in page, (method, path)


async def test_the_fields_of_every_body_are_on_the_page(browser: httpx.AsyncClient) -> None:
    schemas = (await browser.get("/openapi.json")).json()["components"]["schemas"]
    page = (await browser.get("/docs")).text
    bodies = {name: schema for name, schema in schemas.items() if name != "Problem"}
    one_of = schemas["Commands"]["properties"]["commands"]["items"]["oneOf"]
    commands = {one["$ref"].rpartition("/")[2] for one in one_of}
    inside = {"Chosen", "PartWanted", "BrowserKeys", "Finding", "Goal", "PlannedAction", "NewChild"}
    nested = inside | commands
    assert "Press" in nested
    for name, schema in bodies.items():
        for field in schema.get("properties", {}) if name not in nested else ():
            assert f"<code>{field}</code>" in page, name
    assert "{kind: worker | centre, id: uuid}" in page


async def test_every_error_code_has_its_own_anchor(browser: httpx.AsyncClient) -> None:
    page = (await browser.get("/docs/errors")).text

    def below(kind: type[HelplineError]) -> set[type[HelplineError]]:
        found = {kind}
        for child in kind.__subclasses__():
            found |= below(child)
        return found

    ours = {kind for kind in below(HelplineError) if kind.__module__.startswith("app.")}
    assert len(ours) > 20
    for kind in ours:
        row = re.search(rf'<tr id="{kind.code}">.*?</tr>', page)
        assert row, kind.code
        assert f"<td>{int(kind.status)}</td>" in row.group(), kind.code
    for code, _, _ in OTHER_CODES:
        assert f'<tr id="{code}">' in page


async def test_the_type_of_a_problem_leads_to_its_explanation(
    browser: httpx.AsyncClient,
) -> None:
    problem = (await browser.post("/api/v1/session", json={"name": "", "password": "x"})).json()
    address, _, anchor = problem["type"].partition("#")
    page = await browser.get(address)
    assert page.status_code == 200
    assert f'id="{anchor}"' in page.text


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_holds_no_script_no_inline_style_and_no_foreign_address(
    browser: httpx.AsyncClient, path: str
) -> None:
    page = (await browser.get(path)).text
    assert "<script" not in page
    assert "<style" not in page
    assert not re.search(r"\s(style|on\w+)=", page)
    assert not re.search(r"https?://|//\w", page)
    addresses = re.findall(r'(?:href|src)="([^"]+)"', page)
    for address in {a for a in addresses if not a.startswith("#")}:
        if address != "/api/v1/live.schema.json":  # the live line's router is not included here
            assert (await browser.get(address)).status_code == 200, address


async def test_the_style_sheet_uses_only_the_products_tokens(browser: httpx.AsyncClient) -> None:
    style = (await browser.get("/docs/reference.css")).text
    tokens = (ROOT / "web/shared/tokens.css").read_text(encoding="utf-8")
    assert "url(" not in style
    assert "@import" not in style
    for name, value in re.findall(r"(--[\w-]+): ([^;]+);", style):
        assert f"{name}: {value};" in tokens, f"{name}: {value}"


async def test_every_answer_leads_to_what_it_is_made_of(browser: httpx.AsyncClient) -> None:
    page = (await browser.get("/docs")).text
    leads = set(re.findall(r'<a href="#(\w+)"><code>', page))
    assert {"IncidentRow", "DispatchRow", "TaskRow", "CallRow"} <= leads
    assert all(f'<h3 id="{name}">' in page for name in leads)
    assert "list of StepRow" in page


async def test_no_route_of_the_document_speaks_of_fastapis_own_refusal(
    browser: httpx.AsyncClient,
) -> None:
    document = (await browser.get("/openapi.json")).json()
    assert "ValidationError" not in str(document)
    for method, path, operation in operations(document):
        answers = operation["responses"]
        refusals = [a for s, a in answers.items() if s == "default" or int(s) >= 400]
        assert "default" in answers, (method, path)
        assert all("application/problem+json" in refusal["content"] for refusal in refusals)


async def test_a_route_tells_of_the_refusals_of_its_own_door(
    browser: httpx.AsyncClient,
) -> None:
    paths = (await browser.get("/openapi.json")).json()["paths"]
    session, places = paths["/api/v1/session"], paths["/api/v1/places"]
    assert session["post"]["responses"]["403"]["description"] == "`foreign_origin`"
    assert "401" not in session["post"]["responses"]
    assert session["delete"]["responses"]["401"]["description"] == "`not_signed_in`"
    assert places["get"]["responses"]["403"]["description"] == "`not_allowed`"


async def test_a_page_says_who_may_call_a_route(browser: httpx.AsyncClient) -> None:
    page = (await browser.get("/docs")).text
    accept = page.partition("/api/v1/offers/{offer_id}/accept</code>")[2].partition("</article>")[0]
    assert "Who: counsellor (own)" in accept
    sign_in = page.partition("POST</span> <code>/api/v1/session</code>")[2].partition("</article>")
    assert "Who: anyone" in sign_in[0]


def test_words_of_a_docstring_are_escaped() -> None:
    assert prose('`a<b>` & "c"') == "<code>a&lt;b&gt;</code> &amp; &#34;c&#34;"


async def test_the_reference_is_in_nobodys_way(served: FastAPI) -> None:
    """A second application has pages of its own, with its own routes."""
    other = FastAPI(docs_url=None)
    router = APIRouter(dependencies=[open_to_anyone("schema.read")])

    @router.get("/hello")
    async def hello() -> str:
        """Says hello."""
        return "hello"

    other.include_router(router)
    add_reference(other)
    transport = httpx.ASGITransport(app=other)
    async with httpx.AsyncClient(transport=transport, base_url="http://helpline.test") as client:
        page = (await client.get("/docs")).text
    assert "Says hello." in page
    assert "/api/v1/session</code></h3>" not in page


# -- pages of docs/reference that people wrote -----------------------------------------------


def rows_of(page: str) -> list[list[str]]:
    text = (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_permissions_page_says_what_the_table_says() -> None:
    roles = [role.code for role in permissions.roles()]
    rows = {row[0].strip("`"): row[1:] for row in rows_of("permissions.md")}
    table = permissions.table()
    of_roles = {action for role, action in table if role in roles}
    assert set(rows) == of_roles
    for action, cells in rows.items():
        assert cells[: len(roles)] == [table.get((role, action), "") for role in roles], action


def test_the_live_page_names_every_channel_message_and_close_code() -> None:
    text = (ROOT / "docs/reference/live.md").read_text(encoding="utf-8")
    named = {cell for row in rows_of("live.md") for cell in re.findall(r"`([^`]+)`", row[0])}
    schema = live_schema()["$defs"]
    messages = {
        body["properties"]["type"]["const"]
        for body in schema.values()
        if "const" in body.get("properties", {}).get("type", {})
    }
    channels = {f"{kind}/{{id}}" if kind in ("incident", "case") else kind for kind in ACTION_OF}
    assert named == messages | channels | {str(code.value) for code in Close}
    assert channels == {name for role in permissions.roles() for name in names_for(role.code)}
    for kind, collections in COLLECTIONS.items():
        named_so = (f"`{kind}`", f"`{kind}/{{id}}`")
        row = next(r for r in rows_of("live.md") if r[0] in named_so)
        assert re.findall(r"`(\w+)`", row[2]) == [one.name for one in collections], kind
    for code in Close:
        assert re.search(rf"`{code.value}` \| {code.name.lower()} ", text), code
