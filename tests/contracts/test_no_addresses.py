"""Nothing here names a package server, somebody's machine, or where packages came from."""

import json
import re
from pathlib import Path

import pytest

from tests.contracts.sources import ROOT, files, short

ADDRESS = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|registry\.yarnpkg|npm\.pkg\.github|npmmirror"
    r"|anaconda\.org|--(extra-)?index-url|--find-links|^\s*(index-url|registry)\s*=",
    re.I | re.M,
)
MACHINE = re.compile(r"/(?:work)/(main|shared)|/root/\.|/home/\w+/")
STRANGER = re.compile(r"\b(claude|anthropic|chatgpt|copilot)\b", re.I)
BINARY = {".woff2", ".png", ".jpg", ".ico", ".wav", ".mp3", ".webp", ".gz", ".pdf", ".mo", ".ttf"}
SELF = Path(__file__)


def texts() -> dict[str, str]:
    found = {
        short(path): path.read_text(encoding="utf-8")
        for path in files()
        if path.suffix not in BINARY and path != SELF and not path.name.startswith(".env")
        if not path.is_symlink()
    }
    assert {"pyproject.toml", "requirements/run.lock", "web/package-lock.json"} <= set(found)
    return found


@pytest.mark.parametrize("barred", [ADDRESS, MACHINE, STRANGER], ids=["address", "machine", "name"])
def test_no_file_names_a_package_server_or_a_machine(barred: re.Pattern[str]) -> None:
    broken = {
        name: found.group() for name, text in texts().items() if (found := barred.search(text))
    }
    assert not broken


def test_the_web_lock_pins_by_hash_without_addresses() -> None:
    packages = json.loads((ROOT / "web/package-lock.json").read_text())["packages"]
    assert len(packages) > 20
    for name, entry in packages.items():
        if "node_modules/" not in name or entry.get("link"):
            continue  # our own apps
        assert "resolved" not in entry, name
        assert entry.get("integrity", "").startswith("sha512-"), name


def pins(lock: str) -> dict[str, list[str]]:
    text = (ROOT / "requirements" / lock).read_text()
    entries = re.findall(r"^([a-z0-9][^\s\\]*)(.*?)(?=^[a-z0-9]|\Z)", text, re.M | re.S)
    return {name: re.findall(r"--hash=sha256:[0-9a-f]{64}", rest) for name, rest in entries}


@pytest.mark.parametrize("lock", ["run.lock", "dev.lock"])
def test_every_python_package_is_pinned_by_hash(lock: str) -> None:
    assert len(pins(lock)) > 20
    assert all(re.search(r"==\d", name) and hashes for name, hashes in pins(lock).items())


def test_the_tools_lock_holds_the_products_packages_unchanged() -> None:
    run, dev = pins("run.lock"), pins("dev.lock")
    assert {name: dev.get(name) for name in run} == run
