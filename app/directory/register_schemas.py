"""What the routes of the whole directory give, as types; it reads no table."""

from typing import Literal

from pydantic import Field

from app.core.schemas import Id, Shape, Words
from app.directory.centre_schemas import CentreRow, Seat
from app.directory.worker_schemas import Area, ContactRow, Holder, PostRow

What = Literal["centre", "worker", "post", "organisation", "staff"]
Standing = Literal[
    "on_duty",
    "off_duty",
    "on_leave",
    "operating",
    "not_operating",
    "held",
    "vacant",
    "reachable",
    "unreachable",
]


class Kind(Shape):
    """A kind by its code and words."""

    code: str
    name: Words


class KindOf(Kind):
    """A kind there is of something in the directory."""

    what: Literal["centre", "post", "organisation", "staff"]


class Entry(Shape):
    """One line of the directory; what can't be said of its sort is null."""

    what: What
    id: Id
    code: str
    name: Words
    kind: Kind | None = Field(description="of a worker: the kind of post held")
    about: Words | None = Field(description="of a worker the post, of a post who holds it")
    place: Seat | None
    on_duty: bool | None
    on_leave: bool | None
    operating: bool | None
    reachable: bool | None = Field(description="a verified number for a text or a call is there")
    vacant: bool | None


class Entries(Shape):
    """Entries of the directory, and the kinds to choose among."""

    items: list[Entry]
    more: bool = Field(description="there are more; ask with a place or part of a name")
    kinds: list[KindOf]


class Named(Shape):
    """Something by its id, code and name."""

    id: Id
    code: str
    name: Words


class CentreFile(CentreRow):
    """A centre with its contacts, masked."""

    areas: list[Area]
    contacts: list[ContactRow]


class PostFile(PostRow):
    """A post: whose it is, for where, and everybody who held, holds or will hold it."""

    organisation: Named | None
    areas: list[Area]
    history: list[Holder] = Field(description="latest first")


class StaffFile(Named):
    """Somebody of the call centre with contacts, masked."""

    kind: Kind
    contacts: list[ContactRow]
