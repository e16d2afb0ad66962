"""The side door: `helpline …`; it says what happened and exits 0 only when it worked."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Coroutine
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import ValidationError
from rich.table import Table

from app.cli_directory import commands as directory_commands
from app.cli_doctor import command as doctor_command
from app.cli_reports import command as report_command
from app.cli_staff import commands as staff_commands
from app.cli_terminal import Terminal
from app.core.postgres import EmbeddedPostgres, EmbeddedPostgresFailed
from app.core.settings import Settings

# What is heavy is imported by the command that needs it: the demo's second start must be quick.

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Child Helpline 1098.")
BENCHES = ("intake", "offer", "fanout", "burst", "nearest", "places", "growth", "startup")
out = Terminal()
bad = Terminal(stderr=True)


def fail(sentence: str) -> NoReturn:
    """Say why in one line and exit 1."""
    bad.print("helpline:", style="red", end=" ")
    bad.print(sentence)
    raise typer.Exit(1)


def settings() -> Settings:
    """The settings, or a readable line about what is wrong with them."""
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in item['loc']) or 'settings'}: {item['msg']}"
            for item in error.errors(include_url=False, include_input=False)
        )
        fail(f"settings: {problems}")


def database_url(found: Settings, stack: ExitStack) -> str:
    """The configured server, or the embedded one started (or found running) under VAR_DIR."""
    if found.database_url:
        return found.database_url.get_secret_value()
    server = EmbeddedPostgres(found.var_dir / "postgres", bin_folder=found.pg_bin)
    try:
        url = server.start()
    except EmbeddedPostgresFailed as error:
        fail(str(error))
    stack.callback(server.stop)
    return url


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    from app.core.errors import HelplineError

    try:
        return asyncio.run(work)
    except HelplineError as error:
        fail(error.detail)


@app.command()
def serve() -> None:
    """Answer calls, screens and the API; the first process of two."""
    from app.core import garbage

    with ExitStack() as stack:
        with garbage.paused():
            import uvicorn

            from app import wiring
            from app.main import create_app
            from app.realtime.frames import LineProtocol

            found = settings()
            wiring.prepare(found)
            front_door = create_app(found, database_url(found, stack))
        garbage.ShortCollections().begin()
        uvicorn.run(
            front_door,
            host=found.host,
            port=found.port,
            access_log=False,
            log_config=None,  # ours: its own would print every trace, and with it what was said
            log_level="warning",
            loop="uvloop",
            http="httptools",
            ws=LineProtocol,
            ws_per_message_deflate=False,
            ws_max_size=64 * 1024,
            proxy_headers=bool(found.trusted_proxies),
            forwarded_allow_ips=found.trusted_proxies or None,
            timeout_graceful_shutdown=5,
            server_header=False,
        )


@app.command()
def worker() -> None:
    """Do what is due: deadlines, texts, lines to be joined; the second process of two."""
    from app.core import garbage

    # As with `serve`: whoever stands in for a worker that died should stand soon.
    with garbage.paused():
        from app import wiring
        from app.jobs import stand_in
        from app.worker import run, run_if_alone

    found = settings()
    wiring.prepare(found)
    with ExitStack() as stack:
        url = database_url(found, stack)
        if found.database_url:  # one of our own ends with us
            bridge = partial(run_if_alone, found, url)
            copy = stand_in.stand_in(lambda: asyncio.run(_until_signal(bridge, stand_in.SECONDS)))
            stack.enter_context(copy)
        asyncio.run(_until_signal(partial(run, found, url)))


async def _until_signal(start: Any, seconds: float | None = None) -> None:
    """Run `start` with an event that is set when we are asked to end, or after `seconds`."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if seconds is not None:
        loop.call_later(seconds, stop.set)
    await start(stop)


@app.command("migrate")
def migrate_command() -> None:
    """Bring the database up to date: its schema, then roles, places and centres."""
    found = settings()
    with ExitStack() as stack:
        _bring_up_to_date(database_url(found, stack), found)
    out.print("The database is up to date.")


def _bring_up_to_date(url: str, found: Settings) -> None:
    """Schema, reference data and, in the demo, its people; quick when all of it is there."""
    from app.demo import freshness, people

    if freshness.is_current(url, people.STAFF[-1].name if found.demo else None):
        return
    from app.core.migrate import CannotMigrate, migrate

    try:
        migrate(url)
    except CannotMigrate as error:
        fail(f"migrate: {error}")
    _run(_fill(url, found))


async def _fill(url: str, found: Settings) -> None:
    from app import wiring
    from app.core.db import Database
    from app.demo import seed

    wiring.prepare(found)
    database = Database(url, 4)
    try:
        await seed.sync_reference(database)
        if found.demo:
            await seed.seed_demo(database, found)
    finally:
        await database.close()


@app.command()
def seed(
    history: Annotated[
        str | None, typer.Option(help="load the published totals of this year's documents: 2015")
    ] = None,
    correct: Annotated[
        bool, typer.Option(help="let the files replace totals that they give otherwise now")
    ] = False,
) -> None:
    """Load roles, places and centres again, or published totals; in the demo, its people too."""
    found = settings()
    if correct and history is None:
        fail("--correct belongs to --history")
    facts = _facts(history) if history is not None else []
    with ExitStack() as stack:
        url = database_url(found, stack)
        _run(_fill(url, found))
        out.print("Roles, places and centres are loaded.")
        if history is not None:
            loaded = _run(_load_history(url, facts, correct))
            out.print(
                f"{loaded.standing} published totals of {history} stand: {loaded.new} new, "
                f"{loaded.replaced} replaced."
            )


def _facts(history: str) -> Any:
    from app.core.errors import HelplineError
    from app.directory import published_load

    try:
        return published_load.totals(history)
    except HelplineError as error:
        fail(error.detail)


async def _load_history(url: str, facts: Any, correct: bool) -> Any:
    from app.core.db import Database
    from app.directory import published

    database = Database(url, 2)
    try:
        async with database.transaction() as session:
            return await published.load(session, facts, correct=correct)
    finally:
        await database.close()


@app.command()
def demo() -> None:
    """Run everything on this machine with invented people and a simulated phone network."""
    from app.demo import run as parts

    began = time.monotonic()
    var = Path(os.environ.get("HELPLINE_VAR_DIR", "var")).absolute()
    os.environ.update(parts.demo_environment(var))
    # Never a configured server: it may be the real one, and everybody knows the demo's passwords.
    os.environ.update(
        HELPLINE_DEMO="true",
        HELPLINE_PHONE="simulator",
        HELPLINE_DATABASE_URL="",
        HELPLINE_VAR_DIR=str(var),
        HELPLINE_DUTY_PHONES=str(parts.DUTY_PHONES),
    )
    found = settings()
    try:
        parts.wait_for_port(found.host, found.port)
        parts.wait_for_port("127.0.0.1", found.simulator_port)
        with ExitStack() as stack:
            url = database_url(found, stack)
            _bring_up_to_date(url, found)
            token = found.twilio_auth_token.get_secret_value()
            environment = {
                **os.environ,
                "HELPLINE_DATABASE_URL": url,
                "HELPLINE_SIM_AUTH_TOKEN": token,  # not as an argument: those are public
            }
            company = parts.Company(environment, var / "logs")
            stack.callback(company.stop)
            _start_all(company, found)
            parts.until_asked_to_stop(lambda: _tell(found, time.monotonic() - began), company.check)
            out.print("Stopping …")
    except parts.DemoFailed as error:
        fail(str(error))


def _start_all(company: Any, found: Settings) -> None:
    from app.demo import run as parts

    helpline = str(Path(sys.executable).with_name("helpline"))
    hooks = f"{found.base_url}/telephony/twilio"
    company.start("web", helpline, "serve")
    company.start("worker", helpline, "worker")
    company.start(
        "phones",
        sys.executable,
        "-m",
        "app.telephony.simulator",
        f"--listen=127.0.0.1:{found.simulator_port}",
        f"--voice-url={hooks}/voice",
        f"--status-url={hooks}/status",
        f"--sms-url={hooks}/sms",
        f"--account-sid={found.twilio_account_sid}",
        f"--number={found.twilio_number}",
    )
    parts.wait_until_ready(f"{found.base_url}/readyz", company)
    parts.wait_until_ready(f"http://127.0.0.1:{found.simulator_port}/", company)


def _tell(found: Settings, seconds: float) -> None:
    from app.demo import people

    table = Table("sign in as", "who", "where", box=None, header_style="bold")
    for one in people.STAFF:
        page = "/board" if one.role == "supervisor" else "/"
        table.add_row(one.name, one.en, found.base_url + page)
    for worker in people.WORKERS:
        table.add_row(worker.code, worker.en, f"{found.base_url}/field/")
    table.add_row("centre-1", "the Dhaka centre", f"{found.base_url}/field/")
    out.print()
    out.print("Helpline 1098 is ready", style="bold", end=" ")
    out.print(f"after {seconds:.1f} s: {found.base_url}")
    out.print(table)
    out.print(f"Password of all: {people.PASSWORD}. One browser profile per login.")
    out.print(f"The other phones: http://127.0.0.1:{found.simulator_port} (place a call there,")
    out.print("or run `make call` in a second terminal). Ctrl-C stops everything.")


@app.command()
def call(
    count: Annotated[int, typer.Option(min=1, max=1000, help="how many callers")] = 1,
    rate: Annotated[float, typer.Option(min=0.1, max=50, help="new calls a second")] = 1.0,
    seed: Annotated[int, typer.Option(help="same seed, same callers")] = 1098,
    number: Annotated[str | None, typer.Option(help="call from this number")] = None,
    scenario: Annotated[str | None, typer.Option(help="one of the eleven stories")] = None,
) -> None:
    """Place simulated calls to a running demo and say what each caller lives through."""
    from app.demo.callers import SCENARIOS, place_calls

    if scenario is not None and scenario not in SCENARIOS:
        fail(f"there is no scenario called {scenario}; there are: {', '.join(SCENARIOS)}")
    port = int(os.environ.get("HELPLINE_SIMULATOR_PORT", "1099"))
    network = f"http://127.0.0.1:{port}"
    placed = asyncio.run(place_calls(network, count, rate, seed, number, scenario))
    if placed is None:
        fail("the simulated phone network does not answer: start `make demo` first")
    for line in placed:
        out.print(line)


@app.command()
def bench(
    name: Annotated[str, typer.Argument(help=", ".join(BENCHES))],
    json_file: Annotated[Path, typer.Option("--json", help="where the figures go")],
    rounds: Annotated[int, typer.Option(min=3, max=20, help="interleaved rounds")] = 3,
    seconds: Annotated[
        float | None, typer.Option(min=0.5, help="length of one measurement; each has its own")
    ] = None,
) -> None:
    """Measure a path of the product against its hand-written floor, in one run."""
    if name not in BENCHES:
        fail(f"there is no bench called {name}; there are: {', '.join(BENCHES)}")
    runner = Path(__file__).resolve().parents[1] / "benchmarks" / f"{name}.py"
    command = [sys.executable, str(runner), "--json", str(json_file), "--rounds", str(rounds)]
    command += [] if seconds is None else ["--seconds", str(seconds)]
    raise typer.Exit(subprocess.run(command, check=False).returncode)


@app.command(context_settings={"ignore_unknown_options": True})
def faults(
    name: Annotated[
        str,
        typer.Argument(help="what to break: stories … ladder outbox quick (see the how-to)"),
    ],
    json_file: Annotated[Path, typer.Option("--json", help="where the verdict goes")],
    more: Annotated[list[str] | None, typer.Argument(help="--calls, --rate, --seed …")] = None,
) -> None:
    """Break things on purpose while people call; exits 1 if anything that must hold did not."""
    command = [sys.executable, "-m", "faults", name, "--json", str(json_file.absolute())]
    root = Path(__file__).resolve().parents[1]
    with subprocess.Popen([*command, *(more or [])], cwd=root) as running:
        while True:
            try:
                raise typer.Exit(running.wait())
            except KeyboardInterrupt:  # it was told too: it takes down what it started
                continue


def _in_transaction(work: Any) -> None:
    from app import wiring
    from app.core.db import Database

    found = settings()
    wiring.prepare(found)

    async def run(url: str) -> None:
        database = Database(url, 2)
        try:
            async with database.transaction() as session:
                await work(session)
        finally:
            await database.close()

    with ExitStack() as stack:
        _run(run(database_url(found, stack)))


app.add_typer(directory_commands(_in_transaction), name="directory")
app.add_typer(staff_commands(_in_transaction), name="staff")
app.command("doctor")(doctor_command(settings, database_url))
app.command("report")(report_command(_in_transaction))


def main() -> None:
    """The command `helpline`."""
    app()
