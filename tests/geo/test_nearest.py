"""What lies near a coordinate, how far, and whether it is in the country at all."""

import pytest

from app.geo.lookup import distance_km, gazetteer
from app.geo.nearest import Country, country_of, nearest_places

PLACES = gazetteer()


@pytest.mark.parametrize(
    ("lat", "lon", "country", "first"),
    [
        (23.7104, 90.4074, Country.INSIDE, "TH-DMP-kotwali"),  # Ahsan Manzil
        (22.3569, 91.7832, Country.INSIDE, "UN-BD20151600-ward-no-09-part"),  # Chattogram
        (23.5, 89.0, Country.INSIDE, None),
        (20.62, 92.32, Country.BORDER, "UN-BD20220090-st-martin-dwip"),  # an island the line lost
        (25.18, 92.02, Country.BORDER, None),  # Tamabil, where the road crosses
        (23.8315, 91.2868, Country.OUTSIDE, None),  # Agartala
        (22.5726, 88.3639, Country.OUTSIDE, None),  # Kolkata
        (21.0, 90.5, Country.OUTSIDE, None),  # the Bay of Bengal
        (24.83, 92.78, Country.OUTSIDE, None),  # Silchar
        (0.0, 0.0, Country.OUTSIDE, None),
        (-90.0, 180.0, Country.OUTSIDE, None),
    ],
)
def test_a_point_is_in_the_country_at_its_border_or_outside(
    lat: float, lon: float, country: Country, first: str | None
) -> None:
    found = nearest_places(lat, lon)
    assert country_of(lat, lon) is country
    assert bool(found) == (country is not Country.OUTSIDE)
    if first is not None:
        assert found[0].place.code == first, [one.place.code for one in found]


def test_the_nearest_are_those_of_brute_force_and_say_how_far() -> None:
    lat, lon = 24.3, 89.9
    by_hand = sorted(
        distance_km(lat, lon, one.lat, one.lon)
        for one in PLACES
        if one.kind in ("union", "paurashava", "ward", "thana") and one.lat and one.lon
    )
    assert [near.km for near in nearest_places(lat, lon, limit=5)] == by_hand[:5]


def test_the_point_of_a_union_is_never_outside_and_finds_the_union_first() -> None:
    for place in [one for one in PLACES if one.kind == "union"][::40]:
        found = nearest_places(place.lat or 0, place.lon or 0, limit=1)
        assert [near.km for near in found] == [0.0], place.code


def test_an_old_number_of_dhaka_is_never_proposed() -> None:
    around = nearest_places(23.7197, 90.3873, limit=20)
    assert not [one for one in around if one.place.number and one.place.number.valid_to]
