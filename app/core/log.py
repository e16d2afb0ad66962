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


class _NamesOnly(logging.Formatter):
    """Lines of libraries: who complains and about what kind of error, never the words or a trace.

    What a driver or parser says of an error quotes the value it could not use. The web server's
    own short messages quote nothing; without them nobody would learn that its port is taken.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line of names."""
        line = f"{record.levelname} {record.name}"
        if record.exc_info and record.exc_info[0] is not None:
            return f"{line} {record.exc_info[0].__name__}"
        if record.name.startswith("uvicorn"):
            return f"{line} {_NUMBER.sub('[number]', record.getMessage())}"
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
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_NamesOnly())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
