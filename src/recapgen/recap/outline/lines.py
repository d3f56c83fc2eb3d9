"""What the lines of bare text are to each other: wrapped, in a list or a table, or heads of what stands below them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from recapgen.recap.outline.blocks import Block
from recapgen.regex import regex

BULLET = regex(
    r"^(?P<indent>[ \t\u00a0]*)(?:[•◦▪‣●○■□∙·⁃・]|[*+-](?=\s)|\d{1,2}[.)](?=\s\S))[ \t\u00a0]*(?P<text>\S.*)$"
)
_ENTITY = regex(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
LONGEST_LONE = 150
"""Characters that a line may have and still be a heading."""


def lost_gaps(lines: Sequence[str]) -> bool:
    """Whether a text has lost the empty lines between its paragraphs: each line is one, and a short one a heading."""
    full = [n for n, line in enumerate(lines) if line.strip()]
    long = sum(is_long(lines[n]) for n in full)
    empty = full[-1] - full[0] + 1 - len(full) if full else 0
    return empty <= _FEW_EMPTY * len(full) and long >= _LEAST_LONG


def is_long(line: str) -> bool:
    return len(line) > LONGEST_LONE


_FEW_EMPTY, _LEAST_LONG = 0.05, 2
"""Empty lines a full one, at most, of such a text, and its paragraphs, at least."""


def unescaped(text: str) -> str:
    if "&" in text and _ENTITY.search(text):
        from html import unescape

        return unescape(text)
    return text


def is_short(text: str) -> bool:
    return len(text) <= LONGEST_LONE and not re.search(r"(?:[^.]\.|[,;])$|。", text) and len(text.split()) <= 24


def wrapped_at(lines: Sequence[str]) -> int:
    """The width at which a text is hard-wrapped; 0 if it is not."""
    pairs = fits = 0
    widths: list[int] = []
    for line, following in itertools.pairwise(lines):
        if not line.strip() or not following.strip() or BULLET.match(following):
            continue
        widths.append(len(line.rstrip()))
    if len(widths) < 4:
        return 0
    widths.sort()
    width = widths[int(len(widths) * 0.98)] if len(widths) > 50 else widths[-1]
    if not 48 <= width <= 110:
        return 0
    for line, following in itertools.pairwise(lines):
        if not line.strip() or not following.strip() or BULLET.match(following):
            continue
        pairs += 1
        first = following.split()[0]
        fits += len(line.rstrip()) + 1 + len(first) > width - 6
    return width if fits >= 0.7 * pairs else 0


_NUMBERED, NUMBER = regex(r"(\d{1,2})[.)]\s+\S"), regex(r"^\d{1,2}[.)]\s+")


def bulleted_heads(lines: Sequence[str]) -> frozenset[int]:
    """The lines with a bullet that each stand apart, above a paragraph or above `Video` and then one, as headings do.

    None where one of the text's bullets does not: then they are a list.
    """
    full = [n for n, line in enumerate(lines) if line.strip()]
    heads = set()
    for place, n in enumerate(full):
        bare = lines[n].strip()
        if bare[0] != "•":
            continue
        below = [lines[k].strip() for k in full[place + 1 : place + 3]]
        text = below[-1] if below and len(below[0]) < _LEAST_LABEL else below[0] if below else ""
        apart = not lines[n - 1].strip() and not "".join(lines[n + 1 : n + 2]).strip() if n else False
        if not apart or not is_short(bare) or len(text) < _LEAST_BELOW or BULLET.match(text):
            return frozenset()
        heads.add(n)
    return frozenset(heads) if len(heads) >= _FEWEST_HEADS else frozenset()


def counted_heads(lines: Sequence[str]) -> frozenset[int]:
    """The numbered lines that each stand apart, above words of their own, and count from 1 to 4 or further."""
    counted = []
    for n in range(1, len(lines)):
        number = _NUMBERED.match(lines[n])
        below = [line.strip() for line in lines[n + 1 : n + 4]]
        if number and is_short(lines[n].strip()) and not lines[n - 1].strip() and _heads_one(below):
            counted.append((n, int(number[1])))
    if len(counted) < _FEWEST_COUNTED or [number for _, number in counted] != [*range(1, len(counted) + 1)]:
        return frozenset()
    return frozenset(n for n, _ in counted)


def _heads_one(below: Sequence[str]) -> bool:
    """Whether lines begin with an empty one and a paragraph, which is no item nor one of several without a gap."""
    return not any(below[0:3:2]) and bool("".join(below[1:2])) and not BULLET.match(below[1])


_LEAST_LABEL, _FEWEST_HEADS, _FEWEST_COUNTED = 20, 3, 4
"""Characters of a line that is more than `Video`; heads with a bullet, and such that count, of a text, at least."""


def heads_numbered(lines: Sequence[str], at: int) -> bool:
    """Whether a numbered line stands apart and above words of its own, or lines without a gap, as a heading does."""
    line = lines[at].strip()
    if not _NUMBERED.match(line) or not is_short(line) or (at + 1 < len(lines) and lines[at + 1].strip()):
        return False
    first = next((n for n in range(at + 1, len(lines)) if lines[n].strip()), len(lines))
    below = "".join(lines[first : first + 1]).strip()
    row = [x for x in lines[first : first + _FEWEST_ITEMS] if x.strip() and not BULLET.match(x)]
    return (len(below) >= _LEAST_BELOW or len(row) == _FEWEST_ITEMS) and not BULLET.match(below)


_LEAST_BELOW = 60
"""Characters of what a numbered line heads."""


def paragraph_end(lines: Sequence[str], at: int, width: int) -> int:
    """The line after a paragraph that starts here; without hard wrapping each line is one."""
    end = at + 1
    while width and end < len(lines) and lines[end].strip() and not BULLET.match(lines[end]):
        if len(lines[end - 1].rstrip()) + 1 + len(lines[end].split()[0]) <= width * 0.6:
            break
        end += 1
    return end


def listed_to(lines: Sequence[str], at: int, blocks: Sequence[Block], dense: bool) -> int:
    """The line after a list that lost its bullets: lines without a gap below one that ends in a colon, or several of
    one kind; 0 if none."""
    if not blocks or blocks[-1].shape not in ("para", "lone"):
        return 0
    end = at
    while end < len(lines) and lines[end].strip() and not BULLET.match(lines[end]):
        end += 1
    if blocks[-1].text[-1:] in (":", "："):
        return end if end - at > 1 else 0
    apart = not dense and end - at >= _FEWEST_ITEMS and not "".join(lines[end : end + 1]).strip()
    return end if apart and _of_one_kind(lines[at:end]) else 0


def _of_one_kind(lines: Sequence[str]) -> bool:
    """Whether lines may be items of one list: short, neither sentences in signs nor with a label: `登壇者 : 鍋子`,
    nor some of them, but not all, what somebody said; nor a short line above a sentence."""
    if lines[-1].rstrip()[-1:] in _STOPS and lines[0].rstrip()[-1:] not in _STOPS:
        return False
    if any(line.rstrip().endswith("。") for line in lines) or all(map(_LABELLED.match, lines[:2])):
        return False
    quoted = sum(line.lstrip()[:1] in _QUOTES for line in lines)
    return quoted in (0, len(lines)) and all(len(line) <= LONGEST_LONE for line in lines)


_STOPS = (".", "!")
_QUOTES = ("“", '"', "„", "«")


_LABELLED = regex(r"[^\W\d][^\s:：]{0,11}\s?[:：](?!/)")
"""`Speaker: `, with which a line begins."""


_FEWEST_ITEMS = 3
"""Lines without a gap that make a list."""


def tables_in(lines: Sequence[str]) -> dict[int, int]:
    """The lines at which tables begin, with those after their ends: two rows or more of cells that tabs part, or
    that stand between upright lines, `| Spoons | Ida Quill |`."""
    found = {}
    at = 0
    while at < len(lines):
        end = at
        row = _PIPED if lines[at].startswith("|") else _ROW
        while end < len(lines) and row.match(lines[end]):
            end += 1
        if end - at >= _FEWEST_ROWS:
            found[at] = end
        at = end + 1
    return found


def rows_of(lines: Sequence[str], first: int, group: int) -> Iterator[Block]:
    """The rows of a table, below the names of its columns.

    >>> [b.cells for b in rows_of(["Talk\\tWho", "Spoons\\tIda Quill"], 1, 1)]
    [('Spoons', 'Ida Quill')]
    """
    piped = lines[0].startswith("|")
    sign = "|" if piped else "\t\t" if all("\t\t" in line for line in lines) else "\t"
    bare = [line.strip()[1:-1] if piped else line.strip("\r\n") for line in lines]
    rows = [tuple(unescaped(cell.strip()) for cell in line.split(sign)) for line in bare]
    headed = not rows[0][0][:1].isdigit()
    for number, cells in enumerate(rows[headed:], first + headed):
        heads = rows[0] if headed else ()
        if not all(_RULED.fullmatch(cell) for cell in cells):
            yield Block("row", " | ".join(cells), 1, (number, number), group=group, cells=cells, heads=heads)


_ROW, _FEWEST_ROWS = regex(r"[^\t]*[^\s•◦▪‣●]\t+[ ]*\S"), 2
"""A line with a tab between words, which follows no bullet."""
_PIPED, _RULED = regex(r"\|.*\|\s*$"), regex(r":?-*:?")
"""A line between upright lines, and a cell of the line below a table's heads."""


def item_end(lines: Sequence[str], at: int) -> int:
    end = at + 1
    indent = len(lines[at]) - len(lines[at].lstrip())
    while end < len(lines) and end - at < 40 and lines[end].strip() and not BULLET.match(lines[end]):
        if len(lines[end]) - len(lines[end].lstrip(" \t")) <= indent:
            break
        end += 1
    return end


def continues_list(blocks: Sequence[Block], at: int, lines: Sequence[str]) -> bool:
    return bool(blocks) and blocks[-1].shape == "item" and not any(x.strip() for x in lines[blocks[-1].lines[1] : at])
