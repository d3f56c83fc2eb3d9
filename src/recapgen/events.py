"""What a build tells while it works; whoever listens decides what to print.

>>> told = []
>>> told.append(PageWritten("index.html", 120, changed=True))
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from msgspec import Struct

from recapgen.errors import Diagnostic


class StageStarted(Struct, frozen=True):
    stage: str
    """`load`, `parse`, `assemble`, `plan`, `images`, `render` or `write`."""
    total: int
    """How many items it will work through; 0 where that is not known."""


class Progressed(Struct, frozen=True):
    stage: str
    done: int


class StageTimed(Struct, frozen=True):
    stage: str
    seconds: float


class Warned(Struct, frozen=True):
    diagnostic: Diagnostic


class Skipped(Struct, frozen=True):
    """A source that is left out on purpose."""

    path: str
    reason: str
    """`draft`, `future`, `expired`, `ignored`, `format` (not read here) or `header` (above HTML)."""


class PageWritten(Struct, frozen=True):
    path: str
    size: int
    """In bytes."""
    changed: bool
    """False: the same bytes stood there already, and nothing was written."""


class FileRemoved(Struct, frozen=True):
    path: str
    """Below output/; recapgen had written it, and no page claims it any more."""


Event = StageStarted | Progressed | StageTimed | Warned | Skipped | PageWritten | FileRemoved
Listener = Callable[[Event], None]


def silence(event: Event) -> None:
    """A listener that does not care."""


@contextmanager
def timed(stage: str, listener: Listener, total: int = 0) -> Iterator[None]:
    """Tell when a stage starts, and how long it took."""
    listener(StageStarted(stage, total))
    start = time.perf_counter()
    yield
    listener(StageTimed(stage, time.perf_counter() - start))
