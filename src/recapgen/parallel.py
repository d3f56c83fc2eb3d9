"""Work over many items on several cores, in the order of the items.

>>> spread(lambda items: [x * x for x in items], [1, 2, 3], jobs=1)
[1, 4, 9]
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

WORTHWHILE = 64
"""Items below which another process costs more than it saves."""
CHUNKS = 4
"""Chunks for each process: one that got the dear ones does not keep the others waiting."""
LARGEST = 100
"""Items of a chunk at most: what comes of one stands in memory three times on its way back."""

_task: tuple[Callable[[Sequence[Any]], list[Any]], Sequence[Any]] | None = None
"""What forked processes work on: they inherit it, so nothing has to be sent to them."""


def cores() -> int:
    """Cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def spread(
    work: Callable[[Sequence[Item]], list[Result]],
    items: Sequence[Item],
    jobs: int,
    told: Callable[[int], None] = lambda done: None,
    worthwhile: int = WORTHWHILE,
) -> list[Result]:
    """`work` over chunks of the items, in `jobs` processes where this system can fork; `told` hears how many are done.

    Fewer items than `worthwhile` are worked on here.

    What `work` raises is raised here, whichever process it came from.
    """
    global _task  # noqa: PLW0603
    if jobs <= 1 or len(items) < worthwhile or not hasattr(os, "fork"):
        results = []
        for start in range(0, len(items), 50):
            results += work(items[start : start + 50])
            told(len(results))
        return results
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    size = min(LARGEST, -(-len(items) // (jobs * CHUNKS)))
    _task = (work, items)
    living, alive = os.pipe()
    try:
        with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork"), _end_with, (living, alive)) as pool:
            results = []
            for part in pool.map(_chunk, [(start, start + size) for start in range(0, len(items), size)]):
                results += part
                told(len(results))
            return results
    finally:
        _task = None
        os.close(alive)
        os.close(living)


def _end_with(living: int, alive: int) -> None:
    """In a new process: end when the one that forked it does, even if that was killed; and leave alone what it made.

    Memory is shared until somebody writes to it, and looking for garbage writes to every object.

    `alive` is the end of a pipe that it alone keeps open: nothing is ever written there, so reading ends with it.
    """
    os.close(alive)
    gc.freeze()

    def wait() -> None:
        os.read(living, 1)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _chunk(bounds: tuple[int, int]) -> list[Any]:
    assert _task is not None
    work, items = _task
    return work(items[bounds[0] : bounds[1]])
