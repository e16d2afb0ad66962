"""What stays for good is not gone through again and again; what is let go is freed all the same."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from app.core import garbage


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    threshold, callbacks = gc.get_threshold(), list(gc.callbacks)
    yield
    gc.set_threshold(*threshold)
    gc.callbacks[:] = callbacks
    gc.unfreeze()


class Thing:
    pass


def test_what_is_made_in_a_pause_is_not_looked_at_again() -> None:
    with garbage.paused():
        assert not gc.isenabled()
        kept = [Thing() for _ in range(1000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() > len(kept)
    last = weakref.ref(kept[-1])
    del kept[-1]
    assert last() is None


def test_the_collector_works_again_when_a_pause_fails() -> None:
    with pytest.raises(ValueError, match="no such place"), garbage.paused():
        raise ValueError("no such place")
    assert gc.isenabled()


def test_a_full_collection_that_took_long_does_so_once(monkeypatch: pytest.MonkeyPatch) -> None:
    garbage.ShortCollections().begin()
    gc.unfreeze()
    gc.collect(1)
    assert gc.get_freeze_count() == 0
    monkeypatch.setattr(garbage, "LONGEST_SECONDS", 0.0)
    gc.collect(1)
    assert gc.get_freeze_count() == 0
    gc.collect()
    assert gc.get_freeze_count() > 1000


def test_a_short_one_leaves_everything_in_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    garbage.ShortCollections().begin()
    monkeypatch.setattr(garbage, "LONGEST_SECONDS", 60.0)
    gc.unfreeze()
    gc.collect()
    assert gc.get_freeze_count() == 0
