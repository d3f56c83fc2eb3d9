"""Headings that are titles alone, where no words below speak of a talk: bare notes on each, or a programme above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from recapgen.recap.context import Context
from recapgen.recap.levels.announcing import mostly_titles
from recapgen.recap.levels.entries import MOST, SEVERAL, Entry
from recapgen.recap.levels.weights import FIRST_PERSON, may_be_title
from recapgen.recap.outline.blocks import Block
from recapgen.recap.words import fold, unspaced


def titles_of_notes(family: Sequence[Entry], entries: Sequence[Entry], ctx: Context) -> Sequence[Entry]:
    """The sibling headings that are talks' titles since a programme in the post has most of them, or since bare notes
    stand below most in a post that is called as the event is: `# SoupConf 2019`, `## Nine Spoons`, `- wood is best`.
    """
    if _in_programme(family, ctx) or (
        len(family) >= _MANY
        and _above_all(family[0], entries)
        and _called_as_event(ctx)
        and mostly_titles(family, ctx)
        and not _numbered(family)
        and _bare_notes(family, ctx)
    ):
        return [e for e in family if e.body and may_be_title(e, ctx) and not _opens_with_break(e.block.flat, ctx)]
    return ()


_MANY = 4
"""Headings with notes below that are enough to be talks."""


def _opens_with_break(text: str, ctx: Context) -> bool:
    """Whether a line without spaces between its words begins with a word such as `休憩`."""
    return unspaced(text) and ctx.lexicon.starts("breaks", text)


def _in_programme(family: Sequence[Entry], ctx: Context) -> bool:
    """Whether most headings stand behind an hour, too, in a table or list: `| 10:30 | Spoons in a Row |`."""
    if len(family) < SEVERAL or len(ctx.slots) < SEVERAL:
        return False
    heads = [fold(e.block.flat) for e in family]
    again = sum(len(head) > _LEAST_HEAD and any(head in slot for slot in ctx.slots) for head in heads)
    return again >= max(SEVERAL, MOST * len(heads))


_LEAST_HEAD = 7
"""Characters of a heading that no other line holds by chance."""


def _above_all(first: Entry, entries: Sequence[Entry]) -> bool:
    """Whether no other title stands above siblings, of which they would be parts."""
    return first.parent < 0 or entries[first.parent].role in ("post", "talks", "day", "label")


def _called_as_event(ctx: Context) -> bool:
    """Whether a post's title is the conference's name, and words for a report of it: `SoupConf 2019 notes`."""
    title, lex = fold(ctx.title), ctx.lexicon
    name = next((c for c in sorted(ctx.conferences, key=len, reverse=True) if c and c in title), "")
    if not name:
        return False
    rest = lex.pattern("recap_words").sub(" ", title.replace(name, " "))
    known = lex.words("function_words", "event_nouns", "talk_words", "around_talks", "days", "months")
    left = [word for word in rest.split() if not word.isdigit() and word not in known]
    return len(left) <= _WORDS_BESIDE


_WORDS_BESIDE = 2
"""Words beside the conference's name and those for a report that a title may have, as its city."""


def _numbered(family: Sequence[Entry]) -> bool:
    return sum(e.block.flat[:1].isdigit() for e in family) >= 0.5 * len(family)


def _bare_notes(family: Sequence[Entry], ctx: Context) -> bool:
    """Whether lists stand below most headings, and hardly anywhere somebody says `I`."""
    listed = sum(_mostly_items(list(_below(e, ctx))) for e in family)
    said = sum(FIRST_PERSON.search(e.body) is not None for e in family)
    return listed >= MOST * len(family) and said <= 0.25 * len(family)


def _below(entry: Entry, ctx: Context) -> Iterator[Block]:
    """What stands below a heading, up to the next one."""
    for block in ctx.outline[entry.at + 1 :]:
        if block.shape == "heading":
            return
        if block.shape in ("item", "para", "lone", "bold", "run-in", "quote", "row"):
            yield block


def _mostly_items(blocks: Sequence[Block]) -> bool:
    items = sum(block.shape == "item" for block in blocks)
    return items >= max(2, MOST * len(blocks))
