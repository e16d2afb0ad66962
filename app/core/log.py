"""Log lines: static event names, ids only; personal values never get through."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_NUMBER = re.compile(r"(?<![\w-])\+?[0-9\u09E6-\u09EF][0-9\u09E6-\u09EF\s-]{6,}[0-9\u09E6-\u09EF]")
"""Eight or more digits in a row, Latin or Bangla: looks like a telephone number."""


def _drop_personal(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop `pii_*` keys and exception text, and mask what looks like a telephone number."""
    for key in [key for key in line if key.startswith("pii_") or key in ("exception", "exc_info")]:
        del line[key]
    for key, value in line.items():
        if isinstance(value, str) and key != "timestamp" and not key.endswith("_id"):
            line[key] = _NUMBER.sub("[number]", value)
    return line


def configure(log_format: str, level: str = "INFO") -> None:
    """Set up structlog: `log_format` is `json` or `console`; everything goes to standard error."""
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=False)
        if log_format == "console"
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _drop_personal,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s", force=True)
