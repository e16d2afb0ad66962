"""The permission table as data: what it says, and that denying raises."""

from dataclasses import dataclass

import pytest

from app.staff import permissions
from app.staff.auth import allow, open_to_anyone
from app.staff.permissions import NotAllowed, require, scope_of


@dataclass(frozen=True)
class Somebody:
    role: str


@pytest.mark.parametrize(
    ("role", "action", "scope"),
    [
        ("counsellor", "offers.answer", "own"),
        ("supervisor", "offers.answer", None),
        ("counsellor", "incidents.open", "own"),
        ("supervisor", "incidents.open", "all"),
        ("worker", "incidents.open", None),
        ("counsellor", "board.watch", None),
        ("worker", "dispatch.act", "own"),
        ("counsellor", "dispatch.act", None),
        ("worker", "intake.write", None),
        ("administrator", "incidents.open", None),
        ("nobody", "session.see", None),
    ],
)
def test_the_table_says_how_far_a_role_may_go(role: str, action: str, scope: str | None) -> None:
    assert scope_of(role, action) == scope


def test_what_has_no_row_raises() -> None:
    assert require(Somebody("supervisor"), "board.watch") == "all"
    with pytest.raises(NotAllowed):
        require(Somebody("counsellor"), "board.watch")


def test_a_route_cant_name_an_action_the_table_doesnt_know() -> None:
    with pytest.raises(ValueError, match="no row"):
        allow("moon.land")
    with pytest.raises(ValueError, match="no row"):
        open_to_anyone("board.watch")


def test_every_role_can_see_and_end_the_own_session() -> None:
    for role in permissions.roles():
        assert {"session.see", "session.end"} <= set(permissions.actions_of(role.code))


def test_field_roles_may_never_do_what_console_roles_do_to_an_incident() -> None:
    for role in ("worker", "centre"):
        actions = set(permissions.actions_of(role))
        assert not actions & {"incidents.write", "incidents.close", "number.see_full", "live.me"}
