"""tests/browser/run.sh says what it lacks; whether the run may be left out then is for its caller to say."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kit import REPOSITORY


@pytest.mark.skipif(sys.platform == "win32", reason="there is no sh")
@pytest.mark.parametrize(("optional", "code"), [("yes", 0), ("no", 2)])
def test_without_a_browser_nothing_is_looked_at_and_that_is_said(tmp_path: Path, optional: str, code: int) -> None:
    """Neither Chromium nor apt are on the way; nothing is written."""
    for name in ("sh", "dirname", "id"):
        program = shutil.which(name)
        assert program
        (tmp_path / name).symlink_to(program)
    done = subprocess.run(
        [str(tmp_path / "sh"), str(REPOSITORY / "tests/browser/run.sh"), "output"],
        env={"PATH": str(tmp_path), "SITE_OPTIONAL": optional},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (code, "")
    assert "NOT looked at in a browser: there is no Chromium" in done.stderr
