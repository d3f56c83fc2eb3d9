"""Lines that are links as a whole, and where these lead: to a talk, to another post, to a part of the same one.

>>> from recapgen.recap.outline.text import Mark
>>> item = Block("item", "Friday in the kitchen", 1, marks=(Mark("link", 0, 21, "/friday"),))
>>> leads_elsewhere(item), leads_to_part(item, Context.of("", (item,), "en"))
(True, False)
"""

from __future__ import annotations

from recapgen.recap.context import Context
from recapgen.recap.outline.blocks import Block
from recapgen.recap.outline.destinations import in_programme, of_track
from recapgen.recap.words import Lexicon, fold


def leads_to_talk(block: Block, lex: Lexicon) -> bool:
    """Whether all of a heading, with a word that is of no break, is a link to a talk of a programme: `## [Soup with
    Lunch](/2019/sessions/soup-lunch)`."""
    if lex.words("breaks", "function_words", "around_talks", "weekdays").issuperset(fold(block.flat).split()):
        return False
    whole = [href for text, href in block.links() if len(text) >= len(block.flat) - 1]
    return block.shape == "heading" and any(in_programme(href) and not of_track(href) for href in whole)


def leads_elsewhere(block: Block) -> bool:
    """Whether a list item is a link as a whole: to the post of another day."""
    return bool(_link_of_item(block))


def leads_to_part(block: Block, ctx: Context) -> bool:
    """Whether a list item is a link to a part of the same post: a line of its contents, `[On Spoons](#on-spoons)`.

    The address of a page before the `#` is the post's own where a heading says the same as the link.
    """
    page, _, anchor = _link_of_item(block).partition("#")
    if not anchor:
        return False
    if fold(block.flat) in ctx.heads:
        return True
    words = fold(anchor.replace("-", " ").replace("_", " "))
    return not page and (words in ctx.heads or anchor.lower() in ctx.anchors)


def _link_of_item(block: Block) -> str:
    """Where a list item leads that is a link as a whole; empty where it is none."""
    if block.shape != "item":
        return ""
    whole = (mark for mark in block.marks if mark.kind == "link" and mark.start == 0 and mark.end == len(block.text))
    return next((mark.href for mark in whole), "")
