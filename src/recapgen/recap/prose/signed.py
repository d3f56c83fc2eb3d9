"""Paragraphs that are a title and who spoke, or begin with these."""

from __future__ import annotations

import re

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.line.byline import parses
from recapgen.recap.line.casting import cast
from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.line.parse import Line
from recapgen.recap.line.people import people
from recapgen.recap.line.resources import is_resource
from recapgen.recap.line.titles import tidy
from recapgen.recap.outline.blocks import Block
from recapgen.recap.outline.text import flowing
from recapgen.recap.prose.announced import WRITERS
from recapgen.recap.prose.capitals import LONGEST_TITLE, MOST_WORDS, NEXT_PART, written_as_title
from recapgen.recap.prose.persons import LONGEST_ROW, SURELY, first_names, full_names, persons
from recapgen.recap.prose.sentences import SENTENCE
from recapgen.recap.prose.telling import ENOUGH, Told
from recapgen.recap.prose.verbs import acting
from recapgen.recap.words import Lexicon, fold, of_languages, unspaced
from recapgen.regex import regex


def opening_signed(at: int, block: Block, ctx: Context) -> Told | None:
    """The title with a by-line that begins a paragraph: `Spoons in a Row by Ida Quill and Bo Lind tackles a problem.`

    It may begin a later sentence, or follow a comma, where three or more have it: papers are told of so. It says
    little where it stands alone: a sentence may go on so. Several such paragraphs speak for each other.
    """
    text = flowing(block.text, block.marks)
    if apart := _signed_apart(at, text, ctx) or _dashed_before_actor(at, text, ctx):
        return apart
    first, *later = SENTENCE.split(text)[:_FIRST_SENTENCES]
    if not first[:1].isupper() or _OURSELVES.match(first) or fold(first.split()[0]) in ctx.lexicon.words("lead_ins"):
        later, first = [first, *later], ""
    for sentence in (first, *later):
        opening = sentence is first
        for start in (0, *(comma.end() for comma in NEXT_PART.finditer(sentence[:LONGEST_TITLE]))):
            least = 1 if opening and not start else _AUTHORS
            if told := _signed_at(at, sentence[start:], least, block if opening else None, ctx):
                return told
    return None


_FIRST_SENTENCES, _AUTHORS = 3, 3


def _signed_apart(at: int, text: str, ctx: Context) -> Told | None:
    """The title and who spoke with which a paragraph begins, parted from what is said then: `Spoons in a Row (Ida
    Quill) – it was great`, `Spoons in a Row - Ida Quill: it was great`."""
    match = _PARTED.match(text) or _signed_before_colon(ctx.lexicon).match(text)
    if match is None or _OURSELVES.match(text):
        return None
    title, kind = tidy(match["title"], ctx.lexicon)[0], ctx.lexicon.kind_of(match["title"])
    who, sure = people(match.groupdict().get("aside") or match["name"], ctx.names)
    if sure < SURELY or any(" " not in credit.name for credit in who) or people(title, ctx.names)[1] >= SURE_NAME:
        return None
    words = title.split()
    if len(persons(title, ctx, SURE_NAME)) > 1:
        return None
    if not kind and (len(words) < 2 or acting(ctx.lexicon).search(title) or SENTENCE.search(title)):
        return None
    if ctx.lexicon.has_any(("breaks", "not_titles"), title) or words[0].lower() in ctx.lexicon.words("breaks"):
        return None
    return Told("" if kind else title, who, kind, at, OPENING_SIGNED, 0.8)


@of_languages
def _signed_before_colon(lex: Lexicon) -> re.Pattern[str]:
    """`Nueve cucharas, pensemos en sopa, de Ana Ruiz: `"""
    by = lex.either("by", "by_weak", "whose")
    return re.compile(
        rf"(?P<title>[A-ZÀ-Þ\d“\"¿¡#.][^\n:]{{2,120}}?(?::\s[^\n:]{{2,90}}?)?),\s{by}\s"
        r"(?P<name>[A-ZÀ-Þ][^:.,!?()\n]{4,60}?):\s"
    )


_PARTED = regex(
    r"(?P<title>[A-ZÀ-Þ\d“\"¿#.][^\n]{2,120}?)"
    r"(?:\s\((?P<aside>[A-ZÀ-Þ][^()\n]{4,100})\)\s?[.:–—-]\s?|\s[–—-]\s(?P<name>[A-ZÀ-Þ][^–—:.!?()\n]{4,80}?)\s?[:–—-]\s)"
)


def _dashed_before_actor(at: int, text: str, ctx: Context) -> Told | None:
    """The title with which a paragraph begins, and behind a dash who told something: `Making soup at scale – Ida Quill,
    head cook at Ladle, explained how they stir.`"""
    match = _DASHED.match(text)
    said = text[match.end() :] if match else ""
    who = first_names(said, ctx)
    if match is None or not who or any(person.score < SURE_NAME for person in who):
        return None
    title, words = tidy(match["title"], ctx.lexicon)[0], match["title"].split()
    told = acting(ctx.lexicon).match(said, who[-1].end)
    if told is None or len(words) < _LEAST_DASHED or SENTENCE.search(title) or persons(title, ctx, SURE_NAME):
        return None
    if words[0] in WRITERS or ctx.lexicon.has_any(("breaks", "not_titles"), title):
        return None
    credits, sure, _ = cast(said[: told.end()], ctx.names, True)
    whole = credits if sure >= SURELY else tuple(Credit(person.name) for person in who)
    return Told(title, whole, None, at, OPENING_SIGNED, 0.8)


_DASHED = regex(r"(?P<title>[A-ZÀ-Þ\d“\"][^\n–—]{8,120}?)\s[–—-]\s(?=[A-ZÀ-Þ])")
_LEAST_DASHED = 3


def _signed_at(at: int, sentence: str, least: int, block: Block | None, ctx: Context) -> Told | None:
    """The title and its by-line of `least` people or more with which a sentence begins."""
    if not 30 < len(sentence) < _LONGEST_OPENING:
        return None
    for match in ctx.lexicon.pattern("by").finditer(sentence[: 2 * LONGEST_TITLE]):
        title, said = sentence[: match.start()].rstrip(" ,"), sentence[match.end() :].lstrip()
        if not 2 < len(title.split()) <= MOST_WORDS:
            continue
        if block and _phrase_alone(title, said, ctx):
            return Told(tidy(title, ctx.lexicon)[0], full_names(said, ctx), None, at, OPENING_SIGNED, 0.8)
        if not (written_as_title(title, False) or _COLON.match(title)):
            continue
        if block and any(0 < mark.start < match.start() for mark in block.marks):
            return None
        credits, sure, _ = cast(said, ctx.names, True)
        full = len(credits) >= least and all(" " in c.name for c in credits)
        if full and sure >= 0.3:
            score = 0.8 if sure >= 0.6 or len(credits) >= _AUTHORS else ENOUGH
            return Told(tidy(title, ctx.lexicon)[0], credits, None, at, OPENING_SIGNED, score)
    return None


def _phrase_alone(title: str, said: str, ctx: Context) -> bool:
    """Whether title and by-line that open a paragraph are no sentence: `How we stir a pot by Ida Quill - I liked it`.

    What begins so and is one has a word for a talk, or that it was.
    """
    who = next(iter(persons(said[:LONGEST_ROW], ctx, SURE_NAME)), None)
    if who is None or who.start or " " not in who.name or not _ENDS_PHRASE.match(said, who.end):
        return False
    words = set(fold(title).split())
    own = ctx.lexicon.words("talk_nouns", "talk_words", "speaker_nouns", "was", "seen", "past", "lead_ins")
    return title[:1].isupper() and words.isdisjoint(own) and not SENTENCE.search(title)


_ENDS_PHRASE = regex(r"\s?(?:[.:](?:\s|$)|[–—]\s|-\s)|\s*$")
"""What follows the name of who gave a talk, where a remark on it begins."""
_COLON = regex(r"(?:[A-ZÀ-Þ\d]\S*\s){0,4}[\w-]+:\s")
"""`Spoonpack: ladles for everybody`"""


OPENING_SIGNED = "prose-by-opening"
"""The rule of paragraphs that begin with a title and its by-line."""
_LONGEST_OPENING = 900


_HASHTAG = regex(r"(?:^|\s)#\w{3}")


SIGNED_LINE = "signed-line"
"""The rule of paragraphs that are but title and speaker."""


_SIGNED_LINE = 110
"""Characters of a line that is title and speaker."""


_OURSELVES = regex(r"(?:I|[Mm]e|[Ww]e|[Uu]s|[Ii]ch|[Ww]ir|[Mm]oi|[Nn]ous|[Yy]o|[Ee]u|[Ii]o)\s")


_WHOLE = ("by", "by-weak", "dash", "pipe", "paren")


def signed_line(at: int, block: Block, ctx: Context) -> Told | None:
    """A short paragraph that is but title and speaker: `Spoons with Ida Quill.`, or `(Ida Quill – Spoons)`, perhaps
    with a line for slides or a recording below; several speak for each other.
    """
    first, *below = block.text.split("\n")
    shown = bool(below) and all(is_resource(line) for line in below)
    if below and not shown:
        return _signed_above(at, block, ctx)
    text = (" ".join(first.split()) if shown else block.flat).rstrip(".")
    if text[:1] == "(" and text[-1:] == ")":
        text = text[1:-1]
    if not 12 < len(text) < _SIGNED_LINE or "://" in text or _HASHTAG.search(text) or _SENTENCES.search(text):
        return None
    if not _DIVIDED.search(text) and not ctx.lexicon.pattern("by", "by_weak").search(text):
        return None
    best = max(parses(Line(text), ctx.names), key=lambda p: p.score)
    words = best.title.split()
    full = best.credits and all(" " in c.name or c.name.startswith("@") for c in best.credits)
    if not full or any(ctx.names.score(c.name) < 0.6 for c in best.credits):
        return None
    long = len(words) > 1 or (unspaced(best.title) and len(best.title) > 5)
    inside = not shown and len(text) < len(block.flat.rstrip(".")) and best.form == "dash-before"
    if (
        not (best.form in _WHOLE or inside)
        or best.score < 0.35
        or not long
        or (words[0][0].islower() and not inside)
        or _OURSELVES.match(text)
    ):
        return None
    if best.form == "paren" and all(c.name.startswith("@") for c in best.credits):
        return None
    said = fold(best.title).split()
    around = not ctx.lexicon.words("breaks", "not_titles").isdisjoint(said[:1])
    if (
        (around and not inside)
        or (said and said[-1] in ctx.lexicon.words("not_titles_first"))
        or acting(ctx.lexicon).search(text)
    ):
        return None
    return Told(best.title, best.credits, best.kind, at, SIGNED_LINE, 0.8 if inside else 0.7)


def _signed_above(at: int, block: Block, ctx: Context) -> Told | None:
    """A paragraph of two lines: `Ida Quill (Ladle)`, and below it `Spoons in a Row`; no `Head Cook at Ladle`."""
    name, _, rest = block.text.strip().partition("\n")
    title = tidy(rest, ctx.lexicon)[0]
    words = title.split()
    if "\n" in rest.strip() or len(block.text) > 2 * _SIGNED_LINE or len(words) < _WORDS_BELOW or "://" in title:
        return None
    who, sure = people(name, ctx.names)
    least = _LIKELY_ABOVE if all(credit.organizations for credit in who) else _SURE_ABOVE
    if not who or sure < least or any(" " not in credit.name for credit in who):
        return None
    roles = frozenset() if all(c.organizations for c in who) else ctx.lexicon.words("roles", "org_words")
    other = words[0][0].islower() or _SENTENCES.search(title) or people(title, ctx.names)[1] >= _SURE_ABOVE
    if other or not roles.isdisjoint(fold(title).split()) or acting(ctx.lexicon).search(block.flat):
        return None
    return Told(title, who, None, at, SIGNED_LINE, 0.8)


_WORDS_BELOW, _SURE_ABOVE, _LIKELY_ABOVE = 3, 0.85, 0.6
_SENTENCES = regex(r"[.!?…]\s")


_DIVIDED = regex(r"[(（]|[–—―|-]\s")
