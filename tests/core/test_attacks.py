"""What libraries say of errors, and a demo beside a real database."""

import io
import logging
import os
from contextlib import redirect_stderr
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import cli
from app.core import log
from app.core.settings import Settings

SECRET = "সে বলল +8801210000001"


def printed(*records: logging.LogRecord) -> list[str]:
    """What the product's set-up of logs prints of lines that libraries write."""
    said = io.StringIO()
    with redirect_stderr(said):
        log.configure("json")
        for record in records:
            logging.getLogger().handle(record)
    logging.basicConfig(force=True)
    return said.getvalue().splitlines()


def line(name: str, words: str, error: BaseException | None = None) -> logging.LogRecord:
    trace = (type(error), error, None) if error else None
    return logging.LogRecord(name, logging.ERROR, "", 0, words, None, trace)


def test_a_library_that_logs_an_exception_prints_its_kind_and_not_its_words() -> None:
    assert printed(
        line("asyncio", f"Task {SECRET} was lost", ValueError(SECRET)),
        line("uvicorn.error", "Exception in ASGI application", ValueError(SECRET)),
        line("twilio", f"POST https://provider.example?To={SECRET}"),
        line("uvicorn.error", "asked by +8801210000001"),
    ) == [
        "ERROR asyncio ValueError",
        "ERROR uvicorn.error ValueError",
        "ERROR twilio",
        "ERROR uvicorn.error asked by [number]",
    ]


def test_the_web_server_may_say_that_its_port_is_taken() -> None:
    said = "[Errno 98] address already in use"
    assert printed(line("uvicorn.error", said)) == [f"ERROR uvicorn.error {said}"]


def test_the_demo_never_touches_a_configured_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its passwords are public: in the real database they would open the helpline to anybody."""
    (tmp_path / ".env").write_text("HELPLINE_DATABASE_URL=postgresql://real@127.0.0.1:9/real\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("os.environ", {**os.environ})
    monkeypatch.setenv("HELPLINE_DATABASE_URL", "postgresql://real@127.0.0.1:9/real")
    monkeypatch.setenv("HELPLINE_VAR_DIR", str(tmp_path / "var"))
    asked: list[object] = []

    def stop_here(found: Settings, _: object) -> str:
        asked.append(found.database_url)
        raise SystemExit(3)

    monkeypatch.setattr(cli, "database_url", stop_here)
    monkeypatch.setenv("HELPLINE_PORT", str(_free()))
    monkeypatch.setenv("HELPLINE_SIMULATOR_PORT", str(_free()))
    answer = CliRunner().invoke(cli.app, ["demo"])
    assert answer.exit_code == 3, answer.output
    assert not asked[0]


def _free() -> int:
    from tests.running import free_port

    return free_port()
