"""The journal keeps lines through death, torn ends, wrong keys and a second drain."""

from pathlib import Path

import pytest

from app.calls.journal import Journal, Line
from app.core import clock, security

pytestmark = pytest.mark.usefixtures("vault")


def line(sid: str, kind: str = "arrived") -> Line:
    return Line(kind, sid, clock.now(), "+8801210000001", "mobile")


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


class Told:
    """Remembers what it was given; fails as often as told to."""

    def __init__(self, fails: int = 0) -> None:
        self.lines: list[Line] = []
        self._fails = fails

    async def __call__(self, lines: list[Line]) -> None:
        if self._fails:
            self._fails -= 1
            raise ConnectionError
        self.lines += lines


async def test_a_line_is_drained_once_and_the_file_is_empty_again(tmp_path: Path) -> None:
    journal, told = Journal(tmp_path), Told()
    await journal.write(line("CA1"))
    assert await journal.drain(told) == 1
    assert await journal.drain(told) == 0
    assert [one.provider_call_id for one in told.lines] == ["CA1"]
    assert [len(file.read_bytes()) for file in files(tmp_path)] == [0]


async def test_what_a_drain_could_not_do_is_still_there(tmp_path: Path) -> None:
    journal, told = Journal(tmp_path), Told(fails=1)
    await journal.write(line("CA1"))
    with pytest.raises(ConnectionError):
        await journal.drain(told)
    assert await journal.drain(told) == 1


async def test_a_living_process_keeps_its_file_and_a_dead_ones_is_adopted(tmp_path: Path) -> None:
    first, second, told = Journal(tmp_path), Journal(tmp_path), Told()
    await first.write(line("CA1"))
    assert await second.drain(told) == 0
    first.close()  # as when a process dies: the system lets its lock go
    assert await second.drain(told) == 1
    assert files(tmp_path) == []


async def test_half_a_line_is_set_aside_and_hides_no_other(tmp_path: Path) -> None:
    journal, told = Journal(tmp_path), Told()
    await journal.write(line("CA1"))
    await journal.write(line("CA2"))
    journal.close()
    (file,) = files(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 4] + b"\n" + whole + whole[:40])
    await Journal(tmp_path).drain(told)
    assert sorted(one.provider_call_id for one in told.lines) == ["CA1", "CA2"]
    (damaged,) = files(tmp_path)
    assert (damaged.suffix, damaged.read_bytes().count(b"\n")) == (".damaged", 2)


async def test_one_caller_who_can_not_be_written_holds_up_no_other(tmp_path: Path) -> None:
    journal, told = Journal(tmp_path), Told()
    for sid in ("CA1", "CA2", "CA3"):
        await journal.write(line(sid))

    async def refuses_one(lines: list[Line]) -> None:
        if lines[0].provider_call_id == "CA2":
            raise LookupError
        await told(lines)

    with pytest.raises(LookupError):
        await journal.drain(refuses_one)
    assert [one.provider_call_id for one in told.lines] == ["CA1", "CA3"]
    assert await journal.drain(told) == 3  # nothing of it was thrown away


async def test_a_damaged_line_is_set_aside_once_however_long_it_is_dark(tmp_path: Path) -> None:
    journal, told = Journal(tmp_path), Told(fails=5)
    await journal.write(line("CA1"))
    journal.close()
    (file,) = files(tmp_path)
    file.write_bytes(b"bm90IG91cnM=\n" + file.read_bytes())
    again = Journal(tmp_path)
    for _ in range(5):
        with pytest.raises(ConnectionError):
            await again.drain(told)
    await again.drain(told)
    (damaged,) = files(tmp_path)
    assert damaged.read_bytes() == b"bm90IG91cnM=\n"


async def test_lines_of_an_older_key_open_while_the_key_is_kept(tmp_path: Path) -> None:
    journal, told = Journal(tmp_path), Told()
    await journal.write(line("CA1"))
    kept = security.vault()
    security.use_vault(security.Vault({2: b"n" * 32, 1: b"k" * 32}, b"i" * 32))
    try:
        assert await journal.drain(told) == 1
    finally:
        security.use_vault(kept)


async def test_the_same_arrival_is_written_once_and_every_other_fact_each_time(
    tmp_path: Path,
) -> None:
    journal, told = Journal(tmp_path), Told()
    for kind in ("arrived", "arrived", "diverted", "diverted", "left", "left"):
        assert await journal.write(line("CA1", kind))
    await journal.drain(told)
    assert [one.kind for one in told.lines] == ["arrived", "diverted", "diverted", "left"]
    assert len({one.id for one in told.lines}) == 4


async def test_a_full_disk_is_said_and_leaves_no_half_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, told = Journal(tmp_path), Told()
    await journal.write(line("CA1"))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert not await journal.write(line("CA2"))
    monkeypatch.undo()
    assert await journal.write(line("CA2"))
    await journal.drain(told)
    assert [one.provider_call_id for one in told.lines] == ["CA1", "CA2"]
