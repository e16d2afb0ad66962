"""Events go over the line unvalidated: their text is still what the schema's types would make."""

import json
from datetime import UTC, datetime

from pydantic import TypeAdapter

from app.realtime.messages import Drop, Entity, EventMessage, Put, encode

AT = datetime(2026, 11, 24, 18, 30, 0, 250, tzinfo=UTC)
ROW = {
    "name": {"bn": "আশা \u200c", "en": 'Asha "A" \\ \n\t\x01'},
    "lat": 23.7104,
    "km": 0.1 + 0.2,
    "none": None,
    "list": [1, True, []],
}


def event(at: datetime) -> EventMessage:
    return EventMessage(
        channel="board",
        position="12.7",
        event="call.offered",
        at=at,
        entity=Entity("call", "an id", 3),
        put=[Put("waiting", "1", ROW)],
        drop=[Drop("call_backs", "2")],
    )


def test_an_event_is_written_as_its_type_is_validated_and_written() -> None:
    typed = TypeAdapter(EventMessage)
    for at in (AT, AT.replace(microsecond=0)):
        text = encode(event(at))
        assert typed.validate_json(text) == event(at)
        assert typed.dump_json(typed.validate_json(text)).decode() == text


def test_an_event_is_short_plain_json_in_the_order_of_the_schema() -> None:
    text = encode(event(AT))
    told = json.loads(text)
    assert list(told) == ["type", "channel", "position", "event", "at", "entity", "put", "drop"]
    assert told["at"] == "2026-11-24T18:30:00.000250Z"
    assert told["put"] == [{"collection": "waiting", "id": "1", "row": ROW}]
    assert json.dumps(told, ensure_ascii=False, separators=(",", ":")) == text
