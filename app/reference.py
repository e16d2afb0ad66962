"""The reference pages `/docs` and `/docs/errors`, made on the server; wiring only, no rule.

FastAPI's own page is switched off, since it loads its parts from somebody else's server. Here also
the OpenAPI document is told what a refusal looks like: a problem document, never FastAPI's own.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse, HTMLResponse
from fastapi.routing import iter_route_contexts
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.core.errors import PROBLEM, HelplineError
from app.openapi_reading import Operation, operations, shapes
from app.realtime.schemas import row_definitions
from app.staff import permissions
from app.staff.auth import Allowed, Open, open_to_anyone

FOLDER: Final = Path(__file__).resolve().parent / "templates"
HEADERS: Final = {"Cache-Control": "no-cache"}
_CODE: Final = re.compile(r"`([^`]+)`")

OTHER_CODES: Final = (
    ("unexpected_error", 500, "A bug of ours. Nothing was saved."),
    ("unavailable", 503, "The database does not answer; to be asked again in a moment."),
    ("busy", 503, "Others work on the same thing for too long. Nothing was saved; ask again."),
    ("bad_request", 400, "The body is no JSON, or no form."),
    ("method_not_allowed", 405, "There is such an address, but not for this method."),
)
"""Codes of problem documents that no exception of ours stands behind."""

PROBLEM_SCHEMA: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "What every refusal looks like (RFC 9457). More members may stand beside these.",
    "type": "object",
    "additionalProperties": True,
    "required": ["type", "title", "status", "detail", "code", "errors"],
    "properties": {
        "type": {"type": "string", "description": "the page that explains the code"},
        "title": {"type": "string", "description": "the status in words"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "a sentence for the person who asked"},
        "code": {"type": "string", "description": "stable; what programs should look at"},
        "errors": {
            "type": "array",
            "description": "the fields that can't be used, if any",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


def add_reference(app: FastAPI) -> None:
    """Serve the reference of `app`; call it after every router has been included."""
    _tell_of_problems(app)
    pages = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters["prose"] = prose
    template = pages.get_template("reference.html")

    @cache
    def routes_page() -> str:
        return template.render(groups=_by_tag(app), shapes=list(shapes(app.openapi())), errors=None)

    @cache
    def errors_page() -> str:
        return template.render(groups=None, shapes=None, errors=error_rows())

    router, anybody = APIRouter(include_in_schema=False), [open_to_anyone("schema.read")]

    @router.get("/docs", dependencies=anybody)
    async def routes() -> HTMLResponse:
        """Every route: what it does, who may, what goes in and what comes out."""
        return HTMLResponse(routes_page(), headers=HEADERS)

    @router.get("/docs/errors", dependencies=anybody)
    async def errors() -> HTMLResponse:
        """Every error code; the `type` of each problem document points here."""
        return HTMLResponse(errors_page(), headers=HEADERS)

    @router.get("/docs/reference.css", dependencies=anybody)
    async def style() -> FileResponse:
        """The pages' one style sheet."""
        return FileResponse(FOLDER / "reference.css", media_type="text/css", headers=HEADERS)

    app.include_router(router)


def prose(text: str) -> Markup:
    """`text` as HTML: paragraphs joined, what stands between backticks set as code."""
    safe = str(escape(" ".join(text.split())))
    return Markup(_CODE.sub(r"<code>\1</code>", safe))  # noqa: S704 (escaped one line above)


def error_rows() -> list[tuple[str, int, str]]:
    """Code, status and meaning of every problem this process can answer, by code."""
    found: dict[str, tuple[str, int, str]] = {row[0]: row for row in OTHER_CODES}
    kinds: list[type[HelplineError]] = [HelplineError, *_below(HelplineError)]
    for kind in kinds:
        if kind.__module__.startswith("app."):
            meaning = (kind.__doc__ or "").strip().partition("\n\n")[0]
            found[kind.code] = (kind.code, int(kind.status), meaning)
    return [found[code] for code in sorted(found)]


def _below(kind: type[HelplineError]) -> Iterator[type[HelplineError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def _by_tag(app: FastAPI) -> dict[str, list[tuple[Operation, list[str]]]]:
    """The operations of the OpenAPI document by room, each with the roles that may call it."""
    actions = actions_of_routes(app)
    groups: dict[str, list[tuple[Operation, list[str]]]] = {}
    for operation in operations(app.openapi()):
        action = actions.get((operation.method, operation.path))
        groups.setdefault(operation.tag, []).append((operation, roles_for(action)))
    return groups


def actions_of_routes(app: FastAPI) -> dict[tuple[str, str], str]:
    """(method, path) → the action of the permission table that a route asks for."""
    found: dict[tuple[str, str], str] = {}
    for route in iter_route_contexts(app.routes):
        dependant = getattr(route, "dependant", None)
        for part in dependant.dependencies if dependant else ():
            if isinstance(part.call, Allowed | Open):
                for method in route.methods or ():
                    found[method, str(route.path)] = part.call.action
    return found


def roles_for(action: str | None) -> list[str]:
    """Roles with a row for `action`, with how far it reaches where that is not everything."""
    rows = [
        (role, scope) for (role, known), scope in permissions.table().items() if known == action
    ]
    return [role if scope == "all" else f"{role} ({scope})" for role, scope in rows]


def _tell_of_problems(app: FastAPI) -> None:
    """Let the OpenAPI document say what is true of refusals."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        if "Problem" not in schemas:
            schemas["Problem"] = PROBLEM_SCHEMA
            for name, schema in _live_rows().items():
                schemas.setdefault(name, schema)
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            _refusals(document, actions_of_routes(app))
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _live_rows() -> dict[str, Any]:
    """The rows of the live line, so that a client made from the document knows every row."""
    _, rows = row_definitions("#/components/schemas/{model}")
    return rows


def _refusals(document: dict[str, Any], actions: dict[tuple[str, str], str]) -> None:
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            told = _codes(method, actions.get((method.upper(), path)))
            if "422" in operation["responses"]:
                told["422"] = "`input_is_invalid`"
            told["default"] = "any other refusal"
            refusals = {s: {"description": words, "content": content} for s, words in told.items()}
            operation["responses"] = {**operation["responses"], **refusals}


def _codes(method: str, action: str | None) -> dict[str, str]:
    """Codes by status that the door itself may answer, before a verb is called."""
    if action is None:
        return {}
    foreign = [] if method == "get" else ["`foreign_origin`"]
    if permissions.scope_of(permissions.ANYONE, action) is not None:
        return {"403": foreign[0]} if foreign else {}
    return {"401": "`not_signed_in`", "403": " ".join(["`not_allowed`", *foreign])}
