"""No caller's number is rung or texted without a permit (design I12), whoever writes the code."""

import ast
from collections.abc import Iterator

import pytest

from tests.contracts.sources import app_modules

SAFETY = "app/cases/safety.py"
PORT = "app/telephony/twilio/rest.py"
WHERE_WORKERS_ARE = "app/dispatch/reach.py"
TO_WORKERS = {"text", "ring_and_ask"}
RINGS = {
    "app/calls/outgoing.py": {"call_out"},
    "app/calls/jobs.py": {"ring"},  # a counsellor's own line
    "app/calls/party_jobs.py": {"add_party"},  # a line of ours, or a listed service by its code
    "app/dispatch/sending.py": TO_WORKERS,
    "app/wiring.py": TO_WORKERS,  # hands them on
}
"""Who may use which verb of the ports; `app/telephony/simulator` is the far side of them."""

VERBS = {"call_out", "ring", "add_party", "text", "ring_and_ask"}
PORT_NAMES = {"phone", "_phone", "messenger", "_messenger", "provider", "ports", "texts"}


def calls_of_ports(tree: ast.Module) -> Iterator[str]:
    """Yield each verb by which a module rings or texts somebody through a port."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or node.attr not in VERBS:
            continue
        owner = getattr(node.value, "attr", None) or getattr(node.value, "id", None)
        if owner in PORT_NAMES or node.attr == "call_out":
            yield node.attr


def makers(tree: ast.Module) -> Iterator[str]:
    """Yield each way in which a module makes a permit, or reaches for what makes one genuine."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
            args = [getattr(arg, "attr", None) or getattr(arg, "id", None) for arg in node.args]
            if name in ("Permit", "replace") and (name == "Permit" or "permit" in args):
                yield f"line {node.lineno}: {name}(…)"
            if name == "__new__" and "Permit" in args:
                yield f"line {node.lineno}: __new__(Permit)"
        if isinstance(node, ast.alias | ast.Attribute | ast.Name):
            name = getattr(node, "name", None) or getattr(node, "attr", None)
            name = name or getattr(node, "id", None)
            if name in ("_seal", "_seal_of", "_SEALER"):
                yield f"line {node.lineno}: {name}"


def creates(tree: ast.Module) -> Iterator[ast.AsyncFunctionDef]:
    """Yield each function that asks the provider for a new line or text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AsyncFunctionDef) and any(
            isinstance(inner, ast.Attribute) and inner.attr in ("create_async", "create")
            for inner in ast.walk(node)
        ):
            yield node


def test_only_the_rooms_that_may_use_the_verbs_of_the_ports() -> None:
    broken = {
        path: sorted(wrong)
        for path, tree in app_modules().items()
        if not path.startswith("app/telephony/simulator/")
        and (wrong := set(calls_of_ports(tree)) - RINGS.get(path, set()))
    }
    assert not broken, "ask app.cases.safety.permit and use Phone.call_out"


@pytest.mark.parametrize("path", sorted(RINGS))
def test_no_leave_is_kept_that_nobody_needs(path: str) -> None:
    assert set(calls_of_ports(app_modules()[path])) == RINGS[path]


def test_only_safety_makes_permits() -> None:
    broken = {
        path: found
        for path, tree in app_modules().items()
        if path != SAFETY and (found := list(makers(tree)))
    }
    assert not broken


def test_the_port_alone_creates_lines_and_texts_and_asks_safety_first() -> None:
    twilio = {
        path: [made.name for made in creates(tree)]
        for path, tree in app_modules().items()
        if path.startswith("app/telephony/twilio/") and list(creates(tree))
    }
    assert twilio == {PORT: ["ring", "call_out", "add_party", "text", "ring_and_ask"]}
    call_out = next(one for one in creates(app_modules()[PORT]) if one.name == "call_out")
    assert [arg.arg for arg in call_out.args.args][1:3] == ["permit", "number"]
    first = call_out.body[1]  # after the docstring
    assert ast.unparse(first) == "safety.check(permit, number, safety.Purpose.CALL_BACK)"


def test_no_other_room_reaches_for_the_provider_library_or_http_to_ring_somebody() -> None:
    broken = [
        f"{path}:{node.lineno}"
        for path, tree in app_modules().items()
        if path != PORT and not path.startswith("app/telephony/simulator/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and ("Messages.json" in node.value or "Calls.json" in node.value)
    ]
    assert not broken


def test_texts_of_workers_go_to_numbers_of_the_directory() -> None:
    """What `dispatch` sends to comes from `address_of`, which knows no caller and no child."""
    tree = app_modules()[WHERE_WORKERS_ARE]
    named = {node.name for node in ast.walk(tree) if isinstance(node, ast.alias)}
    assert "address_of" in named
    for wrong in ("numbers_opened", "unseal", "Call", "number_sealed"):
        used = {getattr(node, "attr", None) or getattr(node, "id", None) for node in ast.walk(tree)}
        assert wrong not in named | used


@pytest.mark.parametrize(
    "code",
    [
        "await phone.call_out(permit, number, call_id, 1)",
        "await self._phone.ring('+8801210000001', call_id, leg_id, 1)",
        "await ports.messenger.text(number, 'hello', valid_seconds=1, ref=ref)",
        "ring = anything.call_out",
    ],
)
def test_the_rule_sees_every_way_of_ringing(code: str) -> None:
    assert list(calls_of_ports(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "safety.Permit(incident, purpose, index, until, seal)",
        "dataclasses.replace(permit, until=later)",
        "object.__new__(Permit)",
        "from app.cases.safety import _seal",
        "safety._SEALER",
    ],
)
def test_the_rule_sees_every_way_of_forging(code: str) -> None:
    assert list(makers(ast.parse(code)))
