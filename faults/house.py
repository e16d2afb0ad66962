"""Two of everything in a folder of its own: starts, kills, starts again, and takes all down.

Both web processes listen on one port, at two loopback addresses, as two machines behind one
proxy would. Everything the run makes lies in one temporary folder that goes with it.
"""

import asyncio
import base64
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from faults.people import PASSWORD
from faults.postgres import Postgres

ROOT = Path(__file__).resolve().parents[1]
HELPLINE = str(Path(sys.executable).with_name("helpline"))
ADDRESSES = ("127.0.0.1", "127.0.0.2")
READY_SECONDS = 60.0
STOP_SECONDS = 12.0
DUTY_PHONES = ("+8801000000091", "+8801000000092")
PREFIX = f"helpline-faults-{os.geteuid()}-"


class HouseFailed(Exception):
    """Something does not come up; the sentence says what."""


@dataclass
class Process:
    """One process, how it is started and how one sees that it is ready."""

    name: str
    command: list[str]
    ready: str = ""
    running: "subprocess.Popen[bytes] | None" = None
    kills: int = 0


@dataclass
class House:
    """The whole product as somebody's machines run it."""

    home: Path
    postgres: Postgres
    environment: dict[str, str]
    port: int
    web_port: int
    phones_port: int
    processes: dict[str, Process] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """The public address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def phones(self) -> str:
        """The simulated phone network."""
        return f"http://127.0.0.1:{self.phones_port}"

    def start(self, process: Process) -> None:
        """Start one process; its log lies beside the others'."""
        number = process.name.rpartition("-")[2]
        extra = {}
        if process.name.startswith("web-"):
            extra = {"HELPLINE_HOST": ADDRESSES[int(number) - 1]}
        with (self.home / f"{process.name}.log").open("ab") as log:
            process.running = subprocess.Popen(
                [sys.executable, "-SE", str(ROOT / "faults/leash.py"), *process.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**self.environment, **extra},
                cwd=self.home,
                start_new_session=True,
            )
        self.processes[process.name] = process

    def kill(self, name: str, *, whole: bool = False) -> None:
        """SIGKILL, and nothing more; `whole`: to its children first, as when memory runs out."""
        process = self.processes[name]
        process.kills += 1
        if process.running is not None:
            for child in _children(process.running.pid) if whole else ():
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            process.running.kill()
            process.running.wait()

    async def start_again(self, name: str) -> None:
        """As systemd would; returns when it answers."""
        process = self.processes[name]
        self.start(process)  # from this thread: the leash holds as long as its starter lives
        await asyncio.to_thread(self.wait_ready, process)

    def wait_ready(self, process: Process) -> None:
        """Until it answers. Raises HouseFailed."""
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            if process.running is None or process.running.poll() is not None:
                break
            if not process.ready or _answers(process.ready):
                return
            time.sleep(0.05)
        log = (self.home / f"{process.name}.log").read_text(errors="replace")
        raise HouseFailed(f"{process.name} does not come up: {log[-800:]}")

    def dead(self) -> list[str]:
        """Processes that ended by themselves, which none may."""
        found = self.processes.values()
        return [each.name for each in found if each.running and each.running.poll() is not None]

    def stop(self) -> None:
        """End everything, the youngest first; whoever does not go is killed."""
        running = [each.running for each in self.processes.values() if each.running]
        for process in reversed(running):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        for process in reversed(running):
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.postgres.stop()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 (our own loopback)
            return bool(answer.status == 200)
    except OSError:
        return False


def free_port(*addresses: str) -> int:
    """A port nobody uses at this moment at any of these addresses."""
    while True:
        with socket.socket() as trial:
            trial.bind((addresses[0], 0))
            port: int = trial.getsockname()[1]
            try:
                for address in addresses[1:]:
                    with socket.socket() as other:
                        other.bind((address, port))
                return port
            except OSError:
                continue


def _environment(home: Path, postgres: Postgres, ports: tuple[int, int, int]) -> dict[str, str]:
    port, web_port, phones_port = ports
    account, token = "AC" + secrets.token_hex(16), secrets.token_hex(16)
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("HELPLINE_")},
        "HELPLINE_VAR_DIR": str(home / "var"),
        "HELPLINE_DATABASE_URL": postgres.url,
        "HELPLINE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "HELPLINE_PORT": str(web_port),
        "HELPLINE_PHONE": "simulator",
        "HELPLINE_SIMULATOR_PORT": str(phones_port),
        "HELPLINE_DEMO": "true",
        "HELPLINE_TRUSTED_PROXIES": "127.0.0.1",
        "HELPLINE_SECRET_KEY": secrets.token_urlsafe(32),
        "HELPLINE_DATA_KEYS": "1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        "HELPLINE_INDEX_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "HELPLINE_TWILIO_ACCOUNT_SID": account,
        "HELPLINE_TWILIO_AUTH_TOKEN": token,
        "HELPLINE_SIM_AUTH_TOKEN": token,
    }


def _processes(house: House) -> Iterator[Process]:
    hooks = f"{house.base}/telephony/twilio"
    ups = [f"http://{address}:{house.web_port}" for address in ADDRESSES]
    yield Process(
        "proxy",
        [sys.executable, "-m", "faults.proxy", "--port", str(house.port)]
        + [part for base in ups for part in ("--upstream", base)],
    )
    for number, base in enumerate(ups, start=1):
        yield Process(f"web-{number}", [HELPLINE, "serve"], f"{base}/readyz")
    for number in (1, 2):
        yield Process(f"worker-{number}", [HELPLINE, "worker"])
    simulator = [sys.executable, "-m", "app.telephony.simulator", "--answer-delay=0.2"]
    simulator += [f"--listen=127.0.0.1:{house.phones_port}", f"--voice-url={hooks}/voice"]
    simulator += [f"--status-url={hooks}/status", f"--sms-url={hooks}/sms"]
    account = house.environment["HELPLINE_TWILIO_ACCOUNT_SID"]
    yield Process("phones", [*simulator, f"--account-sid={account}"], f"{house.phones}/")


def _has_setting(name: str) -> bool:
    """Whether the product knows a setting, told by the example everybody copies."""
    return f"{name}=" in (ROOT / ".env.example").read_text(encoding="utf-8")


@contextmanager
def running(
    staff: list[tuple[str, str]], settings: dict[str, str], *, processes: bool = True
) -> Iterator[House]:
    """The house with these accounts (`name, role`), ready for calls; gone afterwards.

    Without `processes` it is the database alone.
    """
    sweep()
    home = Path(tempfile.mkdtemp(prefix=PREFIX))
    home.chmod(0o711)  # the account of the database passes through, and sees nothing
    postgres = Postgres(home / "postgres")
    ports = (free_port("127.0.0.1"), free_port(*ADDRESSES), free_port("127.0.0.1"))
    house = House(home, postgres, _environment(home, postgres, ports), *ports)
    house.environment.update(settings)
    house.environment["PYTHONPATH"] = os.pathsep.join(
        filter(None, [os.environ.get("PYTHONPATH"), str(ROOT)])
    )
    try:
        (home / "owner").write_text(str(os.getpid()))
        _set_up(house, staff)
        if processes:
            _start_all(house)
        yield house
    finally:
        house.stop()
        if not os.environ.get("FAULTS_KEEP"):
            shutil.rmtree(home, ignore_errors=True)


def sweep() -> None:
    """Remove the folders of runs that were killed outright; their processes died with them."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            owner = int((left / "owner").read_text())
        except (OSError, ValueError):
            continue
        if not Path(f"/proc/{owner}").exists() and not os.environ.get("FAULTS_KEEP"):
            _end_postgres(left)
            shutil.rmtree(left, ignore_errors=True)


def _end_postgres(left: Path) -> None:
    try:
        pid = int((left / "postgres/data/postmaster.pid").read_text().splitlines()[0])
        if str(left).encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
            os.kill(pid, signal.SIGQUIT)
            time.sleep(0.5)
    except (OSError, ValueError, IndexError):
        return


def _set_up(house: House, staff: list[tuple[str, str]]) -> None:
    if _has_setting("HELPLINE_DUTY_PHONES"):
        file = house.home / "duty-phones.txt"
        file.write_text("".join(f"duty {i}, {one}\n" for i, one in enumerate(DUTY_PHONES, 1)))
        house.environment["HELPLINE_DUTY_PHONES"] = str(file)
    (house.home / "var").mkdir(mode=0o700)
    house.postgres.create()
    _run(house, [HELPLINE, "migrate"])
    names = "".join(f"{name} {role}\n" for name, role in staff)
    _run(house, [sys.executable, "-m", "faults.people"], names)


def _start_all(house: House) -> None:
    for process in _processes(house):
        house.start(process)
    for process in house.processes.values():
        house.wait_ready(process)


def _run(house: House, command: list[str], said: str = "") -> None:
    done = subprocess.run(
        command,
        input=said,
        env=house.environment,
        cwd=house.home,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise HouseFailed(f"{command[1:]}: {(done.stdout + done.stderr)[-800:]}")


def _children(parent: int) -> list[int]:
    """The processes a process has started (Linux)."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended while we looked
            after_name = stat.read_text().rpartition(")")[2].split()
            if int(after_name[1]) == parent:
                found.append(int(stat.parent.name))
    return found


__all__ = ["DUTY_PHONES", "PASSWORD", "House", "HouseFailed", "running"]
