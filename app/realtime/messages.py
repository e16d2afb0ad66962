"""Every message of the live socket and every close code, as types; it sends nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic_core import to_json

from app.realtime.schemas import row_definitions

Row = dict[str, Any]


class Close(IntEnum):
    """Why the server ends the line; names are the reasons sent with the code."""

    MALFORMED_MESSAGE = 4400
    SESSION_ENDED = 4401
    NOT_ALLOWED = 4403
    TOO_SLOW = 4408
    TOO_MANY_MESSAGES = 4429
    RESTARTING = 1012


class _FromClient(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Subscribe(_FromClient):
    """Watch a channel; `since` is the last position seen there, to get only what was missed."""

    type: Literal["subscribe"]
    channel: str = Field(min_length=1, max_length=80)
    since: str | None = Field(default=None, max_length=40)


class Unsubscribe(_FromClient):
    """Watch a channel no longer."""

    type: Literal["unsubscribe"]
    channel: str = Field(min_length=1, max_length=80)


class Ack(_FromClient):
    """The offer is on the screen: it need not be sent again."""

    type: Literal["ack"]
    offer_id: UUID


class Accept(_FromClient):
    """The counsellor takes the offered call; answered by `accepted` or `error`."""

    type: Literal["accept"]
    offer_id: UUID


class Ping(_FromClient):
    """The client is alive. Send one every 4 seconds, or the counsellor gets no offers."""

    type: Literal["ping"]


ClientMessage = Annotated[
    Subscribe | Unsubscribe | Ack | Accept | Ping, Field(discriminator="type")
]


class Hello(BaseModel):
    """The first message: who is signed in, the server's time, the channels there are.

    `incident/{id}` stands for any incident this person may open.
    """

    type: Literal["hello"] = "hello"
    me: Row
    server_time: datetime
    channels: list[str]


class Snapshot(BaseModel):
    """A channel's rows, complete, by collection and id; replaces all the client had of it."""

    type: Literal["snapshot"] = "snapshot"
    channel: str
    position: str
    collections: dict[str, dict[str, Row]]


@dataclass(frozen=True, slots=True)
class Entity:
    """What an event is about."""

    kind: str
    id: str
    version: int


@dataclass(frozen=True, slots=True)
class Put:
    """Put this row in place of the one of that id, unless it is older."""

    collection: str
    id: str
    row: Row


@dataclass(frozen=True, slots=True)
class Drop:
    """Remove the row of that id."""

    collection: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMessage:
    """Something happened: put the rows, drop the rows, remember the position; nothing else.

    Rows carry the present state, so an event that comes twice changes nothing.
    """

    type: Literal["event"] = "event"
    channel: str
    position: str
    event: str
    at: datetime
    entity: Entity
    put: list[Put]
    drop: list[Drop]


class OfferRow(BaseModel):
    """A call offered to this counsellor; it carries more fields than these."""

    model_config = ConfigDict(extra="allow")

    id: UUID
    call_id: UUID
    incident_id: UUID
    number: str
    offered_at: datetime
    due_at: datetime


class OfferMessage(BaseModel):
    """A call rings here. Comes again every 2 seconds until it is acknowledged by `ack`."""

    type: Literal["offer"] = "offer"
    offer: OfferRow


class Accepted(BaseModel):
    """The call is this counsellor's."""

    type: Literal["accepted"] = "accepted"
    offer_id: UUID
    call_id: UUID
    incident_id: UUID


class Resync(BaseModel):
    """What was missed can't be told any more: subscribe again without `since`."""

    type: Literal["resync"] = "resync"
    channel: str


class ErrorMessage(BaseModel):
    """Something was refused. `ref` is the channel or offer asked for."""

    type: Literal["error"] = "error"
    code: str
    detail: str
    ref: str | None = None


class Pong(BaseModel):
    """The answer to `ping`."""

    type: Literal["pong"] = "pong"
    server_time: datetime


ServerMessage = Annotated[
    Hello | Snapshot | EventMessage | OfferMessage | Accepted | Resync | ErrorMessage | Pong,
    Field(discriminator="type"),
]

_client: TypeAdapter[Subscribe | Unsubscribe | Ack | Accept | Ping] = TypeAdapter(ClientMessage)


class LiveProtocol(BaseModel):
    """The live line of Helpline 1098, `ws /live`.

    Sign in by `POST /api/v1/session` and open the socket with the cookie it sets, with an
    `Origin` of the helpline's own address, and with `?app=console` or `?app=field`. Messages
    are JSON text frames of at most 4096 characters. The server speaks first (`hello`); then
    subscribe to channels. A malformed message is answered by one `error` and the line is
    closed. Rows are those of the REST interface; `collections` says which channel holds which.
    """

    client: ClientMessage
    server: ServerMessage


def read(text: str) -> Subscribe | Unsubscribe | Ack | Accept | Ping:
    """A client's message. Raises ValueError (pydantic's) when it is unknown or malformed."""
    return _client.validate_json(text)


def encode(message: BaseModel | EventMessage) -> str:
    """A message as it goes over the line.

    One event makes many: they are made of rows of our own, which nobody need validate.
    """
    if isinstance(message, EventMessage):
        return to_json(message).decode()
    return message.model_dump_json()


def live_schema() -> dict[str, Any]:
    """The whole protocol as one JSON Schema document: messages, rows by collection, close codes."""
    ref = "#/$defs/{model}"
    schema = LiveProtocol.model_json_schema(ref_template=ref)
    schema["collections"], rows = row_definitions(ref)
    messages = schema["$defs"]
    messages["Hello"]["properties"]["me"] = {"$ref": ref.format(model="Me")}
    messages["OfferMessage"]["properties"]["offer"] = {"$ref": ref.format(model="Offer")}
    messages.pop("OfferRow")
    schema["$defs"] = {**rows, **messages}
    schema["title"] = "Helpline 1098 live line"
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["close_codes"] = {str(code.value): code.name.lower() for code in Close}
    return schema
