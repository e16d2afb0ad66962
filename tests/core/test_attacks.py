"""What libraries say of errors, and a demo beside a real database."""

import io
import logging
from contextlib import redirect_stderr
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import cli
from app.core import log

SECRET = "সে বলল +8801210000001"


@pytest.fixture
def printed() -> io.StringIO:
    return io.StringIO()


def test_a_library_that_logs_an_exception_prints_its_kind_and_not_its_words(
    printed: io.StringIO,
) -> None:
    with redirect_stderr(printed):
        log.configure("json")
        try:
            raise ValueError(SECRET)
        except ValueError:
            logging.getLogger("asyncio").exception("Task %s was lost", SECRET)
            logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
        logging.getLogger("twilio").error("POST https://provider.example?To=%s", SECRET)
    logging.basicConfig(force=True)
    lines = printed.getvalue().splitlines()
    assert lines == ["ERROR asyncio ValueError", "ERROR uvicorn.error ValueError", "ERROR twilio"]


def test_the_web_server_may_say_that_its_port_is_taken(printed: io.StringIO) -> None:
    with redirect_stderr(printed):
        log.configure("json")
        logging.getLogger("uvicorn.error").error("[Errno 98] address already in use")
    logging.basicConfig(force=True)
    assert printed.getvalue() == "ERROR uvicorn.error [Errno 98] address already in use\n"


def test_the_demo_never_touches_a_configured_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its passwords are public: in the real database they would open the helpline to anybody."""
    (tmp_path / ".env").write_text("HELPLINE_DATABASE_URL=postgresql://real@127.0.0.1:9/real\n")
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "VAR_DIR", "DEMO", "PHONE"):
        monkeypatch.setenv(f"HELPLINE_{name}", "x" if name == "DATABASE_URL" else "")
    for name in ("SECRET_KEY", "DATA_KEYS", "INDEX_KEY"):
        monkeypatch.setenv(f"HELPLINE_{name}", "")
    for name in ("ACCOUNT_SID", "AUTH_TOKEN"):
        monkeypatch.setenv(f"HELPLINE_TWILIO_{name}", "")
    monkeypatch.setenv("HELPLINE_VAR_DIR", str(tmp_path / "var"))
    asked: list[str | None] = []

    def stop_here(found: cli.Settings, _: object) -> str:
        asked.append(found.database_url)
        raise SystemExit(3)

    monkeypatch.setattr(cli, "database_url", stop_here)
    monkeypatch.setenv("HELPLINE_PORT", "0" if False else str(_free()))
    monkeypatch.setenv("HELPLINE_SIMULATOR_PORT", str(_free()))
    answer = CliRunner().invoke(cli.app, ["demo"])
    assert answer.exit_code == 3, answer.output
    assert not asked[0]


def _free() -> int:
    from tests.running import free_port

    return free_port()
