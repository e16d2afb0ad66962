"""What tests of the directory stand on beside the common fixtures."""

import pytest

from app.core.words import Words


@pytest.fixture(autouse=True)
def strict_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Words, "strict", True)
