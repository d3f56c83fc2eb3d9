"""Which level of the outline holds the talks: its lines judged as wholes, and each line by what its siblings share.

>>> STRUCTURE[0]
'day'
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from recapgen.model import Kind
from recapgen.recap.byline import Line, Parse, parses
from recapgen.recap.context import Context
from recapgen.recap.days import DayMark, day_of
from recapgen.recap.outline import Block
from recapgen.recap.words import fold, plain_case

STRUCTURE = ("day", "kind", "talks", "section", "break", "closing", "future")
"""What a line may be that is no title, but tells of the lines below it."""

TAKEN = 0.5
"""From this score on a line is a session."""
DOUBTED = 0.32
"""From this score on it is reported."""


@dataclass(slots=True)
class Entry:
    """A line of the outline that could head a session, and what speaks for it."""

    at: int
    """Index into the outline."""
    block: Block
    role: str
    """One of `STRUCTURE`, or `title`."""
    rank: int
    """1 to 6 headings, 7 bold lines, 8 lone lines, 9 and more list items."""
    parses: list[Parse]
    day: DayMark | None = None
    kind: Kind | None = None
    best: Parse | None = None
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)
    body: str = ""
    """The first words under it."""
    parent: int = -1
    """Index into the entries of the line that it stands under; -1: none."""

    @property
    def level(self) -> tuple[str, int]:
        return (self.block.shape, self.rank)


def role_of(text: str, ctx: Context) -> tuple[str, DayMark | None, Kind | None]:
    """What a heading is by its words alone."""
    lex = ctx.lexicon
    bare = re.sub(r"^[\W\d_]+(?=\w{2})", "", text.strip()).strip(" :：.!?…*#–—-") or text.strip()
    day = day_of(text, lex)
    if day and not day.rest:
        return "day", day, None
    if kind := lex.kind_of(bare):
        plural = bare.split()[-1][-1:].lower() == "s"
        return ("kind" if plural or True else "title"), day, kind
    if day:
        rest_kind = lex.kind_of(day.rest)
        return "day", day, rest_kind
    if lex.has("talk_sections", bare):
        return "talks", None, None
    if lex.has("breaks", bare):
        return "break", None, None
    if lex.has("closings", bare):
        return "closing", None, None
    if lex.has("sections", bare) or lex.starts("section_starts", bare):
        return "section", None, None
    return "title", None, None


# -- entries -----------------------------------------------------------------------------------------------------------

_RANKS = {"bold": 7, "lone": 8, "item": 9}
_BODY = 700
"""Characters of what stands under a line that are looked at."""


def entries_of(ctx: Context) -> list[Entry]:
    """Every line of the outline that could head something, with the line that it stands under."""
    found: list[Entry] = []
    for at, block in enumerate(ctx.outline):
        if block.shape not in ("heading", "bold", "lone", "item") or not block.text.strip():
            continue
        rank = block.level if block.shape == "heading" else _RANKS[block.shape] + (block.level - 1 if block.shape == "item" else 0)
        run_in = block.shape == "item"
        role, day, kind = ("title", None, None) if run_in else role_of(block.flat, ctx)
        ways = parses(Line(block.text if run_in else block.flat, block.marks, run_in), ctx.names)
        found.append(Entry(at, block, role, rank, ways, day, kind))
    _nest(found)
    for i, entry in enumerate(found):
        entry.body = _body(i, found, ctx)
    return found


def _nest(entries: Sequence[Entry]) -> None:
    open_ones: list[int] = []
    for i, entry in enumerate(entries):
        while open_ones and entries[open_ones[-1]].rank >= entry.rank:
            open_ones.pop()
        entry.parent = open_ones[-1] if open_ones else -1
        open_ones.append(i)


def _body(i: int, entries: Sequence[Entry], ctx: Context) -> str:
    entry = entries[i]
    end = next((e.at for e in entries[i + 1 :] if e.rank <= entry.rank), len(ctx.outline))
    parts, size = [], 0
    for block in ctx.outline[entry.at + 1 : end]:
        if block.shape in ("code", "rule", "html"):
            continue
        parts.append(block.flat)
        size += len(block.text)
        if size > _BODY:
            break
    return "\n".join(parts)[: 2 * _BODY]


def ancestors(entry: Entry, entries: Sequence[Entry]) -> Iterator[Entry]:
    """The lines that it stands under, nearest first."""
    at = entry.parent
    while at >= 0:
        yield entries[at]
        at = entries[at].parent


# -- judging -----------------------------------------------------------------------------------------------------------


def judge(entries: list[Entry], ctx: Context, recap: float) -> None:
    """Gives each entry its best parse and a score; `recap` (0 to 1) says how sure it is that the post is a recap."""
    levels: dict[tuple[str, int, int], list[Entry]] = defaultdict(list)
    for entry in entries:
        levels[(entry.block.shape, entry.rank, entry.block.group if entry.block.shape == "item" else 0)].append(entry)
    forms = _forms(levels)
    for key, members in levels.items():
        for entry in members:
            _choose(entry, forms[key], ctx)
    for key, members in levels.items():
        _weigh(key, members, entries, ctx, recap)
    _settle(entries)


def _forms(levels: dict[tuple[str, int, int], list[Entry]]) -> dict[tuple[str, int, int], Counter[str]]:
    """How much each level's lines speak for each form, from 0 to 1."""
    found: dict[tuple[str, int, int], Counter[str]] = {}
    for key, members in levels.items():
        votes: Counter[str] = Counter()
        for entry in members:
            best: dict[str, float] = {}
            for parse in entry.parses:
                best[parse.form] = max(best.get(parse.form, 0.0), parse.score)
            for form, score in best.items():
                if score > 0.45:
                    votes[form] += score  # type: ignore[assignment]
        size = max(1, len([e for e in members if e.role == "title"]))
        found[key] = Counter({form: min(1.0, total / size) for form, total in votes.items()})  # type: ignore[misc]
    return found


def _choose(entry: Entry, forms: Counter[str], ctx: Context) -> None:
    """The parse that its siblings and its own words speak for most."""
    title_only = next(p for p in entry.parses if p.form == "title")
    best, best_score = title_only, 0.0
    many = max(forms.values(), default=0)
    for parse in entry.parses:
        if parse.form == "title":
            continue
        score = parse.score
        share = forms[parse.form]
        score += 0.25 * share if share > 0.3 else 0.0
        if parse.form in ("dash", "dash-before", "colon", "colon-before", "comma", "pipe", "pipe-before") and share < many:
            score -= 0.15 * (many - share)
        if parse.credits and _told_of(parse, entry.body):
            score += 0.25
        if score > best_score:
            best, best_score = parse, score
    if best_score < 0.5:
        best, best_score = title_only, 0.0
    entry.best = replace(best, score=min(1.0, best_score))


def _told_of(parse: Parse, body: str) -> bool:
    """Whether what stands below names the speaker."""
    if not body:
        return False
    for credit in parse.credits:
        for word in credit.name.split():
            if len(word) > 2 and word[0].isupper() and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", body):
                return True
    return False


def _weigh(key: tuple[str, int, int], members: list[Entry], entries: list[Entry], ctx: Context, recap: float) -> None:
    own: list[tuple[Entry, float]] = []
    for entry in members:
        if entry.role == "title" or (entry.best and entry.best.credits):
            own.append((entry, _own(entry, entries, ctx)))
    if not own:
        return
    mean = sum(s for _, s in own) / len(own)
    crowd = min(1.0, len(own) / 3)
    for entry, score in own:
        sure = bool(entry.best and entry.best.credits and entry.best.score >= 0.7)
        total = score * 0.65 + mean * 0.35 * (0.5 + 0.5 * crowd) if not sure else max(score, 0.6 * score + 0.4 * mean)
        entry.score = total * (0.4 + 0.6 * recap)


_ENDS_LIKE_PROSE = re.compile(r"[.!]\s*$")


def _own(entry: Entry, entries: Sequence[Entry], ctx: Context) -> float:
    """What the line itself, what it stands under and what stands below it say; 0 to 1."""
    best = entry.best
    assert best is not None
    score = 0.0
    shape = entry.block.shape
    if best.credits:
        score += 0.25 + 0.5 * best.score
    above = [a.role for a in ancestors(entry, entries)]
    if best.kind and shape != "item":
        score += 0.3
    if "day" in above:
        score += 0.3 if shape != "item" else 0.08
    if above and above[0] in ("talks", "kind"):
        score += 0.4 if shape != "item" else 0.2
    if above and above[0] in ("section", "break", "closing", "future"):
        score -= 0.3
    if shape != "item":
        if _talk_in(entry.body, ctx):
            score += 0.2
        words = best.title.split()
        score += 0.1 if 3 <= len(words) <= 16 else -0.1 if len(words) > 22 else 0.0
        if _ENDS_LIKE_PROSE.search(entry.block.flat) and len(words) > 8:
            score -= 0.25
    return max(0.0, min(1.0, score))


def _talk_in(body: str, ctx: Context) -> bool:
    return bool(ctx.lexicon.pattern("talk_words").search(body[:_BODY]))


def _settle(entries: list[Entry]) -> None:
    """A line inside a session is a part of it; a line with several sessions below is their heading."""
    for entry in entries:
        if entry.score < TAKEN or not entry.best:
            continue
        for above in ancestors(entry, entries):
            if above.score >= TAKEN and above.best:
                weak = not entry.best.credits or (entry.block.shape == "item" and entry.best.score < 0.75)
                if above.best.credits and weak:
                    entry.score = 0.0
                elif entry.best.credits and not above.best.credits:
                    above.score = 0.0
                    above.role = "talks"
                elif not entry.best.credits:
                    entry.score = 0.0
                break
