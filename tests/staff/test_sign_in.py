"""Signing in: the cookie, the throttle, what ends a session and what a stranger learns."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
import time_machine
from sqlmodel import select

from app.staff import sign_in
from app.staff.models import SignInFailure, Staff, StaffSession
from app.staff.service import NameIsTaken, StaffNotFound, reset_password
from tests.staff.conftest import PASSWORD, Office


async def test_signing_in_sets_a_cookie_no_script_and_no_other_site_can_use(
    office: Office,
) -> None:
    await office.employ("asha", "counsellor", languages=["bn", "en"])
    answer = await office.sign_in(" Asha ")
    cookie, *attributes = answer.headers["set-cookie"].split("; ")
    assert cookie.startswith("__Host-helpline-console-80=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=strict"} <= set(attributes)
    me = answer.json()
    assert (me["name"], me["role"], me["app"]) == ("asha", "counsellor", "console")
    assert "offers.answer" in me["permissions"]
    assert "board.watch" not in me["permissions"]


async def test_only_the_digest_of_a_token_is_stored(office: Office) -> None:
    await office.employ("asha", "counsellor")
    token = (await office.cookie("asha")).partition("=")[2]
    async with office.database.transaction() as session:
        entry = (await session.exec(select(StaffSession))).one()
    assert len(token) >= 43
    assert token.encode() not in entry.token_digest
    assert len(entry.token_digest) == 32


async def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(office: Office) -> None:
    await office.employ("asha", "counsellor")
    wrong = await office.sign_in("asha", "wrong")
    unknown = await office.sign_in("nobody", "wrong")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["code"] == "sign_in_refused"


async def test_a_closed_account_cant_sign_in_and_its_session_is_over(office: Office) -> None:
    await office.employ("asha", "counsellor")
    cookie = await office.cookie("asha")
    async with office.database.transaction() as session:
        person = (await session.exec(select(Staff).where(Staff.name == "asha"))).one()
        person.active = False
    assert (await office.sign_in("asha")).status_code == 401
    assert (await office.ask("GET", "/session", cookie)).status_code == 401


async def test_after_five_failures_from_one_source_even_the_right_password_waits(
    office: Office,
) -> None:
    await office.employ("asha", "counsellor")
    for _ in range(sign_in.MOST_BY_ACCOUNT):
        assert (await office.sign_in("asha", "wrong")).status_code == 401
    locked = await office.sign_in("asha")
    assert (locked.status_code, locked.json()["code"]) == (429, "too_many_attempts")
    later = datetime.now(UTC) + sign_in.WINDOW + timedelta(seconds=1)
    with time_machine.travel(later):
        assert (await office.sign_in("asha")).status_code == 200


async def test_somebody_elsewhere_is_not_locked_out_by_a_stranger(office: Office) -> None:
    await office.employ("asha", "counsellor")
    for _ in range(sign_in.MOST_BY_ACCOUNT):
        await office.sign_in("asha", "wrong")
    app = office.client._transport.app  # type: ignore[attr-defined]
    transport = httpx.ASGITransport(app, client=("10.2.2.2", 5000))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:1098") as other:
        answer = await other.post("/api/v1/session", json={"name": "asha", "password": PASSWORD})
    assert answer.status_code == 200


async def test_one_source_trying_many_names_is_slowed_down(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "MOST_BY_SOURCE", 3)
    for number in range(3):
        assert (await office.sign_in(f"name-{number}", "wrong")).status_code == 401
    assert (await office.sign_in("name-4", "wrong")).status_code == 429


async def test_a_success_starts_the_count_of_the_name_anew(office: Office) -> None:
    await office.employ("asha", "counsellor")
    for _ in range(sign_in.MOST_BY_ACCOUNT - 1):
        await office.sign_in("asha", "wrong")
    assert (await office.sign_in("asha")).status_code == 200
    async with office.database.transaction() as session:
        left = len(list(await session.exec(select(SignInFailure))))
    assert left == sign_in.MOST_BY_ACCOUNT - 1, "the source keeps its failures"
    assert (await office.sign_in("asha", "wrong")).status_code == 401


async def test_no_name_or_address_stands_in_the_list_of_failures(office: Office) -> None:
    await office.sign_in("somebody", "wrong")
    async with office.database.transaction() as session:
        keys = [row.key for row in await session.exec(select(SignInFailure))]
    assert len(keys) == 2
    assert all(len(key) == 32 and b"somebody" not in key for key in keys)


async def test_a_session_ends_after_its_hours(office: Office) -> None:
    await office.employ("asha", "counsellor")
    cookie = await office.cookie("asha")
    assert (await office.ask("GET", "/session", cookie)).status_code == 200
    later = datetime.now(UTC) + timedelta(hours=office.settings.session_hours, seconds=1)
    with time_machine.travel(later):
        answer = await office.ask("GET", "/session", cookie)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


async def test_signing_out_ends_the_session_and_takes_the_cookie_back(office: Office) -> None:
    await office.employ("asha", "counsellor")
    cookie = await office.cookie("asha")
    answer = await office.ask("DELETE", "/session", cookie)
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert (await office.ask("GET", "/session", cookie)).status_code == 401


async def test_a_new_password_signs_everybody_with_the_old_one_out(office: Office) -> None:
    await office.employ("asha", "counsellor")
    cookie = await office.cookie("asha")
    async with office.database.transaction() as session:
        await reset_password(session, "asha", "another long password")
    assert (await office.ask("GET", "/session", cookie)).status_code == 401
    assert (await office.sign_in("asha")).status_code == 401
    assert (await office.sign_in("asha", "another long password")).status_code == 200


async def test_two_apps_side_by_side_are_told_apart(office: Office) -> None:
    await office.employ("asha", "counsellor")
    await office.employ("rima", "worker")
    both = f"{await office.cookie('asha')}; {await office.cookie('rima')}"
    assert "__Host-helpline-field-80" in both
    for hint, name in (("console", "asha"), ("field", "rima")):
        headers = {"X-Helpline-App": hint}
        answer = await office.ask("GET", "/session", both, headers=headers)
        assert answer.json()["name"] == name
        answer = await office.ask("GET", f"/session?app={hint}", both)
        assert answer.json()["name"] == name
    assert (await office.ask("GET", "/session", both)).json()["name"] == "asha"


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:1098", 200),
        ("http://helpline.test", 200),
        ("https://helpline.test", 403),
        ("http://127.0.0.1:1099", 403),
        ("http://evil.example", 403),
        ("http://127.0.0.1:1098.evil.example", 403),
        ("null", 403),
        ("", 403),
    ],
)
async def test_a_page_of_another_origin_cant_sign_anybody_in(
    office: Office, origin: str, status: int
) -> None:
    await office.employ("asha", "counsellor")
    answer = await office.sign_in("asha", Origin=origin)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "foreign_origin"


async def test_a_host_name_somebody_points_at_us_is_not_ours(office: Office) -> None:
    """DNS rebinding: Origin and Host agree, but the name is not loopback and not ours."""
    await office.employ("asha", "counsellor")
    headers = {"Host": "evil.example:1098", "Origin": "http://evil.example:1098"}
    assert (await office.sign_in("asha", **headers)).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"name": "asha"}',
        b'{"name": "as\\u0000ha", "password": "x"}',
        b'{"name": "\\ud800", "password": "x"}',
        b'{"name": "asha", "password": "\\udc00"}',
        b'{"name": "asha", "password": 5}',
        b'{"name": "asha", "password": "x", "role": "administrator"}',
        b'{"name": "' + b"a" * 65 + b'", "password": "x"}',
        b'{"name": "asha", "password": "' + b"x" * 257 + b'"}',
        b"\xff\xfe",
    ],
)
async def test_bad_input_gets_a_clear_answer(office: Office, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await office.client.post("/api/v1/session", content=body, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("cookie", ["", "x", "a" * 5000, "../../etc", '"quoted"', "%00"])
async def test_a_made_up_cookie_is_nobody(office: Office, cookie: str) -> None:
    name = "__Host-helpline-console-80"
    answer = await office.ask("GET", "/session", f"{name}={cookie}")
    assert answer.status_code == 401


async def test_a_name_belongs_to_one_person(office: Office) -> None:
    await office.employ("asha", "counsellor")
    with pytest.raises(NameIsTaken):
        await office.employ("ASHA", "supervisor")
    with pytest.raises(StaffNotFound):
        async with office.database.transaction() as session:
            await reset_password(session, "nobody", "x")
