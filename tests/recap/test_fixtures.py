"""The reader's cases: every numbered pattern of real recaps, positive and negative."""

from __future__ import annotations

import pytest

from .cases import Case, cases, differences


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{c.file}: {c.name}") for c in cases("fixtures")])
def test_case_reads_as_expected(case: Case) -> None:
    """A case of fixtures/*.txt reads as its last part says."""
    assert differences(case) == []


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{c.file}: {c.name}") for c in cases("heldout")])
def test_odd_layout_reads_as_expected(case: Case) -> None:
    """A recap of heldout/*.txt, written before any rule was tuned, reads as its last part says."""
    assert differences(case) == []
