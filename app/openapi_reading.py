"""Reads an OpenAPI document into what a page shows of each operation; it knows no route of ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

Schema = Mapping[str, Any]
_LIMITS = {
    "minLength": "{} characters or more",
    "maxLength": "up to {} characters",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "default": "otherwise {}",
}


@dataclass(frozen=True)
class Field:
    """One parameter, or one field of a body or row. `place` is path, query, body or row."""

    place: str
    name: str
    kind: str
    required: bool
    note: str


@dataclass(frozen=True)
class Answer:
    """One answer of an operation: its status (or `default`), what it holds, the shape by name."""

    status: str
    phrase: str
    holds: str
    refusal: bool
    shape: str = ""


@dataclass(frozen=True)
class Shape:
    """What an answer or a row of the live line is made of."""

    name: str
    summary: str
    fields: list[Field]


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    tag: str
    method: str
    path: str
    summary: str
    body: str
    fields: list[Field] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


def operations(document: Schema) -> Iterator[Operation]:
    """Every operation of the document, in its order."""
    known = document.get("components", {}).get("schemas", {})
    for path, methods in document["paths"].items():
        for method, found in methods.items():
            schema, note = _body(found, known)
            yield Operation(
                tag=(found.get("tags") or ["other"])[0],
                method=method.upper(),
                path=path,
                summary=found.get("description") or found.get("summary", ""),
                body=note,
                fields=[*_parameters(found, known), *_fields(schema, known)],
                answers=[_answer(*each) for each in found["responses"].items()],
            )


def shapes(document: Schema) -> Iterator[Shape]:
    """Every shape of the document that is sent to a client and not by one, by name."""
    known = document.get("components", {}).get("schemas", {})
    taken = {body["schema"].get("$ref", "") for body in _bodies(document)}
    for name, found in sorted(known.items()):
        given = found.get("properties") and "additionalProperties" not in found
        if given and f"#/components/schemas/{name}" not in taken:
            fields = [
                Field("row", key, kind_of(each, known, named=True), True, _note(each))
                for key, each in found["properties"].items()
            ]
            yield Shape(name, found.get("description", ""), fields)


def _bodies(document: Schema) -> Iterator[Schema]:
    for methods in document["paths"].values():
        for found in methods.values():
            yield from found.get("requestBody", {}).get("content", {}).values()


def kind_of(schema: Schema, known: Schema, *, named: bool = False) -> str:
    """A schema in words: `uuid`, `list of string`, `open | closed`, `{kind: …, id: uuid}`.

    `named`: a shape inside is called by its name instead of being spelt out.
    """
    name = _name(schema)
    schema = _resolved(schema, known)
    if named and name and schema.get("properties"):
        return name
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    if "anyOf" in schema or "oneOf" in schema:
        options = schema.get("anyOf") or schema["oneOf"]
        kinds = (kind_of(each, known, named=named) for each in options)
        return " or ".join(dict.fromkeys(kinds))
    if schema.get("type") == "array":
        return f"list of {kind_of(schema.get('items', {}), known, named=named)}"
    if schema.get("properties"):
        parts = (f"{name}: {kind_of(each, known)}" for name, each in schema["properties"].items())
        return "{" + ", ".join(parts) + "}"
    return str(schema.get("format") or schema.get("type") or "anything")


def _name(schema: Schema) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _resolved(schema: Schema, known: Schema) -> Schema:
    name = _name(schema)
    found: Schema = known[name] if name else schema
    return found


def _note(schema: Schema) -> str:
    """Description and limits; those of an optional value stand one level deeper."""
    inner = [schema, *(each for each in schema.get("anyOf", ()) if each.get("type") != "null")]
    limits = [
        words.format(each[name])
        for each in inner
        for name, words in _LIMITS.items()
        if each.get(name) not in (None, "")
    ]
    told = schema.get("description", "")
    return "; ".join(part for part in (told, *limits) if part)


def _parameters(found: Schema, known: Schema) -> Iterator[Field]:
    for each in found.get("parameters", ()):
        schema = each["schema"]
        required = each.get("required", False)
        yield Field(each["in"], each["name"], kind_of(schema, known), required, _note(schema))


def _body(found: Schema, known: Schema) -> tuple[Schema, str]:
    """The schema of the body that holds fields, and what is said of it."""
    content = found.get("requestBody", {}).get("content", {})
    for each in content.values():
        schema = each["schema"]
        options = [_resolved(option, known) for option in schema.get("anyOf", [schema])]
        for option in options:
            if option.get("properties"):
                return option, str(option.get("description", ""))
    return {}, ""


def _fields(schema: Schema, known: Schema) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, each in schema.get("properties", {}).items():
        yield Field("body", name, kind_of(each, known), name in required, _note(each))


def _answer(status: str, found: Schema) -> Answer:
    refusal = status == "default" or int(status) >= 400
    phrase = "" if status == "default" else HTTPStatus(int(status)).phrase
    if refusal:
        return Answer(status, phrase, found["description"], refusal)
    content = found.get("content", {})
    shape = next((_name(each.get("schema", {})) for each in content.values()), "")
    return Answer(status, phrase, ", ".join(content) or "nothing", refusal, shape)
