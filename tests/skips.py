"""In CI a skipped test fails the run: what is not tested there is tested nowhere."""

import os

import pytest


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Turn a green run with skips into a red one, on the process that counts for all workers."""
    if os.environ.get("CI", "").lower() not in ("1", "true", "yes"):
        return
    if hasattr(session.config, "workerinput"):
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if reporter is not None and skipped and exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{len(skipped)} skipped: in CI a skip fails.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
