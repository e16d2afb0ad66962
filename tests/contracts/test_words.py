"""The field's words are used: a "user" or an "agent" is always somebody more exact (design §2)."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.contracts.sources import app_modules, files, short

BARRED = {"user", "users", "agent", "agents"}
# Names given by others: the HTTP header, SQLAlchemy's base class, the browser's activation state
# and its promise that every push is shown.
UNAVOIDABLE = {"user_agent", "useragent", "userdefinedtype", "useractivation", "uservisibleonly"}
WEB_EXCEPTIONS = {"web/shared/src/icons.ts": "names of drawings, not of people"}
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\w])//[^\n]*", re.S)
STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")


def barred(name: str) -> bool:
    """Tell whether a name, in snake_case or camelCase, contains a barred word."""
    if name.replace("-", "_").lower() in UNAVOIDABLE:
        return False
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)
    return any(part.lower() in BARRED for part in parts)


def identifiers(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name):
                yield name
            case ast.keyword(arg=str(name)) | ast.alias(asname=str(name)):
                yield name


def test_no_name_in_the_product_says_user_or_agent() -> None:
    broken = {
        path: found
        for path, tree in app_modules().items()
        if (found := sorted({name for name in identifiers(tree) if barred(name)}))
    }
    assert not broken


def test_no_name_on_the_screens_says_user_or_agent() -> None:
    scanned = [
        path
        for path in files(".ts", ".tsx")
        if re.match(r"web/\w+/src/", short(path)) and "/generated/" not in short(path)
    ]
    assert len(scanned) > 20
    broken = {}
    for path in scanned:
        bare = STRING.sub('""', COMMENT.sub("", path.read_text(encoding="utf-8")))
        found = sorted({name for name in re.findall(r"[A-Za-z_]\w*", bare) if barred(name)})
        if found and short(path) not in WEB_EXCEPTIONS:
            broken[short(path)] = found
    assert not broken


@pytest.mark.parametrize("name", ["user", "user_id", "agentName", "CurrentUser", "AGENTS"])
def test_the_rule_sees_the_word_in_every_spelling(name: str) -> None:
    assert barred(name)


@pytest.mark.parametrize("name", ["user_agent", "useRef", "username", "reagent", "useUrgency"])
def test_the_rule_lets_other_words_pass(name: str) -> None:
    assert not barred(name)
