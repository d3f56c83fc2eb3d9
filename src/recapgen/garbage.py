"""When Python looks for circles of garbage: posts, records and pages are many, and next to none of them form any."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

RARELY = (50_000, 20, 50)
"""New objects until the youngest are looked through, and how often that goes before older ones are: Markdown's tokens
do form circles."""


def collect_rarely() -> None:
    """From now on, in this process."""
    gc.set_threshold(*RARELY)


@contextmanager
def collecting_nothing() -> Iterator[None]:
    """Without the search: for work that only makes what stays."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
