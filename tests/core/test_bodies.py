"""What Postgres or a clock can't keep is refused at the edge, in every body, naming the field."""

from typing import Any

import pytest
from pydantic import ValidationError

from app import api  # noqa: F401 - every room's bodies are known by then
from app.core.schemas import Body, well_formed
from app.directory.worker_schemas import NewShift
from app.residence.schemas import NewHouse


def bodies(of: type[Body] = Body) -> list[type[Body]]:
    return [one for kind in of.__subclasses__() for one in (kind, *bodies(kind))]


def test_every_body_is_looked_at() -> None:
    assert len(bodies()) > 60
    for kind in bodies():
        assert "_can_be_kept" in kind.__pydantic_decorators__.field_validators, kind


@pytest.mark.parametrize(
    ("kind", "body", "field"),
    [
        (NewShift, {"starts_at": "0001-01-01T00:00:00+06:00"}, "starts_at"),
        (NewShift, {"ends_at": "9999-12-31T23:59:59-06:00"}, "ends_at"),
        (NewHouse, {"beds": ["A1", "A\x002"]}, "beds"),
    ],
)
def test_the_field_is_named(kind: type[Body], body: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        kind.model_validate(body)
    assert {"value_error"} <= {one["type"] for one in refused.value.errors()}
    assert (field,) in {
        one["loc"] for one in refused.value.errors() if one["type"] == "value_error"
    }


def test_what_is_typed_in_a_call_is_kept_whatever_it_is() -> None:
    assert well_formed("ক\x00খ\ud800") == "ক?খ?"
