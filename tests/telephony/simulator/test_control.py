"""The control interface, the page and the process itself."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from app.telephony.simulator.client import SimClient, SimError, heard
from app.telephony.simulator.settings import read

CHILD = "+8801012345601"
ROOT = Path(__file__).parents[3]
NEEDED = {
    "HELPLINE_SIM_VOICE_URL": "http://127.0.0.1:9/voice",
    "HELPLINE_SIM_ACCOUNT_SID": "AC" + "0" * 32,
    "HELPLINE_SIM_AUTH_TOKEN": "t",
}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "sent", "status", "field"),
    [
        ("calls", {}, 400, "from"),
        ("calls", {"from": 1}, 400, "from"),
        ("calls", {"from": CHILD, "script": [{"after_s": -1}]}, 400, "after_s"),
        ("calls", {"from": CHILD, "script": [{"press": "x"}]}, 400, "press"),
        ("calls", {"from": CHILD, "extra": {"a": 1}}, 400, "extra"),
        ("calls", [], 400, "body"),
        ("calls/CAnone/press", {"digits": "1"}, 404, "call_sid"),
        ("handsets/client:a/rule", {"answer": "yes"}, 400, "answer"),
        ("handsets/client:a/rule", {"text": "lost"}, 400, "text"),
        ("handsets/client:a/rule", {"scenario": "asleep"}, 400, "scenario"),
        ("handsets/client:a/rule", {"fails": 1}, 400, "fails"),
        ("handsets/client:a/answer", {}, 409, "address"),
    ],
)
async def test_wrong_input_is_named(
    address: str, path: str, sent: Any, status: int, field: str
) -> None:
    async with aiohttp.ClientSession() as session:
        answer = await session.post(f"{address}/sim/{path}", json=sent)
        assert (answer.status, (await answer.json())["field"]) == (status, field)


@pytest.mark.asyncio
async def test_another_sites_page_can_not_place_a_call(address: str) -> None:
    async with aiohttp.ClientSession(
        headers={"Origin": "https://elsewhere.example.org"}
    ) as session:
        answer = await session.post(f"{address}/sim/calls", json={"from": CHILD})
        assert answer.status == 403


@pytest.mark.asyncio
async def test_events_are_read_on_from_where_one_stopped(product: Any, sim: SimClient) -> None:
    product.says("/voice", '<Say>secret words</Say><Pause length="600"/>')
    sid = await sim.place_call(CHILD)
    await sim.wait_for(sid, heard("heard_say"))
    events, position = await sim.events()
    assert [event["seq"] for event in events] == list(range(1, position + 1))
    assert {event.get("call_sid") for event in events} == {sid}
    assert "secret words" not in str(events)
    assert await sim.events(position) == ([], position)


@pytest.mark.asyncio
async def test_waiting_in_vain_says_what_was_last_heard(product: Any, sim: SimClient) -> None:
    product.says("/voice", '<Say>hello</Say><Pause length="6000"/>')
    sid = await sim.place_call(CHILD)
    await sim.wait_for(sid, heard("heard_say"))
    with pytest.raises(SimError, match="heard_say"):
        await sim.wait_for(sid, heard("talking_with"), within_s=0.05)


@pytest.mark.asyncio
async def test_the_page_names_both_languages_and_loads_nothing_from_elsewhere(address: str) -> None:
    async with aiohttp.ClientSession() as session:
        answer = await session.get(address + "/")
        text = await answer.text()
    assert "অন্য ফোনগুলো" in text
    assert "The other phones" in text
    assert "{{" not in text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert 'src="http' not in text
    assert 'href="http' not in text


def test_settings_come_from_arguments_before_the_environment() -> None:
    given = read(["--listen", "127.0.0.1:9", "--speed", "5"], NEEDED | {"HELPLINE_SIM_SPEED": "3"})
    assert (given.host, given.port, given.speed, given.number) == ("127.0.0.1", 9, 5.0, "1098")
    assert read([], NEEDED | {"HELPLINE_SIM_SPEED": "3"}).speed == 3.0


@pytest.mark.parametrize("wrong", [["--listen", "here"], ["--speed", "0"], ["--seed", "x"]])
def test_a_wrong_option_ends_with_a_message(wrong: list[str], capsys: Any) -> None:
    with pytest.raises(SystemExit) as ended:
        read(wrong, NEEDED)
    assert ended.value.code == 2
    assert wrong[0] in capsys.readouterr().err


@pytest.mark.asyncio
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_process_says_when_it_is_ready_and_ends_cleanly(number: signal.Signals) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app.telephony.simulator",
        env=os.environ | NEEDED,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    address = next(word for word in line.split() if word.startswith("http://"))
    async with SimClient(address) as sim:
        await sim.place_call(CHILD)
        process.send_signal(number)
    rest, errors = await process.communicate()
    assert (process.returncode, rest, errors) == (0, b"", b"")


@pytest.mark.asyncio
async def test_a_taken_port_is_a_clear_line_and_exit_code(address: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app.telephony.simulator",
        "--listen",
        address.removeprefix("http://"),
        env=os.environ | NEEDED,
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await process.communicate()
    assert process.returncode == 1
    assert b"can't listen" in errors
    assert b"Traceback" not in errors
