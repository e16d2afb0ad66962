"""Log lines hold no personal values, whatever is thrown at them."""

import json

import pytest
import structlog

from app.core import log


@pytest.fixture
def logger(capsys: pytest.CaptureFixture[str]) -> structlog.stdlib.BoundLogger:
    log.configure("json")
    made: structlog.stdlib.BoundLogger = structlog.get_logger()
    return made


@pytest.mark.parametrize(
    "value",
    [
        "+8801210000001",
        "01210000001",
        "০১২১০০০০০০১",
        "+880 1210-000001",
        "calling +৮৮০১২১০০০০০০১ now",
    ],
)
def test_what_looks_like_a_number_is_masked(
    logger: structlog.stdlib.BoundLogger, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    logger.info("something_happened", detail=value)
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert "[number]" in line["detail"]
    assert "10000001"[-6:] not in line["detail"]
    assert "০০০০০১" not in line["detail"]


def test_personal_keys_and_exception_texts_are_dropped(
    logger: structlog.stdlib.BoundLogger, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        raise ValueError("মিনা said")
    except ValueError:
        logger.error("it_failed", pii_name="মিনা", exc_info=True, call_id="12345678-1234-1234")
    said = capsys.readouterr().err
    assert "মিনা" not in said
    assert json.loads(said.splitlines()[-1])["call_id"] == "12345678-1234-1234"
