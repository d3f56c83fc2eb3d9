"""Lone lines of bare text that are its headings: most of them stand above words of their own, each as the others do.

>>> told = Block("para", "She stirred for an hour, and then everybody who had come could have a bowl of it.")
>>> lines = [Block("lone", text, 2) for text in ("Nine Spoons", "Lids for All", "Salt at Scale", "Pots")]
>>> [b.level for b in headed([Block("lone", "SoupConf", 1), *(b for line in lines for b in (line, told))])]
[1, 3, 0, 3, 0, 3, 0, 3, 0]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby, pairwise

from msgspec.structs import replace

from recapgen.recap.outline.blocks import Block
from recapgen.regex import regex

_OF_POST, _OF_PART, _OF_WORDS = 1, 2, 3
"""Levels: the post's own title; a line above the first heading of a part; what stands right above words."""


def headed(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks, of which lone lines are headings where several, and most of all that may be, head something."""
    if timed := _timed(blocks):
        return [replace(b, shape="heading", level=_OF_WORDS) if n in timed else b for n, b in enumerate(blocks)]
    captions = _captions(blocks)
    heads = _heads(blocks, captions)
    sure = sum(_surely_heads(blocks[n]) for n in heads)
    own = [block for n, block in enumerate(blocks) if n and n not in captions and block.shape in ("lone", "item")]
    lone = [block.text for block in own if block.shape == "lone" and _surely_heads(block)]
    known = Counter(text for text, _ in groupby(block.text for block in own))
    led = sum(blocks[n - 1].shape == "lone" and _opens_list(blocks[n - 1].text) for n in heads)
    if led > 1 or sure < _FEWEST or sure < _MOST * len(lone) or any(known[text] > 1 for text in lone):
        return blocks  # lines below `Next, Ida Quill brought:`; and such as come twice, in contents or below each talk
    if blocks[0].shape == "lone":
        heads[0] = _OF_POST
    return [replace(b, shape="heading", level=heads[n]) if n in heads else b for n, b in enumerate(blocks)]


def _timed(blocks: Sequence[Block]) -> frozenset[int]:
    """The places of lone lines that begin with the time, `09:00 Nine Spoons`, where most of four or more stand above
    words of their own, and not above each other as in a programme."""
    timed = [n for n, block in enumerate(blocks) if block.shape == "lone" and _TIME.match(block.text)]
    above = sum(n + 1 < len(blocks) and blocks[n + 1].shape in ("para", "lone", "item") for n in timed)
    row = sum(later - n == 1 for n, later in pairwise(timed))
    return frozenset(timed) if above - row >= max(_FEWEST, _MOST * len(timed)) else frozenset()


_TIME = regex(r"\d{1,2}[:.]\d\d(?:\s?[–-]\s?\d{1,2}[:.]\d\d)?[\s:–-]+[^\W\d]")


def _captions(blocks: Sequence[Block]) -> frozenset[int]:
    """The places of lone lines that say of a picture whose it is, `© Ida Quill`, or what the line right above says,
    too, as slides do that are shown below a title: `Nine Spoons`, `Nine Spoons | Ida Quill`."""
    found = set()
    for n, block in enumerate(blocks[1:], 1):
        above = blocks[n - 1]
        again = above.shape == "lone" and n > 1 and above.text in block.text and len(above.text) >= _LEAST_AGAIN
        if block.shape == "lone" and (again or block.text[0] == "©"):
            found.add(n)
    return frozenset(found)


_LEAST_AGAIN = 12
"""Characters of a line that stands in the next one again."""


def _heads(blocks: Sequence[Block], captions: AbstractSet[int]) -> dict[int, int]:
    """By place, the level of each line that heads words, or a part of the post above one that does."""
    stacks = list(_stacks(blocks, captions))
    pairs = sum(len(stack) == 2 for stack in stacks)
    below = _shared([_first_word(blocks[stack[-1]]) for stack in stacks if len(stack) > 1])
    above = _shared([_first_word(blocks[stack[-2]]) for stack in stacks if len(stack) > 1])
    heads: dict[int, int] = {}
    if 2 * pairs > len(stacks) and not (below or above):
        return heads  # titles, each with a line of names
    for stack in stacks:
        labelled = len(stack) > 1 and _first_word(blocks[stack[-1]]) == below
        own = [n for n in (stack[:-1] if labelled else stack) if _first_word(blocks[n]) != above]
        if len(own) > 1 and _opens_list(blocks[own[-1]].text):
            own.pop()  # `This is what she said:`, below `Nine Spoons`
        if own and _may_head(blocks[own[-1]]):
            heads[own[-1]] = _OF_WORDS
            if len(own) == 2 and not below and _heads_part(blocks[own[0]]):
                heads[own[0]] = _OF_PART
    return heads


def _stacks(blocks: Sequence[Block], captions: AbstractSet[int]) -> Iterator[list[int]]:
    """The places of lone lines with nothing but captions between them, right above a list or a paragraph; the first
    line is the post's, also where it comes again, and a date or an address is none."""
    stack: list[int] = []
    for n, block in enumerate(blocks[1:], 1):
        if n in captions:
            continue
        if block.shape == "lone":
            stack = [] if _NO_WORDS.match(block.text) or block.text == blocks[0].text else [*stack, n]
            continue
        if stack and (block.shape == "item" or (block.shape == "para" and len(block.text) >= _LEAST_WORDS)):
            yield stack
        stack = []


_NO_WORDS = regex(r"https?:|[—–―~(]|\.\.|[\d\W]*$")
_LEAST_WORDS = 60
"""Characters of a paragraph that has a heading."""


def _shared(words: Sequence[str]) -> str:
    """The word with which most of several lines begin, `Speaker:`, `Follow`; empty where there is none."""
    word, times = Counter(words).most_common(1)[0] if words else ("", 0)
    return word if times >= _SEVERAL and 2 * times > len(words) else ""


def _first_word(block: Block) -> str:
    return block.text.split()[0]


def _may_head(block: Block) -> bool:
    """Whether a line may be a heading: `Nine Spoons`, `Lids? Lids!`, not `This is what she said:`, or an address."""
    text = block.text
    first = next(iter(text.split()), "")
    if not first or len(text) > _LONGEST_HEADING:
        return False
    if text[-1] in _NO_ENDS or text[0] in _NO_BEGINNINGS or _NO_WORDS.match(text):
        return False
    return not (first.isalpha() and first.islower())


def _surely_heads(block: Block) -> bool:
    """Whether such a line is not cried out either, nor two sentences."""
    text = block.text
    return _may_head(block) and text[-1] not in _CRIED and not _SENTENCE_ENDS.search(text)


def _opens_list(text: str) -> bool:
    """Whether a line is words that a list completes, and no label as `Takeaways:`."""
    return text[-1] in ":：" and len(text.split()) >= _FEWEST_OPENING


def _heads_part(block: Block) -> bool:
    """Whether a line may head a part of the post: `Second day`, not `What a day!`."""
    return len(block.text.split()) <= _LONGEST_PART and (block.text[-1].isalnum() or block.text[-1] == ")")


_FEWEST_OPENING = 4
_NO_ENDS, _CRIED, _NO_BEGINNINGS = ":：.", "!…", '“"„«|@[{~'
_SENTENCE_ENDS = regex(r"[.!?…]\s+\S")
_LONGEST_HEADING, _LONGEST_PART = 110, 6
"""Characters of a heading, and words of a part's, at most."""
_SEVERAL, _FEWEST, _MOST = 3, 4, 0.7
"""Lines that begin alike; headings of a post, and their share in its lone lines that surely may be any, at least."""
