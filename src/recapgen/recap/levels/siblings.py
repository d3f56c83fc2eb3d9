"""What siblings share decides what one line alone leaves open: which of its parts is the title."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from operator import attrgetter

from msgspec.structs import replace

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.levels.choices import title_fits
from recapgen.recap.levels.entries import AMONG_SIGNED, MOST, SEVERAL, Entry
from recapgen.recap.line.byline import parses
from recapgen.recap.line.names import OF_SIGNS, SURE_NAME
from recapgen.recap.line.parse import Line, Parse
from recapgen.recap.line.people import people
from recapgen.recap.line.titles import prefix, tidy
from recapgen.recap.outline.blocks import Block
from recapgen.recap.words import Lexicon, fold, has_word, unspaced
from recapgen.regex import regex


def parted_as_siblings(members: Sequence[Entry], ctx: Context) -> None:
    """`Rao - Nine Spoons`, of whom nobody is known by one name: speaker and title, as most lines of the level have them
    and half of these name somebody who is known to be one.
    """
    titles = [e for e in members if e.role == "title" and e.best]
    for form in ("dash", "dash-before", "colon-before"):
        rows = [(e, p) for e in titles if (p := next((p for p in e.parses if p.form == form and p.title), None))]
        named = sum(_begins_as_name(parse.credits[0].name, ctx) for _, parse in rows if parse.credits)
        if named < max(_MANY_ROWS, 0.5 * len(rows)) or len(rows) < 0.6 * len(titles):
            continue
        for entry, parse in rows:
            if entry.best and not entry.best.credits and " " in parse.title and title_fits(parse, ctx) >= 0:
                entry.best = replace(parse, score=_AS_SIBLINGS)

        if form == "dash-before":
            for entry in titles:
                _part_at_name_told_below(entry)


def parted_by_shape(members: Sequence[Entry], ctx: Context) -> None:
    """`Rao Quillova: Nine Spoons`: title and speaker, though hardly anybody of a level is known, where nearly all of
    its lines, four or more, have a whole name of words that are none on the same side of the same sign, each another's,
    and what is no name on the other."""
    titles = [e for e in members if e.role == "title" and e.best]
    if len(titles) < _MANY_ROWS or sum(bool(e.best.credits) for e in titles if e.best) >= 0.8 * len(titles):
        return
    for form in ("colon-before", "colon", "comma-before", "comma", "by-weak"):
        rows = [(e, p) for e in titles if (p := next((p for p in e.parses if _shaped(p, form, ctx)), None))]
        names = {fold(p.credits[0].name) for _, p in rows}
        known = sum(_begins_as_name(p.credits[0].name, ctx) for _, p in rows)
        if len(rows) < max(_MANY_ROWS, 0.8 * len(titles)) or len(names) < 0.9 * len(rows) or not known:
            continue
        for entry, parse in rows:
            if entry.best and not entry.best.credits and title_fits(parse, ctx) >= 0:
                entry.best = replace(parse, score=_AS_SIBLINGS)
        return


def _shaped(parse: Parse, form: str, ctx: Context) -> bool:
    """Whether a line parted so has whole names on one side and no name on the other."""
    whole = all(" " in c.name and ctx.names.score(c.name) >= _LIKELY_NAME for c in parse.credits)
    return parse.form == form and bool(parse.credits) and whole and 0 <= ctx.names.score(parse.title) < _LIKELY_NAME


def _part_at_name_told_below(entry: Entry) -> None:
    """`WENTING QUILL – Spoons`, beside lines that begin so with who spoke: nobody knows the name, but it stands in the
    words below, too."""
    match = _WORDS_AND_DASH.fullmatch(entry.block.first_line)
    if match and entry.best and entry.best.form in ("title", "dash") and has_word(fold(entry.body), fold(match["who"])):
        entry.best = Parse(match["title"], (Credit(match["who"]),), "dash-before", _AS_SIBLINGS)


_WORDS_AND_DASH = regex(r"(?P<who>[A-ZÀ-Þ][\w.'’-]+(?:\s[A-ZÀ-Þ][\w.'’-]+){1,2})\s[–—-]\s(?P<title>\S.+)")


def titles_behind_bold_names(members: Sequence[Entry], ctx: Context) -> None:
    """`**Bo Lind** Lids for All`, beside lines in which the title behind the name in bold is a link or in italics."""
    named = [(e, head) for e in members if e.best and e.role == "title" and (head := _bold_head(e.block))]
    others = [(e, head) for e, head in named if e.best and e.best.form != "marked-after"]
    if len(named) - len(others) < max(_MANY_ROWS, len(others)):
        return
    for entry, head in others:
        title = tidy(entry.block.first_line[len(head) :].strip(), ctx.lexicon)[0]
        if title and ctx.names.score(head) >= _LIKELY_NAME:
            entry.best = Parse(title, (Credit(head),), "marked-after", _BY_SIBLINGS)


def _bold_head(block: Block) -> str:
    """The words in bold with which a line begins, before others."""
    first = block.marks[0] if block.marks else None
    bold = first is not None and first.kind == "strong" and not first.start and first.end < len(block.first_line)
    return block.text[: first.end] if first is not None and bold else ""


def parted_in_row(members: Sequence[Entry], ctx: Context) -> None:
    """`otama - 鍋の話`, `鍋子：勺子历史`, of whom nobody knows: speaker and title, in a row of four headings or more
    that all begin so with few words each, half of which are somebody's name."""
    for row in _rows_parted([e for e in members if e.best]):
        names = {match["who"]: ctx.names.score(match["who"]) for _, match in row}
        likely = sum(score >= _LIKELY_NAME for score in names.values())
        if len(names) < max(_MANY_ROWS, len(row)) or 2 * likely < len(row) or max(names.values()) < SURE_NAME:
            continue
        for entry, match in row:
            title = tidy(match["title"], ctx.lexicon)[0]
            fits = names[match["who"]] >= _LIKELY_NAME or _may_be_called_so(match, ctx.lexicon)
            if fits and entry.best and not (entry.best.credits and entry.best.title == title):
                entry.best = Parse(title, (Credit(match["who"]),), "dash-before", _BY_SIBLINGS)


def _rows_parted(members: Sequence[Entry]) -> Iterator[list[tuple[Entry, re.Match[str]]]]:
    """The headings that follow each other and begin with few words and what parts them from the rest."""
    row: list[tuple[Entry, re.Match[str]]] = []
    for entry in members:
        match = _FEW_FIRST.fullmatch(entry.block.flat) if entry.role == "title" else None
        if match and entry.best and (not entry.best.credits or entry.best.credits[0].name == match["who"]):
            row.append((entry, match))
            continue
        yield row
        row = []
    yield row


def _may_be_called_so(match: re.Match[str], lex: Lexicon) -> bool:
    """Whether an unknown word may be somebody's: not one with a capital before a colon, as in `Soup: a history`."""
    who = match["who"]
    return _may_be_nickname(who, lex) and not who.isupper() and not (who[0].isupper() and match["sign"] in (":", "："))


_FEW_FIRST = regex(
    r"(?P<who>[^\s:：()（）–—-]+(?:\s[^\s:：()（）–—-]+){0,2})(?:\s?[(（][^()（）]{2,30}[)）])?"
    r"\s?(?P<sign>(?<=\s)[-–—](?=\s)|：|:(?=\s))\s?(?P<title>\S.{4,})"
)
_LIKELY_NAME = 0.6


def signed_weakly_as_siblings(members: Sequence[Entry], ctx: Context) -> None:
    """`Nine Spoons with Ida Quill and Bo Lind`: who gave it, and no part of the title, where most titles of a level,
    three or more, end so in whole names, or before a colon and what is said of them, and half of these name somebody
    who is known to be one."""
    titles = [e for e in members if e.role == "title" and e.best and not (e.best.credits and e.best.form != "by-weak")]
    rows = [(e, parse) for e in titles if (parse := _signed_weakly(e))]
    named = sum(any(_begins_as_name(credit.name, ctx) for credit in parse.credits) for _, parse in rows)
    people_named = {credit.name for _, parse in rows for credit in parse.credits}
    if len(rows) < max(SEVERAL, MOST * len(titles)) or 2 * named < len(rows) or len(people_named) < SEVERAL:
        return
    for entry, parse in rows:
        if entry.best and title_fits(parse, ctx) >= 0:
            entry.best = replace(parse, form="by", score=max(entry.best.score, _AS_SIBLINGS))


def _signed_weakly(entry: Entry) -> Parse | None:
    """The way to read a line that ends in a weak by-word and whole names, or goes on behind a colon, surest first."""
    line = entry.block.first_line
    whole = len(line.rstrip(" ."))
    likely = (p for p in entry.parses if p.form == "by-weak" and p.score >= _LEAST_WEAK)
    ways = (p for p in likely if p.lead >= whole or line[: p.lead].rstrip()[-1:] == ":")
    fit = (p for p in ways if " " in p.title and all(" " in credit.name for credit in p.credits))
    return max(fit, key=attrgetter("score"), default=None)


_LEAST_WEAK = 0.35
"""How sure names behind `with` have to be."""


def names_among_signed(members: Sequence[Entry], ctx: Context) -> None:
    """`Bo Lind (Ladle)`, in a list of which most items begin with who spoke, `Ida Quill (Pan Inc): Nine Spoons`: a talk
    of his, whose title nobody wrote down."""
    titles = [e for e in members if e.role == "title" and e.best]
    signed = sum(e.best.form in _NAME_FIRST and bool(e.best.credits) for e in titles if e.best)
    if signed < max(SEVERAL, 0.5 * len(titles)):
        return
    for entry in titles:
        if entry.best is None or entry.best.credits or len(entry.block.text) > _LONGEST_SIGNATURE:
            continue
        credits, sure = people(entry.block.flat, ctx.names)
        if len(credits) == 1 and sure >= SURE_NAME and " " in credits[0].name:
            entry.best = replace(entry.best, title="", credits=credits, form="name", score=0.9)
            entry.rule = AMONG_SIGNED


_NAME_FIRST = ("colon-before", "dash-before", "comma-before")
_LONGEST_SIGNATURE = 80
"""Characters of an item that is but somebody and whom he or she works for."""


def parted_as_in_list(entries: Sequence[Entry]) -> None:
    """`## Rao - Nine “Spoons”`: title and speaker as in a list that has the very same line, among other items of which
    three or more are parted so."""
    parted = [e for e in entries if e.block.shape == "item" and e.best and e.best.title and e.best.credits]
    alike = Counter((e.block.group, e.best.form) for e in parted if e.best)
    listed = {e.block.flat: e.best for e in parted if e.best and alike[e.block.group, e.best.form] >= SEVERAL}
    for entry in entries:
        best = listed.get(entry.block.flat) if entry.role == "title" and entry.best else None
        if best and entry.best and (entry.best.title, entry.best.credits) != (best.title, best.credits):
            entry.best = replace(best, kind=entry.best.kind or best.kind)


def rooms_behind_titles(members: Sequence[Entry], ctx: Context) -> None:
    """`Nine Spoons – Salon Adelaide`, in a list where most talks share so few such ends that these are its rooms."""
    signed = [(e, e.best) for e in members if e.role == "title" and e.best and e.best.form in _NAME_LAST]
    signed = [(e, best) for e, best in signed if len(best.credits) == 1]
    times = Counter(best.credits[0].name for _, best in signed)
    if len(signed) < _MANY_IN_ROOMS or 3 * len(times) > len(signed) or max(map(ctx.names.score, times)) >= SURE_NAME:
        return
    for entry, best in signed:
        entry.best = replace(best, credits=(), form="title", score=0.0)


_NAME_LAST = ("dash", "pipe", "paren", "comma")
_MANY_IN_ROOMS = 6
"""Lines that end so, at least: three or more for each room."""


def surnames_behind_colons(members: Sequence[Entry], ctx: Context) -> None:
    """`아홉 개의 숟가락 : 정하늘`: who gave it, where two or more lines of a level end in a name of three syllables
    that begins with a surname, each with another."""
    rows = [(e, parse) for e in members if e.role == "title" and (parse := _before_korean_name(e, ctx))]
    names = {parse.credits[0].name for _, parse in rows}
    if len(names) < max(_TWO, len(rows)):
        return
    for entry, parse in rows:
        entry.best = replace(parse, score=_AS_SIBLINGS)


def organizations_before_colons(members: Sequence[Entry], ctx: Context) -> None:
    """`汤勺研究室：锅盖入门`: no part of the title is the group that gave it, where most lines of the level have who
    spoke before a colon, and its last word says that it is a group."""
    titles = [e for e in members if e.role == "title" and e.best]
    signed = sum(e.best.form == "colon-before" for e in titles if e.best)
    if signed < max(SEVERAL, MOST * len(titles)):
        return
    groups = tuple(filter(unspaced, ctx.lexicon.lists.get("org_words", ())))
    for entry in titles:
        first, colon, title = entry.best.title.partition("：") if entry.best else ("", "", "")
        if colon and entry.best and not entry.best.credits and first.endswith(groups):
            entry.best = replace(entry.best, title=title.strip())


def _before_korean_name(entry: Entry, ctx: Context) -> Parse | None:
    """The way to read an unsigned line that parts a title from a name in Korean."""
    if entry.best is None or entry.best.credits or ctx.lang != "ko":
        return None
    ways = (p for p in entry.parses if p.form == "colon" and " " in p.title and len(p.credits) == 1)
    return next((p for p in ways if _is_korean_name(p.credits[0].name, ctx)), None)


def _is_korean_name(name: str, ctx: Context) -> bool:
    return _KOREAN_NAME.fullmatch(name) is not None and ctx.names.score(name) >= _LEAST_SYLLABLES


_KOREAN_NAME = regex(r"[\uac00-\ud7a3]{3}")
_LEAST_SYLLABLES = 0.65


def nicknames_behind_titles(members: Sequence[Entry], ctx: Context) -> None:
    """`Nine Spoons - zork`, `Nine Spoons (zork)`: a nickname where most lines of the level have a whole name."""
    titles = [e for e in members if e.role == "title" and e.best]
    for form, ending in _NICKNAME_LAST.items():
        named = sum(e.best.form == form and " " in e.best.credits[0].name for e in titles if e.best and e.best.credits)
        if named < max(_MANY_ROWS, _MOSTLY_NAMED * len(titles)):
            continue
        for entry in titles:
            match = ending.fullmatch(entry.block.first_line) if entry.best and not entry.best.credits else None
            if match and fold(match["who"]) not in ctx.lexicon.plain:
                who = (Credit(match["who"]),)
                entry.best = Parse(match["title"], who, form, _AS_SIBLINGS, lead=match.end())


def nicknames_behind_by(members: Sequence[Entry], ctx: Context) -> None:
    """`Keynote by otama`, `九つのお玉 by otama`, in Japanese, Korean and Chinese: nobody writes `by` there for anything
    else."""
    if ctx.lang not in OF_SIGNS:
        return
    for entry in members:
        match = _BY_NICKNAME.fullmatch(entry.block.first_line) if entry.role == "title" and entry.best else None
        if match and entry.best and not entry.best.credits and fold(match["who"]) not in ctx.lexicon.plain:
            title, kind = match["title"], entry.best.kind or ctx.lexicon.kind_of(match["title"])
            entry.best = Parse(title, (Credit(match["who"]),), "by", _BY_SIBLINGS, kind, lead=match.end())


_BY_NICKNAME = regex(r"(?P<title>\S.*\S)\s+by\s+(?P<who>@?[a-z][\w.-]{2,19})")


def named_beside_handles(members: Sequence[Entry]) -> None:
    """`Nine Spoons: Zork`, whom nobody knows, where most lines of the level end in a handle: `Ten Lids: @ida`."""
    titles = [e for e in members if e.role == "title" and e.best]
    handled = [e for e in titles if e.best and e.best.form == "handle" and e.best.title]
    for form in ("colon", "dash", "pipe", "paren"):
        alike = [e for e in handled if any(p.form == form for p in e.parses)]
        if len(alike) < max(_MANY_ROWS, _MOSTLY_NAMED * len(titles)):
            continue
        for entry in titles:
            ways = (p for p in entry.parses if p.form == form and p.title and p.credits and p.score >= _LEAST_BESIDE)
            if entry.best and not entry.best.credits and (parse := next(ways, None)):
                entry.best = replace(parse, score=_AS_SIBLINGS)


def named_before_handles(members: Sequence[Entry], ctx: Context) -> None:
    """`Nine Spoons : Ida Quill - @ida`: handles say no more than the names before them do."""
    for entry in members:
        best = entry.best
        if entry.role != "title" or best is None or not any(c.name[:1] == "@" for c in best.credits):
            continue
        bare = _HANDLE_BEHIND.sub("", entry.block.flat)
        if bare == entry.block.flat:
            continue
        ways = (p for p in parses(Line(bare), ctx.names) if p.title and p.credits)
        named = (p for p in ways if all(ctx.names.score(c.name) >= SURE_NAME for c in p.credits))
        if parse := max(named, key=attrgetter("score"), default=None):
            entry.best = parse


_HANDLE_BEHIND = regex(r"(?<=\w)\s+[–—-]\s+@\w{2,30}(?=$|[\s,&])")
_MOSTLY_NAMED, _LEAST_BESIDE = 0.6, 0.3
_NICKNAME_LAST = {
    "dash": regex(r"(?P<title>\S.*\S)\s+[–—-]\s+(?P<who>@?[a-z][\w.]{2,19})"),
    "paren": regex(r"(?P<title>\S.*\S)\s+\((?P<who>@?[a-z][\w.]{2,19})\)"),
}


def glued_as_siblings(members: Sequence[Entry], ctx: Context) -> None:
    """`Nine Spoons Ida Quill`, without any sign or link between, where siblings end in a link to who gave the talk."""
    titles = [e for e in members if e.role == "title" and e.best]
    linked = sum(e.best.form == "profile" for e in titles if e.best)
    if linked < max(_FEWEST_LINKED, 0.5 * len(titles)):
        return
    for entry in titles:
        if entry.best and not entry.best.credits and (found := _name_last(entry.best.title, ctx)):
            title, name = found
            entry.best = replace(entry.best, title=title, credits=(Credit(name),), form="profile", score=_AS_SIBLINGS)


def nicknames_in_last_cell(members: Sequence[Entry], ctx: Context) -> None:
    """`Nine Spoons / otama`: what stands last is who spoke, be it a nickname, where most lines of the level end with a
    sign and who gave the talk, and several of these are names."""
    titles = [e for e in members if e.role == "title" and e.best]
    for form, sign in _LAST_CELL.items():
        parted = [(e, cells) for e in titles if len(cells := sign.split(e.block.flat.strip())) == _TWO]
        signed = sum(e.best.form == form and bool(e.best.credits) for e, _ in parted if e.best)
        if signed < max(SEVERAL, 0.5 * len(parted)) or len(parted) < MOST * len(titles):
            continue
        for entry, (title, who) in parted:
            if entry.best and not entry.best.credits and _may_be_nickname(who, ctx.lexicon) and " " not in who:
                start, kind = prefix(title, ctx.lexicon)
                own = tidy(title[start:], ctx.lexicon)[0]
                entry.best = Parse(own, (Credit(who),), form, _BY_SIBLINGS, kind or entry.best.kind)


_LAST_CELL = {"slash": regex(r"\s+[/／]\s+"), "pipe": regex(r"\s+[|｜]\s+")}


def _name_last(text: str, ctx: Context) -> tuple[str, str] | None:
    """A title, and the name of two to four words at its end that begins with a given name.

    >>> _name_last("Nine Spoons in a Row Ida van Quill", Context.of("", (), "en"))
    ('Nine Spoons in a Row', 'Ida van Quill')
    """
    words = text.split()
    for size in range(min(_LONGEST_NAME, len(words) - 2), 1, -1):
        name = " ".join(words[-size:])
        if fold(words[-size]) in ctx.lexicon.given and ctx.names.score(name) >= SURE_NAME:
            return " ".join(words[:-size]), name
    return None


_FEWEST_LINKED, _LONGEST_NAME = 2, 4


def _begins_as_name(text: str, ctx: Context) -> bool:
    """Whether its first word is somebody's given name, or all of it may be a name: `Ida`, `Jess Witt`."""
    return fold(text.partition(" ")[0]) in ctx.lexicon.given or (" " in text and ctx.names.score(text) >= SURE_NAME)


_AS_SIBLINGS = 0.6


def organizations_between(entries: Sequence[Entry], ctx: Context) -> None:
    """`A - Org - Title` and `Title - Org - A`: what stands between is an organization if it reads as one in most lines
    of a post that have three such cells; or if the text has it in parentheses, too, `Bo Lind (Ladle)`, or the title is
    but a kind of talk: `Ida Quill - Ladle - Keynote`.
    """
    rows = [(e, cells) for e in entries if e.role == "title" and (cells := _with_cell_between(e))]
    likely = [(e, title, org) for e, (title, org) in rows if _may_be_organization(org, ctx) and " " in title]
    if len(likely) < _FEWEST_ROWS or len(likely) < 0.7 * len(rows):
        likely = [(e, title, org) for e, (title, org) in rows if _is_surely_organization(org, title, ctx)]
    for entry, title, org in likely:
        assert entry.best is not None
        credits = tuple(replace(credit, organizations=(org,)) for credit in entry.best.credits)
        kind = entry.best.kind or ctx.lexicon.kind_of(title)
        entry.best = replace(entry.best, title=title, credits=credits, kind=kind)


def organizations_behind_commas(entries: Sequence[Entry], ctx: Context) -> None:
    """`A, Org, Title`: what stands between the commas is an organization where four or more items of a list have it."""
    lists: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.best and entry.best.form == "comma-before" and not any(c.organizations for c in entry.best.credits):
            lists[entry.block.group].append(entry)
    for rows in lists.values():
        parts = [e.best.title.partition(", ") for e in rows if e.best]
        of_three = [0 < len(org.split()) <= _LONGEST_BETWEEN and " " in title for org, _, title in parts]
        if len(rows) < _MANY_ROWS or sum(of_three) < 0.8 * len(rows):
            continue
        for entry, (org, _, title), fits in zip(rows, parts, of_three, strict=True):
            if fits and entry.best:
                firm = () if fold(org) in ctx.lexicon.words("roles") else (org,)
                credits = tuple(replace(credit, organizations=firm) for credit in entry.best.credits)
                entry.best = replace(entry.best, title=title, credits=credits)


_MANY_ROWS, _LONGEST_BETWEEN = 4, 5


def names_of_lightning(entries: Sequence[Entry], ctx: Context) -> None:
    """`Spoons - ida`, in a list below `Lightning talks`: what stands last is who spoke, be it a nickname, where most
    items with a dash have a word or two behind it."""
    lists: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        above = entries[entry.parent] if entry.parent >= 0 else None
        if entry.block.shape == "item" and above and above.kind == "lightning" and above.block.shape != "item":
            lists[entry.block.group].append(entry)
    for rows in lists.values():
        cells = [(e, _CELL.split(e.block.first_line.strip())) for e in rows]
        parted = [(e, both[0], both[1]) for e, both in cells if len(both) == _TWO]
        named = [(e, title, who) for e, title, who in parted if _may_be_nickname(who, ctx.lexicon)]
        if len(named) < _MANY_ROWS or len(named) < 0.8 * len(parted) or 2 * len(named) < len(rows):
            continue
        for entry, title, who in named:
            if entry.best and not entry.best.credits:
                start, kind = prefix(title, ctx.lexicon)
                own = tidy(title[start:], ctx.lexicon)[0]
                entry.best = Parse(own, (Credit(who),), "dash", _BY_SIBLINGS, kind)


def _may_be_nickname(text: str, lex: Lexicon) -> bool:
    """Whether a text is a word or two, or a few signs, that say nothing of talks: `ida`, `Ida Quill`, `大勺`."""
    words = fold(text).split()
    if not text.strip() or not lex.words("resources", "function_words", "talk_words", "breaks").isdisjoint(words):
        return False
    return len(text) <= _LONGEST_SIGNS if unspaced(text) else len(words) <= _LONGEST_NICKNAME and text[-1].isalnum()


_TWO, _BY_SIBLINGS, _LONGEST_SIGNS, _LONGEST_NICKNAME = 2, 0.8, 5, 2


def _with_cell_between(entry: Entry) -> tuple[str, str] | None:
    """Title and middle cell of a line of three whose speaker, without an organization, stands first or last."""
    best = entry.best
    if best is None or best.form not in ("dash", "dash-before", "pipe", "pipe-before"):
        return None
    cells = [cell.strip() for cell in _CELL.split(best.title)]
    if len(cells) != 2 or any(credit.organizations for credit in best.credits):
        return None
    return (cells[1], cells[0]) if best.form.endswith("-before") else (cells[0], cells[1])


def _is_surely_organization(cell: str, title: str, ctx: Context) -> bool:
    """Whether a cell is named as an organization elsewhere, or has nothing beside it but a kind of talk."""
    if " " in title:
        return f" ({cell})" in ctx.text
    return ctx.lexicon.kind_of(title) is not None and _may_be_organization(cell, ctx)


def _may_be_organization(cell: str, ctx: Context) -> bool:
    """Whether a cell is at most a few words, each with a capital, that are nobody's name, role or kind of talk."""
    lex, words = ctx.lexicon, cell.split()
    known = fold(cell) in ctx.names.organizations or fold(words[-1] if words else "") in lex.words("org_words")
    short = 0 < len(words) <= (_LONGEST_ORG if known else 2) and cell[-1].isalnum()
    named = all(word[0].isupper() or any(c.isupper() for c in word) for word in words)
    other = lex.kind_of(cell) or not lex.words("roles").isdisjoint(fold(word) for word in words)
    return short and named and not other and ctx.names.score(cell) < SURE_NAME


_CELL = regex(r"\s+[–—|-]\s+")
_FEWEST_ROWS, _LONGEST_ORG = 3, 4
