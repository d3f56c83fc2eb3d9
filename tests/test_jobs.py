"""Law 2 for the number of processes: as many as you like, the bytes are the same."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from select import select

import pytest

from kit import NOW, site
from recapgen.config import Options
from recapgen.errors import ContentError
from recapgen.parallel import WORTHWHILE, spread


def test_two_processes_write_what_one_writes(tmp_path: Path) -> None:
    """More posts than are worth a second process: parsed and rendered in two, and in one."""
    written = []
    for jobs in (1, 2):
        kit = site(tmp_path / str(jobs))
        for n in range(WORTHWHILE + 6):
            kit.post(
                f"recaps/{n:03}.md",
                f"---\nconference: SoupConf {2000 + n % 9}\n---\n\n## Pot {n} – Ida Quill\n\nHot.\n",
            )
        written.append(kit.build(Options(now=NOW, jobs=jobs)).files)
    assert written[0] == written[1]
    assert len(written[0]) > WORTHWHILE


def test_processes_end_with_the_one_that_began_them() -> None:
    """Even where it was killed: none of them waits for ever for more work."""

    def slow(items: Sequence[int]) -> list[int]:
        time.sleep(60)
        return list(items)

    told, tell = os.pipe()
    if (build := os.fork()) == 0:
        os.close(told)
        spread(slow, range(WORTHWHILE), jobs=2)
        os._exit(0)
    os.close(tell)
    time.sleep(0.5)
    os.kill(build, signal.SIGKILL)
    os.waitpid(build, 0)
    assert select([told], [], [], 20)[0], "somebody still has the pipe"
    assert os.read(told, 1) == b""
    os.close(told)


def test_what_is_wrong_comes_back_from_another_process() -> None:
    """With its place, as if it had been raised here."""

    def fail(items: object) -> list[int]:
        from recapgen.errors import Diagnostic

        raise ContentError(Diagnostic("RG105", "the key 'a' stands twice", "content/a.md", 3, 1))

    with pytest.raises(ContentError, match=r"content/a\.md:3:1: error\[RG105\]"):
        spread(fail, range(WORTHWHILE), jobs=2)
