"""One run of a command: seconds, processor seconds, memory, and whether somebody else was busy meanwhile.

It asks Linux's /proc. Time and memory are taken in separate runs: looking at memory costs time.
"""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from recapgen.parallel import cores

PROC = Path("/proc")
CORES = cores()
TICKS = os.sysconf("SC_CLK_TCK")
SAMPLED = 0.02
"""Seconds between two looks at the memory."""
BUSY = 0.25
"""Cores that others may use during a run that counts."""


class CommandFailed(Exception):
    """A tool failed, or did not do what it was to do."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run cost."""

    wall: float
    """Seconds from start to exit."""
    cpu: float = float("nan")
    """User and system seconds of the process and of all its children that it waited for."""
    others: float = 0.0
    """Cores that other processes kept busy meanwhile, on average."""

    @property
    def noisy(self) -> bool:
        return self.others > BUSY and self.others * self.wall > 0.05  # /proc/stat counts in hundredths


def timed(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> Run:
    """Raises `CommandFailed` with what the command said."""
    os.sync()  # what an earlier run wrote is no longer on its way
    own, all_of_us, start = _children(), _everybody(), time.perf_counter()
    with _running(command, folder, environment) as (process, said):
        process.wait()
        wall = time.perf_counter() - start
        cpu, busy = _children() - own, _everybody() - all_of_us
        _check(process, said)
    return Run(wall, cpu, max(0.0, (busy - cpu) / wall))


def peak_memory(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> int:
    """Bytes that all processes of a command had together at most, what they share counted once (PSS)."""
    peak = 0
    with _running(command, folder, environment) as (process, said):
        while process.poll() is None:
            peak = max(peak, memory_of(process.pid))
            time.sleep(SAMPLED)
        _check(process, said)
    return peak


def memory_of(session: int) -> int:
    """Proportional set size, in bytes, of all processes of a session."""
    total = 0
    for folder, _ in _processes(session):
        with suppress(OSError):  # it has ended meanwhile
            rollup = (folder / "smaps_rollup").read_text()
            total += int(rollup.partition("\nPss:")[2].split(maxsplit=1)[0]) * 1024
    return total


@contextmanager
def waited(session: int, found: list[Run]) -> Iterator[None]:
    """Adds to `found` what a wait for a session cost that goes on running; this process itself is left out."""
    own, all_of_us, mine, start = _spent(session), _everybody(), time.process_time(), time.perf_counter()
    yield
    wall = time.perf_counter() - start
    cpu = _spent(session) - own
    others = _everybody() - all_of_us - cpu - (time.process_time() - mine)
    found.append(Run(wall, cpu, max(0.0, others / wall)))


def _spent(session: int) -> float:
    """User and system seconds of all processes of a session, and of their children that have ended."""
    return sum(sum(map(int, fields[11:15])) for _, fields in _processes(session)) / TICKS


def _processes(session: int) -> Iterator[tuple[Path, list[str]]]:
    """Folder in /proc and fields of `stat`, from the state on, of each process of a session."""
    for stat in PROC.glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[3]) == session:
                yield stat.parent, fields


def surroundings(own: Mapping[str, str]) -> dict[str, str]:
    """The environment of a measured tool: ours with its own, without what keeps Python from remembering its modules."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | dict(own)


@contextmanager
def _running(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None
) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    """The command in a session of its own, so that all its processes can be told from others."""
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            command,
            cwd=folder,
            env=surroundings(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        yield process, said


def _check(process: subprocess.Popen[bytes], said: IO[bytes]) -> None:
    if process.returncode:
        said.seek(0)
        raise CommandFailed(f"{process.args!r} ended with {process.returncode}:\n{said.read()[-2000:].decode()}")


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _everybody() -> float:
    """Seconds that all cores together have been busy, or taken away by the machine's host."""
    user, nice, system, _idle, _waiting, irq, softirq, steal = map(
        int, (PROC / "stat").read_text().split("\n", 1)[0].split()[1:9]
    )
    return (user + nice + system + irq + softirq + steal) / TICKS
