"""Debian's Chromium as every browser test starts it."""

import os
import shutil
from pathlib import Path

from playwright.async_api import Browser, Playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


async def launch(playwright: Playwright, fonts: Path | None = None) -> Browser:
    """Start it; `fonts` is a fontconfig file that decides which of the machine's fonts it sees."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path is not None, "Chromium is needed: apt-get install chromium"
    environment = {"FONTCONFIG_FILE": str(fonts)} if fonts else {}
    return await playwright.chromium.launch(
        executable_path=path, args=ARGUMENTS, env={**os.environ, **environment}
    )
