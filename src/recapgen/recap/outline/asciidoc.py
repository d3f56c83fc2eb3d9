"""What AsciiDoc writes otherwise than Markdown: links by a name, `{talk}["On Spoons"]`, and HTML between two `++++`.

>>> defined = Block("para", ":talk: https://soupconf.example/talks/9\\n:venue: https://pot.example")
>>> of_asciidoc((defined, Block("para", "I saw {talk}[Nine Spoons].")))[1].links()[0]
('Nine Spoons', 'https://soupconf.example/talks/9')
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate

from msgspec.structs import replace

from recapgen.recap.outline.blocks import Block, Mark, Outline
from recapgen.regex import regex

_DEFINED = regex(r":(?P<name>[\w-]+): (?P<href>\S+)")
_LINK = regex(r"\{(?P<name>[\w-]+)\}\[(?P<text>[^\[\]]*)\]")
_PASSED = regex(r"\+{4}\s*(?:<blockquote\b.*)?")


def of_asciidoc(outline: Outline) -> Outline:
    """The outline with the links that names stand for, where lines such as `:talk: https://...` say what these are."""
    places: dict[str, str] = {}
    for block in outline:
        if block.shape == "para" and block.text[:1] == ":":
            defined = filter(None, map(_DEFINED.fullmatch, block.text.split("\n")))
            places |= {found["name"]: found["href"] for found in defined}
    return tuple(_as_markdown(block, places) for block in outline) if places else outline


def _as_markdown(block: Block, places: Mapping[str, str]) -> Block:
    """A block whose links are marks; what is shown of elsewhere, as a message between two `++++`, is quoted."""
    if _PASSED.match(block.text):
        return replace(block, shape="quote" if "<" in block.text else "rule")
    links = [found for found in _LINK.finditer(block.text) if found["name"] in places]
    if not links:
        return block
    gone = [span for found in links for span in ((found.start(), found.start("text")), (found.end() - 1, found.end()))]
    sizes = [0, *accumulate(end - start for start, end in gone)]

    def moved(place: int) -> int:
        return place - sizes[sum(end <= place for _, end in gone)]

    kept = [Mark(mark.kind, moved(mark.start), moved(mark.end), mark.href) for mark in block.marks]
    made = [
        Mark("link", moved(found.start("text")), moved(found.end("text")), places[found["name"]]) for found in links
    ]
    cuts = [(moved(place), size) for place, size in block.cuts] + [(moved(end), end - start) for start, end in gone]
    text = _LINK.sub(lambda found: found["text"] if found["name"] in places else found.group(), block.text)
    return replace(
        block,
        text=text,
        marks=tuple(sorted((*kept, *made), key=lambda mark: mark.end)),
        cuts=tuple(sorted(cuts)),
    )
