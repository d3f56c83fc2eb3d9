"""What it costs to understand a recap, beside what it costs to take its Markdown apart.

    python -m benchmarks.reading

Three figures: reading ÷ tokenising over the made posts and over the reader's own cases, and the worst text of 100 KB
that is spliced from these cases.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from markdown_it import MarkdownIt

from benchmarks.corpus import posts
from benchmarks.table import rows
from recapgen.markdown import tokenise
from recapgen.model import Claim
from recapgen.recap import read, reader
from recapgen.recap.reading import Facts

CASES = Path(__file__).parents[1] / "tests/recap/fixtures"
LONG = 100_000
"""Characters of a spliced text."""
STAGES = (
    "outline_of_post",
    "entries_of",
    "regions_of",
    "recap_likely",
    "take_apart",
    "judge",
    "sessions_of",
)
"""Functions that `recapgen.recap.reader` calls, for the shares; the rest is `Context.of` above all."""


@dataclass(frozen=True, slots=True)
class Text:
    words: str
    facts: Facts


def corpus(count: int) -> list[Text]:
    return [Text(p.body, Facts(title=p.title, claims=(Claim(p.conference, p.year),))) for p in posts(count)]


def cases() -> list[Text]:
    """The inputs of tests/recap/fixtures."""
    found = []
    for file in sorted(CASES.glob("*.txt")):
        for head, words in re.findall(r"^=== (.*?)^--- input\n(.*?)^--- expect", file.read_text("utf-8"), re.M | re.S):
            claim = re.search(r"^claim: (.+) (\d{4})$", head, re.M)
            found.append(Text(words, Facts(claims=(Claim(claim[1], int(claim[2])),) if claim else ())))
    return found


def splices(count: int, seed: int = 1) -> Iterator[Text]:
    """Long texts of the cases: lines in any order, close or apart; whole cases; one case again and again."""
    r = random.Random(seed)
    texts = [text.words for text in cases()]
    lines = [line for text in texts for line in text.split("\n") if line.strip()]
    for number in range(count):
        pieces, between = ((lines, "\n"), (lines, "\n\n"), (texts, "\n\n"), ([r.choice(texts)], "\n\n"))[number % 4]
        words = ""
        while len(words) < LONG:
            words += between.join(r.choices(pieces, k=100)) + between
        yield Text(words[:LONG], Facts(claims=(Claim("SoupConf", 2019),)) if number % 8 < 4 else Facts())


# -- figures ----------------------------------------------------------------------------------------------------------


def seconds(work: Callable[[], object]) -> float:
    """Of the processor."""
    start = time.process_time()
    work()
    return time.process_time() - start


def compared(name: str, texts: Sequence[Text], rounds: int) -> list[str]:
    """A row: tokenising bare CommonMark, tokenising as recapgen does, reading; medians of interleaved rounds."""
    bare = MarkdownIt("commonmark")
    tokens = [tokenise(text.words) for text in texts]
    works: tuple[Callable[[], object], ...] = (
        lambda: [bare.parse(text.words) for text in texts],
        lambda: [tokenise(text.words) for text in texts],
        lambda: [read(text.words, made, text.facts) for text, made in zip(texts, tokens, strict=True)],
    )
    for work in works:
        work()
    plain, ours, reading = (
        median(times) for times in zip(*([seconds(w) for w in works] for _ in range(rounds)), strict=True)
    )
    size = sum(len(text.words) for text in texts)
    each = [f"{1e3 * cost / len(texts):.2f} ms" for cost in (plain, ours, reading)]
    return [name, str(len(texts)), f"{size / 1e3:,.0f} KB", *each, f"{reading / ours:.2f}", f"{reading / plain:.2f}"]


def shares(texts: Sequence[Text]) -> list[list[str]]:
    """How much of reading goes into which stage; the clocks cost a little too."""
    tokens = [tokenise(text.words) for text in texts]
    spent: dict[str, float] = {}
    with clocks(spent):
        whole = seconds(lambda: [read(t.words, made, t.facts) for t, made in zip(texts, tokens, strict=True)])
    spent["the rest"] = whole - sum(spent.values())
    return [[name, f"{cost / whole:.0%}"] for name, cost in spent.items()]


@contextmanager
def clocks(spent: dict[str, float]) -> Iterator[None]:
    def clocked(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            start = time.process_time()
            try:
                return work(*given)
            finally:
                spent[name] = spent.get(name, 0.0) + time.process_time() - start

        return call

    with ExitStack() as stack:
        for name in STAGES:
            if work := getattr(reader, name, None):
                stack.enter_context(patch.object(reader, name, clocked(name, work)))
        yield


def worst(count: int) -> list[str]:
    found = []
    for number, text in enumerate(splices(count)):
        tokens = tokenise(text.words)
        reading = seconds(partial(read, text.words, tokens, text.facts))
        found.append((reading, seconds(partial(tokenise, text.words)), number))
    reading, tokenising, number = max(found)
    middle = median(one for one, _, _ in found)
    return [str(count), f"{middle:.2f} s", f"{reading:.2f} s", f"{tokenising:.2f} s", f"number {number}"]


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    asked.add_argument("--posts", type=int, default=200)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--splices", type=int, default=32)
    given = asked.parse_args()
    made, own = corpus(given.posts), cases()
    head = ["texts", "number", "size", "CommonMark", "tokenising", "reading", "reading ÷ tokenising", "÷ CommonMark"]
    print(rows([head, compared("made posts", made, given.rounds), compared("cases", own, given.rounds)]))
    print(f"\n{rows([['stage', 'share of reading made posts'], *shares(made)])}")
    head = ["texts of 100 KB", "median reading", "worst reading", "its tokenising", "which"]
    print(f"\n{rows([head, worst(given.splices)])}")


if __name__ == "__main__":
    main()
