"""The sessions that prose tells of: titles quoted, linked or set apart within sentences, and captions.

A title in a sentence is weighed by what stands beside it - a by-word and a name, `her talk`, `I saw` - and by the other
titles of the post that look as it does: where most links into a programme are sessions, so is one that says less.

>>> from recapgen.recap.context import Context
>>> from recapgen.recap.outline.blocks import Block
>>> words = Block("para", "I saw “Nine Spoons” by Ida Quill.")
>>> [(t.title, t.credits[0].name) for t in told_in(0, words, "", Context.of(words.text, (), "en"))]
[('Nine Spoons', 'Ida Quill')]
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from recapgen.model import Credit, Kind
from recapgen.recap.context import Context
from recapgen.recap.line.byline import parses
from recapgen.recap.line.casting import cast
from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.line.parse import Line, Parse
from recapgen.recap.line.people import people
from recapgen.recap.line.resources import is_resource
from recapgen.recap.line.titles import prefix, tidy
from recapgen.recap.outline import destinations
from recapgen.recap.outline.blocks import Block
from recapgen.recap.outline.text import flowing
from recapgen.recap.prose import wording
from recapgen.recap.prose.actors import actor_in, actors_in, first_of_row
from recapgen.recap.prose.chinese import given_before, heard_before, owner_before
from recapgen.recap.prose.persons import Person, persons
from recapgen.recap.prose.runs import Run, runs_of
from recapgen.recap.prose.sentences import SENTENCE
from recapgen.recap.prose.verbs import acting, given_by, verb_at_end
from recapgen.recap.words import Lexicon, fold, has_word, lexicon, unspaced, words_in
from recapgen.regex import regex

ENOUGH = 0.5
"""From this score on a title within prose is a session."""


SURE = 0.7
"""From this score on it speaks for the others that look as it does."""


LEAST = 0.0
"""Below this score not even its siblings help."""


class Told(Struct, frozen=True):
    """A session that a sentence tells of."""

    title: str
    credits: tuple[Credit, ...]
    kind: Kind | None
    block: int
    """Index into the outline."""
    rule: str
    score: float
    look: str = ""
    """How the title is set apart: what others like it share."""
    nearby: tuple[Credit, ...] = ()
    """Who is named in the same sentence, for a title whose siblings show that it is one."""


ASKED = regex(r"[“\"„«][^“”\"„«»]+\?[”\"“»]")
"""`“Can I boil a lid?”`, as a whole item: what somebody asked, or a title for which the items beside it speak."""


_ORDER = {"quote": 0, "em": 1, "strong": 2, "link": 3}


def told_in(at: int, block: Block, before: str, ctx: Context, least: float = ENOUGH) -> Iterator[Told]:
    """The titled sessions that a paragraph tells of; `before` is what stood above it."""
    text = flowing(block.text, block.marks)
    if block.shape == "item" and ASKED.fullmatch(text):
        return
    runs = runs_of(text, block)
    taken: list[Run] = []
    found: list[tuple[int, Told]] = []
    for run in sorted(runs, key=lambda r: (_ORDER[r.how], r.start)):
        if any(r.start < run.end and run.start < r.end for r in taken):
            continue
        title = _Title(at, text, run, before, ctx, runs)
        told = title.told()
        if told and told.score >= least:
            if least < ENOUGH:
                told = replace(told, nearby=told.credits or title.nearby())
            taken.append(run)
            found.append((run.start, told))
    yield from (t for _, t in sorted(found, key=lambda f: f[0]))


def as_siblings(told: Sequence[Told], known: Mapping[str, int]) -> list[Told]:
    """The titles that are sessions: those that say enough, and those that look as most of them do.

    `known` says of each look how many sessions have it that were found by other ways.
    """
    looks: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        looks[one.look].append(one)
    by_lines = {look: known.get(look.rpartition(" ")[2], 0) for look in looks}
    strong = {look: by_lines[look] + sum(t.score >= SURE for t in ones) for look, ones in looks.items()}
    large = {look for look, ones in looks.items() if all(_large(t.title) for t in ones if t.score >= SURE)}
    given = {(t.block, c.name) for t in told if t.score >= SURE for c in t.credits}
    made = []
    for one in told:
        sure = strong[one.look]
        share = sure / (by_lines[one.look] + len(looks[one.look]))
        linked = " " in one.look or "/" in one.look
        theirs = any((one.block, c.name) in given for c in one.nearby)  # what they said in the talk that has a title
        if theirs and one.score < ENOUGH:
            continue
        if not _large(one.title) and one.look in large and one.score < ENOUGH:
            continue
        if one.score < SURE and sure >= (2 if linked else 3):
            one = replace(one, credits=one.credits or one.nearby, score=min(SURE, one.score + 0.35 + 0.3 * share))
        if one.score >= ENOUGH:
            made.append(one)
    return made


def _large(title: str) -> bool:
    """Whether a title begins with no small letter."""
    return not title.lstrip("¿¡")[:1].islower()


def leading_to_talks(told: Sequence[Told]) -> set[str]:
    """The looks of links to one place, as into a programme, most of which are titles whose speakers are known."""
    looks: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        looks[one.look].append(one)
    signed = {look: sum(one.score >= ENOUGH and bool(one.credits) for one in ones) for look, ones in looks.items()}
    return {look for look, ones in looks.items() if "/" in look and signed[look] >= max(_LEADING, 0.6 * len(ones))}


_LEADING = 4
"""Such links, at least."""


_SURE_ROW, _LIKELY_NAME = 0.8, 0.6


_NEAR = 70
"""Characters between a speaker's name and the title that he or she speaks of."""


DOMAIN = regex(
    r"[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|co|me|info|tv|de|fr|es|it|nl|eu|uk|jp)(?:/\S*)?$", re.IGNORECASE
)


_WEAKLY_SIGNED = 0.4
"""How much it says that such a word and a name end what is set apart: a title may end so, `The Life of Ida Quill`."""


_DASHED = regex(r"[”\"»]*\s+[–—-]\s+(?=[A-ZÀ-Þ])")
"""`“Spoons in a Row” - Ida Quill`"""


_IN_PARENTHESES = regex(r"[\s”\"»“*_]*\(([A-ZÀ-Þ][^()\n]{4,100})\)")
"""`“Spoons in a Row” (Ida Quill)`"""


_OWN_HANDLE = regex(r"^\s\(@\w{2,30}\)(?=\s)")
"""` (@ida)`, right behind the name of who is called so."""


_ASIDE = regex(r"\s*\(([^()]{2,20})\)")


_ONE_SMALL_WORD = regex(r"\s([a-zà-ÿ]{2,4})\s[\s“\"„«*_(\[]*")
"""What stands between somebody's name and a title, as `for` does."""


_POSSESSIVE_END = regex(r"['’]s?(?=\s)")
_POSSESSIVE = regex(r"['’‘]s?\s*[“\"*_]*$")


_OWNED_LOOSELY = regex(r"['’]s?\s(?:[a-z][a-z-]+\s){0,2}")
"""`'s` and two words at most that say how it was."""


_SHORT_UNSPACED = 4
"""Characters of a title without spaces that says as little as a single word does elsewhere."""


SIGNED_LINK = "prose-link"
"""The rule of a text set apart that is title and speaker: `[Nine Spoons - Ida Quill](url)`."""


IN_ROW = "prose-row"
"""The rule of titles that are named one after the other, where something announces them."""


_FEWEST_WORDS, _SHORTEST_ROW, _LONGEST_LEAD = 2, 3, 110
"""Words of a title in a row of titles, such titles, and characters of what announces them."""


def _signed(text: str, ctx: Context) -> Parse | None:
    """`[Ida Quill - Spoons](url)`, `*Ida Quill's Nine Spoons*`: a text set apart that is title and speaker."""
    best = max(parses(Line(text), ctx.names), key=lambda p: p.score)
    sure = bool(best.title) and bool(best.credits) and all(" " in c.name for c in best.credits)
    if best.form == "possessive":
        titled = sure and len(best.title.split()) > 2 and best.title[0].isupper()
        return best if titled and ctx.names.score(best.credits[0].name) >= 0.9 else None
    several = len(best.credits) > 1 and all(c.organizations for c in best.credits)
    return best if sure and best.score >= (_SURE_BY if best.form == "by" or several else 0.8) else None


_SURE_BY = 0.65
"""How sure a title and speaker are that a by-word parts: `**Pots 101: From Lids to Soup by Ida Quill and Bo Lind**`."""


_NAME_BEFORE, _NAME_BEHIND = regex(r"(?<!\w)[A-ZÀ-Þ][\w'’-]+ $"), regex(r" [A-ZÀ-Þ][\w'’-]+(?!\w)")


_LONGEST_NICKNAME, _SMALL_WORD = 4, 3


_WORDS_OF_TITLE = 3
"""A link of fewer words, behind `about`, is what a talk was about."""


_OWN_MARKS = "《「『"
"""Quotation marks that languages use for titles beside others for what is said."""


_LONGEST_SMALL = 10
"""Words of a title that begins with a small letter: quoted, more are what somebody said."""


_AROUND_TALKS = ("breaks", "talk_words", "event_nouns", "beside_event", "weekdays", "time_of_day", "ordinals")
"""Lists whose words alone are no title: `Saturday Morning Session`, `Conference Registration`."""


class _Title:
    """What is set apart in a sentence, and what stands around it."""

    def __init__(self, at: int, text: str, run: Run, above: str, ctx: Context, runs: Sequence[Run]) -> None:
        self.at, self.text, self.run, self.above, self.ctx, self.runs = at, text, run, above, ctx, runs
        single = run.how == "quote" and text[run.start] in "'‘"
        written = text[run.start + single : run.end - single]
        begins, self.kind = prefix(written, ctx.lexicon) if run.how != "link" else (0, None)
        self.title, _ = tidy(written[begins if self.kind else 0 :], ctx.lexicon)
        self.words = self.title.split()
        self.signed: tuple[Credit, ...] = ()
        parse = _signed(text[run.start : run.end], ctx) if run.how != "quote" else None
        if parse:
            self.title, self.signed, self.words = parse.title, parse.credits, parse.title.split()
        self.led = run.how != "quote" and not self.signed and self._without_lead(written)
        self.weakly_signed = run.how != "quote" and not self.signed and self._run_together()
        self.start = max((m.end() for m in SENTENCE.finditer(text, 0, run.start)), default=0)
        stop = SENTENCE.search(text, run.end)
        self.before, self.after = text[self.start : run.start], text[run.end : stop.start() if stop else len(text)]
        if (aside := _ASIDE.match(self.after)) and is_resource(aside[1]):
            self.after = " " * aside.end() + self.after[aside.end() :]
        self.following = text[stop.end() : stop.end() + 240] if stop else ""

    def _without_lead(self, written: str) -> bool:
        """Whether words that lead to a title are set apart with it, `[Ida Quill's talk Nine Spoons](url)`; if so, parts
        them."""
        lead = wording.lead_within(self.ctx.lexicon).match(written) if self.ctx.lang != "de" else None
        if lead is None or (lead["who"] and self.ctx.names.score(lead["who"]) < SURE_NAME):
            return False
        title = tidy(written[lead.end() :], self.ctx.lexicon)[0]
        if len(title.split()) < _FEW - (lead["on"] is None) or (lead["on"] and not _in_title_case(title.split())):
            return False
        self.title, self.words = title, title.split()
        self.signed = (Credit(lead["who"]),) if lead["who"] else ()
        return True

    def _run_together(self) -> bool:
        """Whether title and speaker are set apart as one, `**Ollas para todos de Ana Ruiz**`; if so, parts them."""
        for whose in reversed([*wording.whose_within(lexicon((self.ctx.lang,))).finditer(self.title)]):
            title, name = self.title[: whose.start()].rstrip(" ,"), self.title[whose.end() :]
            who, sure = people(name, self.ctx.names)
            if who and sure >= SURE_NAME and all(" " in c.name for c in who) and " " in title:
                self.title, self.signed, self.words = title, who, title.split()
                return True
        return False

    def told(self) -> Told | None:
        """The session that it may be, with its score; None if it can't be one."""
        if not self._may_be_title():
            return None
        lex, near = self.ctx.lexicon, self.before[-40:]
        surely = _WEAKLY_SIGNED if self.weakly_signed else 0.8
        credits, score, rule = (self.signed, surely, SIGNED_LINK) if self.signed else self._by_line()
        titled = bool(wording.titled_before(lex).search(near)) and not self._is_other_subject()
        if titled and (wording.post_called(lex).search(self.before[-60:]) or wording.so_called(lex).search(near)):
            return None
        if self.run.href and len(self.words) < _WORDS_OF_TITLE and rule != "prose-by" and self._only_subject():
            return None
        if self.run.how == "quote" and not titled and self._is_speech():
            return None
        if self._is_published(titled):
            return None
        named, called = wording.named_so(lex).search(self.before[-110:]), titled
        named = named or (wording.liked_best(lex).search(self.before[-110:]) if self._capital() else None)
        titled = titled or named is not None or wording.was_title(lex).match(self.after) is not None
        noun = self.led or bool(wording.noun_before(lex).search(near))
        noun_behind = bool(wording.noun_after(lex).match(self.after[:50]))
        if unspaced(self.title) and self.run.how == "quote":
            titled, noun, gain = self._called_without_spaces(titled, noun)
            score += gain
        if titled:
            score += 0.45 if self.run.how == "quote" or lex.pattern("talk_words").search(self.before) else 0.3
            quoted = self.run.how == "quote"
            itself = named is not None and not wording.within_it(lex).search(named.string[: named.start()])
            score += 0.15 if (itself or (called and quoted)) and _in_title_case(self.words) else 0.0
        elif lex.pattern("seen").search(near) and wording.seen_end(lex).search(near):
            apart = self._apart() and lex.pattern("talk_nouns", "talk_words").search(self.text) is not None
            score += 0.5 if apart else 0.45 if self._long_title() else 0.35
            rule = "prose-seen" if apart else rule
        elif (
            self.run.how == "quote"
            and not (noun or noun_behind or self._slides_of_talk())
            and score <= 0
            and wording.thing_before(lex).search(near)
        ):
            score -= 0.2
        if self._follows() and not titled:
            score, titled = score + 0.5, True
        in_row = self._in_announced_row()
        if in_row:
            score, titled, rule = score + 0.6, True, rule or IN_ROW
        if self.run.how == "quote" and self.run.href:
            score += 0.1 + 0.3 * self._slides_of_talk()
        if noun or noun_behind:
            score += 0.35 + (0.1 if noun and self.run.how != "quote" and self._capital() else 0.0)
            right_before = wording.right_before(lex).search(near) or (
                noun and wording.was_behind(lex).match(self.after)
            )
            score += 0.2 if self.run.how == "quote" and right_before else 0.0
            score -= 0.25 if len(self.words) < _FEW and self.words[0][:1].islower() and not (titled or rule) else 0.0
        if not credits and (who := self._given_in_signs()):
            credits, score, titled, rule = (who,), score + 0.7 + 0.1 * self._right_behind_verb(), True, "prose-title"
        shown = self.run.how == "link" and self._capital() and destinations.shown(self.run.href)
        if not credits and shown and (who := owner_before(self.before, self.ctx)):
            credits, score, titled, rule = (who,), score + 0.7, True, "prose-title"
        if not credits and (credits := self._shown_in()):
            score, titled, rule = score + 0.6, True, "prose-title"
        if not credits and not _POSSESSIVE.search(self.before) and (credits := self._shown_behind()):
            score += 0.35
        if not credits and not in_row:
            credits, gain, spoken = self._owner(titled or noun or noun_behind)
            score, titled = score + gain, titled or spoken
            rule = rule or "prose-title"
        if not credits and not in_row and (score >= 0.35 or self._explained_behind()):
            by_writer = wording.writer_gave(lex).search(self.before)
            credits = () if by_writer else self._actor_near(called)
            score += 0.2 if credits or by_writer else 0.0
        score += self._looks(titled, called, noun, rule)
        return Told(
            self.title,
            credits,
            self._kind(),
            self.at,
            rule or "prose-title",
            max(-1.0, min(1.0, score)),
            self.run.look + (self.text[self.run.start] if self.text[self.run.start] in _OWN_MARKS else ""),
        )

    def _given_in_signs(self) -> Credit | None:
        """Who gives what is quoted or in bold, `李雷讲了「勺子」`, or whose it is that the writer heard."""
        if self.run.how not in ("quote", "strong"):
            return None
        return given_before(self.before, self.ctx) or heard_before(self.before, self.ctx)

    def _right_behind_verb(self) -> bool:
        """Whether what is in bold is longer than a word, and nothing parts it from a verb: `李雷讲**勺子的历史**`."""
        long = self.run.how == "strong" and len(self.title) > _SHORT_UNSPACED
        return long and self.before.rstrip().endswith(self.ctx.lexicon.lists.get("speaking", ("\0",)))

    def _own_words(self) -> tuple[str, str]:
        """The words of its sentence from the title before on, and up to the next one."""
        last = max((r.end for r in self.runs if r.end <= self.run.start), default=0)
        following = min((r.start for r in self.runs if r.start >= self.run.end), default=len(self.text))
        return self.before[max(0, last - self.start) :], self.after[: max(0, following - self.run.end)]

    def nearby(self) -> tuple[Credit, ...]:
        """Whom the sentence names between the title before and this one, or between this one and the next."""
        before, after = self._own_words()
        for text, which in ((before, -1), (after, 0)):
            known = [p for p in persons(text, self.ctx, 0.9) if " " in p.name]
            if known:
                first = first_of_row(known, len(known) - 1, text) if which else known[0]
                credits, sure, _ = cast(text[first.start :], self.ctx.names, True)
                return credits if credits and sure >= 0.8 else (Credit(known[which].name),)
        return ()

    def _called_without_spaces(self, titled: bool, noun: bool) -> tuple[bool, bool, float]:
        """Whether a language without spaces calls it a talk's title, `「茶の話」という発表`; and how much that adds."""
        lex = self.ctx.lexicon
        behind, before = wording.noun_unspaced(lex)
        if behind.match(self.after):
            return True, noun, 0.2
        if wording.talk_behind_signs(lex).match(self.text, self.run.end):
            return True, noun, 0.2
        heard = lex.pattern("seen").search(self.after[:20]) or lex.pattern("past").search(self.after[:20])
        noun = noun or before.search(self.before[-20:]) is not None
        return titled, noun, 0.2 if noun and heard else 0.0

    def _may_be_title(self) -> bool:
        title, ctx = self.title, self.ctx
        return not (
            not self.words
            or len(self.words) > 24
            or self._is_nickname()
            or (ctx.names.score(title) >= SURE_NAME and not self._is_owned_talk())
            or (self.run.how != "quote" and self._is_somebody())
            or (title[0] in "(（" and title[-1] in ")）")
            or ctx.lexicon.kind_of(title)
            or title.startswith(("http", "@", "#", "，", "．", "、", "。", ","))
            or (title[0] == "." and not title[1:2].isupper())
            or title.endswith(("。", "．", "！"))
            or (title[-1] == "." and len(self.words) > _LONGEST_SMALL and SENTENCE.search(title) is not None)
            or DOMAIN.match(title)
            or destinations.sold(self.run.href)
            or (destinations.of_ted(self.run.href) and not any("ted" in name for name in ctx.conferences))
            or destinations.pictured(self.run.href)
            or fold(title) in ctx.conferences
            or (self.run.how == "link" and any(c and has_word(fold(title), c) for c in ctx.conferences))
            or (self.run.how == "link" and (self._is_named_talk() or self._is_shown()))
            or (_YEAR.search(title) and any(c and _names_edition(fold(title), c) for c in ctx.conferences))
            or ctx.lexicon.has("not_titles", title)
            or (self.run.how == "link" and self._is_group())
            or set(fold(title).split()) <= ctx.lexicon.words(*_AROUND_TALKS)
            or destinations.of_track(self.run.href)
            or (unspaced(title) and wording.role_behind(ctx.lexicon).match(self.after))
        )

    def _is_owned_talk(self) -> bool:
        """`Ida Quill's talk [Slow Stirring](url)`: no name, as it begins with no given name."""
        given = fold(self.words[0]) in self.ctx.lexicon.given
        return (
            not given
            and len(self.words) > 1
            and wording.own_noun_before(self.ctx.lexicon).search(self.before) is not None
        )

    def _is_named_talk(self) -> bool:
        """`the [Hadoop session](url)`, `[Ida's keynote](url)`: a word or two, and a word for a talk; `[Ida's talk about
        old spoons](url)`."""
        owner, _, kind = self.title.replace("’", "'").rpartition("'s ")
        if owner and self.ctx.lexicon.kind_of(kind) and self.ctx.names.score(owner) >= _LIKELY_NAME:
            return True
        if owner and wording.talk_on(self.ctx.lexicon).match(kind):
            return True
        few = 1 < len(self.words) < _WORDS_OF_TITLE + 1
        return few and self.words[-1] in self.ctx.lexicon.words("talk_nouns", "talk_sections")

    def _is_group(self) -> bool:
        """`[Ghent soup group](url)`: a small word for an organization ends the few words of a link."""
        few = 1 < len(self.words) < _FEW + 2
        return few and self.words[-1].islower() and fold(self.words[-1]) in self.ctx.lexicon.words("org_words")

    def _is_shown(self) -> bool:
        """`[Vimeo channel](url)`, `([Soup TV link](url))`: what one can look at; `[Video on Vimeo](url)`: and where."""
        few = len(self.words) < _FEW + 1
        aside = self._in_parentheses() and is_resource(self.words[-1])
        small = few and self.words[-1].islower() and (aside or is_resource(self.title))
        return small or (
            few and is_resource(self.words[0]) and fold(self.words[-1]) in destinations.place(self.run.href)
        )

    def _follows(self) -> bool:
        """`Next up was *Nine Spoons*`: it is set apart, has capitals and is all that the sentence says."""
        titled = len(self.words) > 1 and (_in_title_case(self.words) or self._capital())
        titled = titled and wording.of_somebody(self.ctx.lexicon).match(self.after) is None
        if titled and self._long_title() and wording.went_on_with(self.ctx.lexicon).search(self.before):
            return True
        return titled and wording.next_was(self.ctx.lexicon).fullmatch(self.before) is not None

    def _slides_of_talk(self) -> bool:
        """`In her talk she asked for [“Spoons for All”](slides)`: quoted, slides or a recording lie there, and a word
        for a talk stands before."""
        shown = destinations.shown(self.run.href) and not destinations.of_track(self.run.href)
        return shown and self._capital() and self.ctx.lexicon.pattern("talk_nouns").search(self.before) is not None

    def _in_announced_row(self) -> bool:
        """`The sessions I went to were “Spoons in a Row”, “Pots” and “Lids for All”`: one of three or more."""
        if len(self.words) < _FEWEST_WORDS or self.words[0][0].islower():
            return False
        between = wording.between_titles(self.ctx.lexicon)
        row = [self.run]
        for run in reversed([r for r in self.runs if r.end <= self.run.start]):
            if between.fullmatch(self.text, run.end, row[0].start):
                row.insert(0, run)
        for run in (r for r in self.runs if r.start >= self.run.end):
            if between.fullmatch(self.text, row[-1].end, run.start):
                row.append(run)
        start = row[0].start
        announced = wording.announces_row(self.ctx.lexicon).search(self.text, max(0, start - _LONGEST_LEAD), start)
        return len(row) >= _SHORTEST_ROW and announced is not None

    def _is_speech(self) -> bool:
        """`As she said in her talk, “Everybody used to stir, and nobody knew why”`."""
        small = sum(w.islower() for w in self.words)
        return (
            len(self.words) > 7
            and small > 0.7 * len(self.words)
            and wording.said_so(self.ctx.lexicon).search(self.before) is not None
        )

    def _is_published(self, titled: bool) -> bool:
        """`a copy of “Nine Spoons”`, `the “Nine Spoons” podcast`, and where it is `titled` so `a book called “Nine
        Spoons”`: something to read or to listen to."""
        media = wording.media(self.ctx.lexicon)
        if wording.of_writing(self.ctx.lexicon).match(self.before):
            return True
        if not self.ctx.lexicon.may_hold(words_in(self.before + " " + self.after), "media"):
            return False
        if titled:
            return wording.media_called(self.ctx.lexicon).search(self.before[-60:]) is not None
        return (
            media.search(self.before[-60:]) is not None
            or wording.media_behind(self.ctx.lexicon).match(self.after) is not None
        )

    def _is_nickname(self) -> bool:
        """`Ida "Mo" Quill`: it stands in quotation marks between the names of somebody."""
        between = self.run.how == "quote" and _NAME_BEFORE.search(self.before) and _NAME_BEHIND.match(self.after)
        return bool(between) and len(self.words) < _LONGEST_NICKNAME

    def _is_somebody(self) -> bool:
        """Whether a link is a person with an organization, or perhaps a person: right behind `from`, `speakers were`
        and the like, or where the sentence goes on, `as in all her talks`.
        """
        if wording.speakers_were(self.ctx.lexicon).search(self.before[-_NEAR:]):
            return True
        who, sure = people(self.title, self.ctx.names)
        if sure >= _LIKELY_NAME and self.run.start < 2 and wording.in_their_talks(self.ctx.lexicon).search(self.after):
            return True
        if len(who) == 1 and who[0].organizations and sure >= SURE_NAME and who[0].name != self.title:
            return True
        return (
            self.ctx.names.score(self.title) >= 0.6
            and wording.from_at_end(self.ctx.lexicon).search(self.before) is not None
        )

    def _is_other_subject(self) -> bool:
        """`This year's theme was “Soup for All”`, `We go on with the subject *Soup*`: of an event, or of no talk.

        Not `Under the title “Nine Spoons” she showed`: a title under which somebody told something.
        """
        lex = self.ctx.lexicon
        topic = wording.topic_before(lex).search(self.before[-40:])
        of_event = lex.pattern("edition", "event_nouns").search(self.before[-60:])
        told = (
            lex.pattern("presenting").search(self.before)
            or wording.told_so(lex).match(self.after)
            or self._they_behind()
        )
        of_talk = told or lex.pattern("talk_words", "talk_nouns", "was").search(self.before)
        return topic is not None and (of_event is not None or of_talk is None)

    def _only_subject(self) -> bool:
        """`talked about [Soup](url)`, and no slides, recording or page of the talk lie there.

        One word is more than a subject only behind a word for a talk: `her talk about [Soup](url)`.
        """
        near = self.before[-40:]
        several = len(self.words) > 1 or (self._begins_large() and self.ctx.lexicon.pattern("talk_nouns").search(near))
        itself = several and destinations.of_talk(self.run.href)
        return not itself and wording.about_at_end(self.ctx.lexicon).search(near) is not None

    def _capital(self) -> bool:
        return len(self.words) >= 3 and self._begins_large()

    def _begins_large(self) -> bool:
        """Whether its first letter is a capital, `¿Cómo`, or that of a name that has none: `potKit: A Pot for All`."""
        return self.words[0].lstrip("¿¡.")[:1].isupper() or _NAMED_SMALL.match(self.title) is not None

    def _apart(self) -> bool:
        """Whether it is bold or italic and written as titles are."""
        capitals = sum(w[:1].isupper() for w in self.words)
        return self.run.how in ("strong", "em") and len(self.words) >= 3 and capitals >= 2

    def _long_title(self) -> bool:
        """Whether it stands in quotation marks, and has words enough, as nothing else that one sees or goes to has:
        `I saw “Stirring at scale: how we make soup for all”`, `I went to “Nine Spoons in a Row”`."""
        written = _in_title_case(self.words) or ": " in self.title
        return self.run.how == "quote" and len(self.words) >= _LONG and self._begins_large() and written

    def _by_line(self) -> tuple[tuple[Credit, ...], float, str]:
        """Who is named behind a by-word after the title."""
        names = self.ctx.names
        if owner := self._led_by_owner() or self._led_by_profile():
            return owner, _SURE_ROW, "prose-by"
        if by := wording.by_after(self.ctx.lexicon).match(self.after):
            part = self._own_part(by.end())
            who, sure, _ = cast(part.split(")")[0] if "(" in by.group() else part, names, True)
            if who and sure >= 0.45:
                return who, 0.5 + 0.35 * sure, "prose-by"
        elif self.run.how == "quote" and (dash := _DASHED.match(self.after)):
            who, sure, _ = cast(self._own_part(dash.end()), names, True)
            if who and sure >= 0.8 and all(" " in c.name for c in who) and self._capital():
                return who, 0.4 + 0.35 * sure, "prose-by"
        elif aside := _IN_PARENTHESES.match(self.after):
            who, sure = people(aside[1], names)
            if who and sure >= 0.8 and all(" " in c.name for c in who) and self._capital():
                return who, 0.25 + 0.35 * sure, "prose-by"
        elif of := wording.whose(lexicon((self.ctx.lang,))).match(self.after):
            who, sure, _ = cast(self._own_part(of.end()), names, True)
            if who and sure >= 0.8 and " " in who[0].name and self._begins_large() and len(self.words) > 1:
                return who, 0.4 + 0.35 * sure, "prose-by"
        elif weak := wording.weakly_by(self.ctx.lexicon).match(self.after):
            who, sure, _ = cast(self._own_part(weak.end()), names, True)
            if who and sure >= 0.8 and " " in who[0].name and self._capital():
                return who, 0.25 + 0.35 * sure, "prose-by"
        elif then := wording.given_then_by(self.ctx.lexicon).match(self.after):
            who, sure, _ = cast(self._own_part(then.end()), names, True)
            if who and sure >= 0.8 and " " in who[0].name:
                return who, 0.4 + 0.35 * sure, "prose-by"
        return self._by_line_later()

    def _led_by_owner(self) -> tuple[Credit, ...]:
        """`the talk by Ida Quill on “Spoons”, by Bo Lind the one on lids`: who is named right before a title that is
        set apart as those of talks are, and not behind its comma."""
        own, _ = self._own_words()
        known = [p for p in persons(own, self.ctx, SURE_NAME) if " " in p.name] if self._begins_large() else []
        titled = self.run.how == "quote" or destinations.in_programme(self.run.href)
        if not known or not titled or not wording.on_before(self.ctx.lexicon).fullmatch(own, known[-1].end):
            return ()
        by = wording.owner_before(lexicon((self.ctx.lang,))).search(own, 0, known[-1].start)
        return (Credit(known[-1].name),) if by and self.after[:1] == "," else ()

    def _led_by_profile(self) -> tuple[Credit, ...]:
        """`la de [@ida](https://twitter.com/ida) sobre [Nueve cucharas](charlas/9)`: whose profile is linked right
        before a page of the programme."""
        who = max((run for run in self.runs if run.end <= self.run.start), key=lambda run: run.end, default=None)
        listed = destinations.in_programme(self.run.href) and self._of_programme()
        if who is None or not listed or not destinations.handle(who.href):
            return ()
        leads = wording.leads_before(self.ctx.lexicon).fullmatch(self.text, who.end, self.run.start)
        by = wording.owner_before(lexicon((self.ctx.lang,))).search(self.text, 0, who.start)
        return (Credit(self.text[who.start : who.end].strip()),) if leads and by else ()

    def _by_line_later(self) -> tuple[tuple[Credit, ...], float, str]:
        """`“Spoons”, a talk about nine of them, by Ida Quill`: what comes before the next title."""
        following = next((r.start for r in self.runs if r.start >= self.run.end), len(self.text))
        rest = self.after[: max(0, following - self.run.end)]
        for by in wording.by_later(self.ctx.lexicon).finditer(rest):
            who, sure, _ = cast(rest[by.end() :], self.ctx.names, True)
            if who and sure >= 0.8 and " " in who[0].name:
                return who, 0.2 + 0.35 * sure, ""
        return (), 0.0, ""

    def _own_part(self, cut: int) -> str:
        """The by-line up to the next title with one of its own: `“A” by Ida Quill, “B” by Bo Lind`."""
        rest, offset = self.after[cut:], self.run.end + cut
        for run in self.runs:
            if offset < run.start < offset + len(rest) and wording.next_is_signed(self.ctx.lexicon).match(
                self.text, run.end
            ):
                rest = wording.and_at_end(self.ctx.lexicon).sub("", rest[: run.start - offset])
                break
        other = wording.next_owner(self.ctx.lexicon).search(rest)
        return rest[: other.start()] if other else rest

    def _owner(self, announced: bool) -> tuple[tuple[Credit, ...], float, bool]:
        """Whose title it is by the words before: how much that speaks for it, and whether a verb leads to it."""
        ctx, before = self.ctx, self._before_without_titles()
        credits: tuple[Credit, ...] = ()
        gain, spoken = 0.0, False
        own, behind = self._own_words()
        if following := self._next_in_row(own):
            owned = _POSSESSIVE_END.search(own) and ctx.lexicon.pattern("talk_nouns").search(before)
            return following, 1.0 if owned else 0.6, False
        nearest = max(actors_in(own, ctx), key=lambda found: found[2], default=None) if own.strip() else None
        if nearest is None and own != before and self._in_parentheses():
            nearest = max(actors_in(before, ctx), key=lambda found: found[2], default=None)
        who = nearest[0] if nearest else ()
        who = who or actor_in(before + " " + behind[:120], ctx)[0]
        if nearest is None and own != before and self._names_other(own, who):
            who = ()
        known = persons(before, ctx, 0.6) if before else []
        if known:
            last = known[-1]
            possess = _POSSESSIVE.match(before, last.end)
            glued = wording.glued(ctx.lexicon).match(before, last.end) or self._behind_name(last)
            acts = acting(ctx.lexicon).match(before, last.end)
            if glued and last.score >= SURE_NAME and " " in last.name and last.name not in {c.name for c in who}:
                who = ()
            spoken = (
                acts is not None
                and wording.spoken_of(ctx.lexicon).fullmatch(before, acts.end()) is not None
                and self._capital()
            )
            nouns = ctx.lexicon.pattern("talk_nouns", "talk_words")
            large = len(self.words) > 1 and self.words[0][:1].isupper() and self.words[-1][:1].isupper()
            whole = large and " " in last.name and self.run.how != "link"
            quoted = whole or (self.run.how == "quote" and len(self.words) >= 4)
            beside = quoted or nouns.search(self.text, self.start, self.run.start)
            theirs = possess and (len(self.words) >= 3 or quoted) and beside
            if possess and last.name not in {c.name for c in who}:
                who = ()
            led = self._recording_of(known)
            if led and not (glued or theirs or spoken):
                return led, gain + 0.45, False
            if (who and (glued or theirs)) or spoken:
                gain += 0.4 if glued and quoted and _in_title_case(self.words) else 0.3
            elif not who and (coming := self._comes_with(last)):
                credits, gain = coming, gain + 0.55
            elif not who and (possess or glued or announced):
                credits = self._from_here(last)
                gain += (0.6 if theirs else 0.35) if possess or glued or self.led else 0.2
            elif not who and (self._leads_here(last) or self._shown_by(last)):
                credits, gain = (Credit(last.name),), gain + 0.45
        if who:
            credits, gain = who, gain + 0.3
            if ctx.lexicon.pattern("presenting").search(before[-60:]) and len(before) < 160:
                gain += 0.25
        return credits, gain, spoken

    def _comes_with(self, person: Person) -> tuple[Credit, ...]:
        """`I saw Ida Quill of Ladle with “Nine Spoons in a Row”`: who comes with a title in quotation marks."""
        led = wording.comes_with(self.ctx.lexicon).fullmatch(self.before, person.end)
        sure = person.score >= SURE_NAME and " " in person.name and self.run.how == "quote" and self._capital()
        if led is None or not sure:
            return ()
        return (Credit(person.name, (led["firm"],) if led["firm"] else ()),)

    def _before_without_titles(self) -> str:
        """The words before, with blanks for longer titles among them: of `he gave *On Unseen Spoons*, and then *Lids*`
        nobody is called Unseen Spoons."""
        before = self.before
        for run in self.runs:
            first, end = run.start - self.start, run.end - self.start
            title = self.text[run.start : run.end]
            longer = run.how in ("em", "strong") and len(title.split()) > _FEW and self.ctx.names.score(title) == 0.0
            if first >= 0 and end <= len(before) and longer:
                before = before[:first] + "_" * (end - first) + before[end:]
        return before

    def _in_parentheses(self) -> bool:
        """`She told of spoons in her kitchen (“Nine in a Row”)`: it stands alone in parentheses."""
        return self.before[-1:] == "(" and self.after[:1] == ")"

    def _recording_of(self, known: Sequence[Person]) -> tuple[Credit, ...]:
        """Whose recording it is, where that is a link: `Ida Quill's amazing [Spoons]`; `@ida [Spoons]`, in a line."""
        if not destinations.shown(self.run.href) or (" " not in known[-1].name and known[-1].name[0] != "@"):
            return ()
        first, end = first_of_row(known, len(known) - 1, self.before).start, known[-1].end
        own = _OWNED_LOOSELY.fullmatch(self.before, end)
        alone = not first and not self.before[end:].strip()
        return people(self.before[first:end], self.ctx.names)[0] if own or alone else ()

    def _next_in_row(self, own: str) -> tuple[Credit, ...]:
        """`Ida Quill for her talk “Spoons”, and Bo Lind for “Pans”`, `Ida's talk on [Spoons](url), Bo Lind's on
        [Pans](url)`: who is named between the title before and this."""
        known = persons(own, self.ctx, SURE_NAME) if len(own) < len(self.before) else []
        owned = _POSSESSIVE_END.match(own, known[-1].end) if known else None
        leads = _ONE_SMALL_WORD.fullmatch(own, owned.end() if owned else known[-1].end) if known else None
        if leads is None or " " not in known[-1].name or leads[1] in self.ctx.lexicon.words("and"):
            return ()
        return (Credit(known[-1].name),)

    def _shown_in(self) -> tuple[Credit, ...]:
        """`In “Spoons”, Ida Quill showed`: who acts right behind a title with which the sentence begins; `In “Spoons”
        she showed`: of whom the sentence before told."""
        if not wording.opens_with(self.ctx.lexicon).fullmatch(self.before.split(", ")[-1]) or not self._capital():
            return ()
        if wording.they_told(self.ctx.lexicon).match(self.after):
            previous = SENTENCE.split(self.text[: self.start].rstrip())[-1]
            return actor_in(previous, self.ctx)[0]
        first = next(iter(persons(self.after[:60], self.ctx, 0.6)), None)
        if first is None or " " not in first.name:
            return ()
        between = self.after[: first.start].strip(' ,”"“»*_')
        if between and not self.ctx.lexicon.pattern("speaking").fullmatch(between):
            return ()
        if between:
            return cast(self.after[first.start :], self.ctx.names, True)[0] or (Credit(first.name),)
        return actor_in(self.after.lstrip(' ,”"»*_'), self.ctx)[0]

    def _shown_behind(self) -> tuple[Credit, ...]:
        """`“Spoons”, in which Ida Quill showed`: also at the beginning of the next sentence."""
        following = next((r.start for r in self.runs if r.start >= self.run.end + len(self.after)), len(self.text))
        said = (self.after + ". " + self.following)[: max(0, following - self.run.end)]
        which = wording.which_one(self.ctx.lexicon).match(said)
        if which is None:
            return ()
        sentence = SENTENCE.split(said[which.end() :])[0]
        first, sure, _ = cast(sentence, self.ctx.names, True)
        if sure >= _SURE_ROW and all(self.ctx.names.score(credit.name) >= SURE_NAME for credit in first):
            return first
        named = next(iter(persons(sentence[:60], self.ctx, 0.6)), None)
        before = sentence[: named.start].strip() if named else "-"
        opens = not before or self.ctx.lexicon.pattern("speaking").fullmatch(before)
        return actor_in(sentence, self.ctx)[0] if opens else ()

    def _leads_here(self, person: Person) -> bool:
        """`Then came Ida Quill, speaking on how to use “Spoons”`: a verb of speaking stands between name and title."""
        between = self.before[person.end :]
        sure = person.score >= SURE_NAME and " " in person.name and len(between) < _NEAR and self.run.how == "quote"
        return sure and self._capital() and self.ctx.lexicon.pattern("presenting").search(between) is not None

    def _names_other(self, own: str, who: Sequence[Credit]) -> bool:
        """`Ida Quill spoke about “Spoons”, while next door Bo Lind gave “Pots”`: the second is not hers."""
        theirs = {credit.name for credit in who}
        return any(p.name not in theirs and " " in p.name for p in persons(own, self.ctx, SURE_NAME))

    def _shown_by(self, person: Person) -> bool:
        """`Danach zeigte Ida in „Löffel“`: a verb right before a given name, and a small word behind it."""
        led = _ONE_SMALL_WORD.fullmatch(self.before, person.end) is not None
        return led and self._capital() and verb_at_end(self.ctx.lexicon).search(self.before[: person.start]) is not None

    def _behind_name(self, person: Person) -> re.Match[str] | None:
        """`The keynote given by Ida Quill “Spoons”`: right behind the name, in quotation marks."""
        between = _OWN_HANDLE.sub("", self.before[person.end :])
        bare = self.run.how == "quote" and not between.strip(" “\"„«‘'")
        return given_by(self.ctx.lexicon).search(self.before[: person.start]) if bare else None

    def _from_here(self, person: Person) -> tuple[Credit, ...]:
        credits, _, _ = cast(_OWNER_END.sub("", self.before[person.start :]), self.ctx.names, True)
        return credits or (Credit(person.name),)

    def _actor_near(self, called: bool) -> tuple[Credit, ...]:
        """Who speaks in the sentence after the title's, or in the one before; `called`: if it is said to be a title."""
        about_it = wording.in_this_talk(self.ctx.lexicon).match(self.following)
        alone = not self.after.strip(' .!?”"*_»') or wording.noun_after(self.ctx.lexicon).match(self.after[:50])
        if self.following and (about_it or alone or self._explained_behind() or self._taken_up_behind()):
            who, sure = actor_in(SENTENCE.split(self.following)[0], self.ctx)
            if who and sure >= 0.6:
                return who
        previous = (self.above + "\n" + self.text[: self.start])[-260:]
        credits: tuple[Credit, ...] = ()
        if previous.strip():
            credits, _ = actor_in(SENTENCE.split(previous.strip())[-1], self.ctx)
        known = persons(previous, self.ctx, 0.6)
        theirs = self.ctx.lexicon.pattern("their").search(self.before) or (called and self._they_behind())
        theirs = theirs or not self.ctx.lexicon.words("he_she").isdisjoint(fold(self.before).split()[:1])
        if not credits and known and theirs:
            credits = (Credit(known[-1].name),)
        return credits

    def _explained_behind(self) -> bool:
        """`Then came [Spoons for All](talks/1), made for guests. Ida Quill explained them`: a page of the programme,
        and a sentence that begins with a name; the first names nobody."""
        listed = destinations.programme(self.run.href) in self.ctx.programmes and self._of_programme()
        if not listed or len(self.words) < 2 or persons(self.before + self.after, self.ctx, _LIKELY_NAME):
            return False
        first = next(iter(persons(self.following[:60], self.ctx, SURE_NAME)), None)
        return first is not None and first.start == 0 and " " in first.name

    def _taken_up_behind(self) -> bool:
        """`Ich nahm an der Session *Löffel für alle* teil. Ida Quill erklärte uns`: a word at most goes on behind the
        title, and the next sentence begins with a name; nobody else is named."""
        if self.after.count(" ") > 1 or persons(self.before, self.ctx, _LIKELY_NAME):
            return False
        first = next(iter(persons(self.following[:60], self.ctx, _LIKELY_NAME)), None)
        return first is not None and first.start == 0 and " " in first.name

    def _they_behind(self) -> bool:
        """`Under the title “Nine Spoons” she showed`: of whom the sentence before tells."""
        return not self.ctx.lexicon.words("he_she").isdisjoint(fold(self.after[:_NEAR]).split()[:_SMALL_WORD])

    def _looks(self, titled: bool, called: bool, noun: bool, rule: str) -> float:
        """How much the words themselves look like a title that is told of; `called`: if they are said to be one."""
        how, first, listed = self.run.how, self.words[0][:1], destinations.of_talk(self.run.href)
        own = listed and self._of_programme()
        judged = self.run.start < 2 and wording.was_behind(self.ctx.lexicon).match(self.after) is not None
        score = 0.5 + 0.1 * judged if own else 0.25 if listed else 0.0
        short = len(self.words) == 1 and not (unspaced(self.title) and len(self.title) > _SHORT_UNSPACED)
        score += 0.08 if self._capital() else -0.2 if short else 0.0
        if wording.said(self.ctx.lexicon).search(self.before[-40:]) and not titled:
            score -= 0.5
        if how == "link" and not (titled or noun or listed or rule == "prose-by"):
            score -= 0.25
        if first.islower() and not _NAMED_SMALL.match(self.title) and not self._subject_of_programme():
            score -= 0.3 if how == "link" and short else 0.0
            score -= 0.3 if how != "quote" or (len(self.words) > _LONGEST_SMALL and not called) else 0.0
            score -= 1.0 if how != "quote" and not titled and rule != "prose-by" else 0.0
        return score

    def _of_programme(self) -> bool:
        """Whether words with a capital lead to what is the conference's own, or to one of a programme's pages."""
        address = self.run.href.lower()
        own = any(name and name.replace(" ", "") in address.replace("-", "") for name in self.ctx.conferences)
        own = own or destinations.programme(self.run.href) in self.ctx.programmes
        first, few = self.words[0][:1], len(self.words) < _FEW
        titled = not first.islower() and not (few and first.isdigit()) and self.ctx.names.score(self.title) < SURE_NAME
        return own and titled and not destinations.of_track(address)

    def _subject_of_programme(self) -> bool:
        """`Her talk about [how pots are mended](talks/2)`: small letters that lead to one of a programme's pages,
        behind the word for a talk."""
        led = destinations.programme(self.run.href) in self.ctx.programmes and not destinations.of_track(self.run.href)
        return led and len(self.words) >= _FEW and wording.talk_on_end(self.ctx.lexicon).search(self.before) is not None

    def _kind(self) -> Kind | None:
        if self.kind and self.kind != "talk":
            return self.kind
        lex = self.ctx.lexicon
        match = wording.kind_word(lex).search(self.before[-60:] + " " + self.after[:40])
        kind = lex.kind_of(match.group()) if match else None
        return kind if kind != "talk" else None


def _in_title_case(words: Sequence[str]) -> bool:
    """Whether most of the longer words have a capital: `Which Pot Should You Choose?`"""
    long = [word for word in words if len(word) > _SMALL_WORD]
    return len(long) > 1 and sum(word[0].isupper() for word in long) >= 0.65 * len(long)


_NAMED_SMALL = regex(r"[a-z]{1,4}[A-Z]\w+\s|[a-z][\w.+-]+:\s+[A-ZÀ-Þ]")
"""`eSoup for Cooks`, `pot-kit: A pot for everybody`"""


_FEW, _LONG = 3, 4


_OWNER_END = regex(r"(?:(?<=\w)['’]s?)?[\s:–—,“\"-]*$")
"""`'s “`, behind the name of whose talk it is."""


_YEAR = regex(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def _names_edition(title: str, conference: str) -> bool:
    """Whether folded words name a conference with a year: `SoupConf 2020 will be in Ghent`, `Soup Conference 2020`."""
    at = title.find(conference)
    behind = title[at + len(conference) :].split(maxsplit=2)[:2] if at >= 0 else []
    return any(_YEAR.match(word) for word in behind)


def kind_in(sentence: str, lex: Lexicon) -> Kind | None:
    for match in wording.kind_word(lex).finditer(sentence):
        kind = lex.kind_of(match.group())
        if kind and kind != "talk":
            return kind
    return None
