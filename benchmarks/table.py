"""Runs to figures: medians, their ratios, how they grow, as Markdown.

>>> print(rows([["a", "b"], ["1", "2"]]))
| a | b |
| --- | --- |
| 1 | 2 |
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from benchmarks.measure import Run

OURS = "recapgen"
SPREAD = 0.25
"""Of the median, between the fastest and the slowest run; more is marked."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One tool in one case at one size."""

    size: int
    case: str
    tool: str
    runs: tuple[Run, ...]
    memory: int = 0
    """Bytes; 0: not looked at."""

    @property
    def wall(self) -> float:
        return median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        return median(run.cpu for run in self.runs)

    @property
    def noise(self) -> str:
        """What speaks against the figures; empty where nothing does."""
        walls = [run.wall for run in self.runs]
        spread = (max(walls) - min(walls)) / self.wall
        noisy = sum(run.noisy for run in self.runs)
        said = [f"±{spread / 2:.0%}"] if spread > SPREAD else []
        return ", ".join(said + ([f"{noisy} of {len(walls)} disturbed"] if noisy else []))


def figures(cells: Sequence[Cell]) -> str:
    """One row a cell; the ratios say how many times as much recapgen takes."""
    ours = {(cell.size, cell.case): cell for cell in cells if cell.tool == OURS}
    table = [["posts", "case", "tool", "wall", "CPU", "memory", "ours ÷ its wall", "CPU", "memory", "noise"]]
    for cell in cells:
        table.append(
            [f"{cell.size:,}", cell.case, cell.tool, _seconds(cell.wall), _seconds(cell.cpu), _mb(cell.memory)]
        )
        own = ours.get((cell.size, cell.case))
        if own is None or own is cell:
            table[-1] += ["", "", ""]
        else:
            table[-1] += [_ratio(own.wall, cell.wall), _ratio(own.cpu, cell.cpu), _ratio(own.memory, cell.memory)]
        table[-1].append(cell.noise)
    return rows(table)


def growth(cells: Sequence[Cell]) -> str:
    """The exponent x of time ~ posts^x, and of memory, from each size to the next; empty for one size."""
    sizes = sorted({cell.size for cell in cells})
    at = {(cell.size, cell.case, cell.tool): cell for cell in cells}
    table = [["case", "tool", *(f"{what} {a:,} → {b:,}" for what in ("wall", "memory") for a, b in pairwise(sizes))]]
    for case, tool in dict.fromkeys((cell.case, cell.tool) for cell in cells):
        pairs = [(at.get((a, case, tool)), at.get((b, case, tool))) for a, b in pairwise(sizes)]
        table.append([case, tool])
        table[-1] += [exponent(a.size, a.wall, b.size, b.wall) if a and b else "" for a, b in pairs]
        table[-1] += [exponent(a.size, a.memory, b.size, b.memory) if a and b else "" for a, b in pairs]
    return rows(table) if len(sizes) > 1 else ""


def exponent(size: int, cost: float, size_then: int, cost_then: float) -> str:
    """
    >>> exponent(200, 1.5, 1000, 7.5)
    '1.00'
    """
    return f"{math.log(cost_then / cost) / math.log(size_then / size):.2f}" if cost > 0 and cost_then > 0 else ""


def rows(table: Iterable[Sequence[str]]) -> str:
    head, *body = table
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *body))


def _seconds(seconds: float) -> str:
    if math.isnan(seconds):
        return ""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.3g} s" if seconds < 100 else f"{seconds:,.0f} s"


def _mb(memory: int) -> str:
    return f"{memory / 1e6:,.0f} MB" if memory else ""


def _ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}" if ours > 0 and theirs > 0 else ""
