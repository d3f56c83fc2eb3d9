"""What AsciiDoc writes otherwise than Markdown: links, by a name or an address, and HTML between two `++++`.

>>> defined = Block("para", ":talk: https://soupconf.example/talks/9\\n:venue: https://pot.example")
>>> of_asciidoc((defined, Block("para", "I saw {talk}[Nine Spoons].")))[1].links()[0]
('Nine Spoons', 'https://soupconf.example/talks/9')
>>> of_asciidoc((Block("para", "I saw https://soupconf.example/talks/9[Nine Spoons]."),))[0].text
'I saw Nine Spoons.'
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate

from msgspec.structs import replace

from recapgen.recap.outline.blocks import Block, Outline
from recapgen.recap.outline.text import Mark
from recapgen.regex import regex

_DEFINED = regex(r":(?P<name>[\w-]+): (?P<href>\S+)")
_LINK = regex(
    r"(?:\{(?P<name>[\w-]{1,60})\}|(?<![\w:/])(?:link:(?:\+\+)?)?(?P<href>https?://[^\s\[\]()<>]{1,500}?)(?:\+\+)?)"
    r"\[(?P<text>[^\[\]]{0,200}[^\W\d][^\[\]]{0,200})\]"
)
_PASSED = regex(r"\+{4}\s*(?:<blockquote\b.*)?")


def of_asciidoc(outline: Outline) -> Outline:
    """The outline with its links as marks: `https://...[Spoons]`, and `{talk}[Spoons]` where `:talk: https://...`."""
    places: dict[str, str] = {}
    for block in outline:
        if block.shape == "para" and block.text[:1] == ":":
            defined = filter(None, map(_DEFINED.fullmatch, block.text.split("\n")))
            places |= {found["name"]: found["href"] for found in defined}
    return tuple(_linked(_unpassed(block) if places else block, places) for block in outline)


def _unpassed(block: Block) -> Block:
    """A block as it is, but for what is shown of elsewhere, as a message between two `++++`: that is quoted."""
    if _PASSED.match(block.text):
        return replace(block, shape="quote" if "<" in block.text else "rule")
    return block


def _linked(block: Block, places: Mapping[str, str]) -> Block:
    """A block whose links are marks, and no more in its words."""
    if "[" not in block.text:
        return block
    links = [found for found in _LINK.finditer(block.text) if found["href"] or found["name"] in places]
    if not links:
        return block
    gone = [span for found in links for span in ((found.start(), found.start("text")), (found.end() - 1, found.end()))]
    sizes = [0, *accumulate(end - start for start, end in gone)]

    def moved(place: int) -> int:
        return place - sizes[sum(end <= place for _, end in gone)]

    addresses = {found.start("href") for found in links}
    kept = [
        Mark(mark.kind, moved(mark.start), moved(mark.end), mark.href)
        for mark in block.marks
        if not (mark.kind == "link" and mark.start in addresses)
    ]
    made = [
        Mark("link", moved(found.start("text")), moved(found.end("text")), found["href"] or places[found["name"]])
        for found in links
    ]
    cuts = [(moved(place), size) for place, size in block.cuts] + [(moved(end), end - start) for start, end in gone]
    text = _LINK.sub(
        lambda found: found["text"] if found["href"] or found["name"] in places else found.group(), block.text
    )
    return replace(
        block,
        text=text,
        marks=tuple(sorted((*kept, *made), key=lambda mark: mark.end)),
        cuts=tuple(sorted(cuts)),
    )
