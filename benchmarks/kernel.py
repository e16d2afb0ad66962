"""What the kernel says processes have cost (Linux only); must not disturb what it looks at."""

import os
import time
from pathlib import Path

PROC = Path("/proc")
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def processor_seconds(pid: int) -> float:
    """User and system time of a process and all of its threads, ended ones too, in seconds.

    The same account as `utime + stime` of /proc/PID/stat, but read from the process's own CPU
    clock (clock_getcpuclockid(3): the complement of the number, then the kind of clock), which
    counts nanoseconds where stat counts hundredths of a second. Raises ProcessLookupError.
    """
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError as gone:
        raise ProcessLookupError(f"no process {pid}") from gone


def children(pid: int) -> list[int]:
    """The living children of a process."""
    found = []
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))) and int(fields[1]) == pid:
            found.append(int(entry.name))
    return found


def family_seconds(pid: int) -> float:
    """A process, its living children, and those it has waited for: what a Postgres has cost."""
    total = processor_seconds(pid)
    for child in children(pid):
        try:
            total += processor_seconds(child)
        except ProcessLookupError:
            continue  # it has just ended: its time is in its parent's account of the ended
    fields = _stat(pid)
    if fields is None:
        raise ProcessLookupError(f"no process {pid}")
    return total + (int(fields[13]) + int(fields[14])) / TICKS_PER_SECOND


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat from the state on, or None when it has ended (proc(5))."""
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    return text.rpartition(")")[2].split()


def resident_kib(pid: int) -> int:
    """Memory of a process that is in use at this moment (VmRSS of proc(5)), in KiB."""
    return int(_named(f"{pid}/status", "VmRSS").split()[0])


def machine() -> dict[str, object]:
    """The machine a figure belongs to: processor, cores, memory, load at this moment."""
    return {
        "processor": _named("cpuinfo", "model name") or os.uname().machine,
        "cores": os.cpu_count(),
        "memory_mib": int((_named("meminfo", "MemTotal") or "0").split()[0]) // 1024,
        "kernel": os.uname().release,
    }


def _named(file: str, key: str) -> str:
    """The value of `key` in a file of /proc, or nothing."""
    for line in (PROC / file).read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == key:
            return value.strip()
    return ""


def filesystem(folder: Path) -> str:
    """The kind of file system a folder is on: on one in memory, a durable commit costs nothing."""
    best, kind = "", "unknown"
    for line in (PROC / "self" / "mounts").read_text().splitlines():
        _, mounted, type_, *_ = line.split()
        if folder.resolve().is_relative_to(mounted) and len(mounted) >= len(best):
            best, kind = mounted, type_
    return kind


def load_average() -> list[float]:
    """How many processes wanted to run, on average of the last 1, 5 and 15 minutes."""
    return [round(value, 2) for value in os.getloadavg()]
