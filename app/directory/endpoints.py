"""HTTP of the directory: place search by words or a point; it checks the permission, shows rows."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from app.core.db import SessionDep
from app.directory.mahallas import mahallas
from app.directory.queries import found_row, met_row
from app.directory.schemas import Coordinate, Places, PlacesNear
from app.geo.nearest import country_of, nearest_places
from app.staff.auth import SignedIn, allow

router = APIRouter(tags=["places"])

Searcher = Annotated[SignedIn, allow("places.search")]


@router.get("/places", response_model=Places)
async def search(
    session: SessionDep,
    _: Searcher,
    q: Annotated[str, Query(max_length=80)] = "",
    limit: Annotated[int, Query(ge=1, le=20)] = 8,
) -> dict[str, Any]:
    """Places that answer `q`, best first: Bangla, English or Latin letters, old names, typos.

    A ward answers by its number of today, the old one, or a mahalla's name: then that is said.
    """
    known = await mahallas(session)
    return {"items": [met_row(met) for met in known.search(q, limit)]}


@router.post("/places/nearest", response_model=PlacesNear)
async def nearest(_: Searcher, body: Coordinate) -> dict[str, Any]:
    """Local places near a point and how far they are; the point is kept nowhere.

    It may be where a child is: it comes in the body, since addresses are written down on the way.
    """
    near = nearest_places(body.lat, body.lon)
    return {
        "country": country_of(body.lat, body.lon),
        "items": [{**found_row(one.place), "km": round(one.km, 1)} for one in near],
    }
