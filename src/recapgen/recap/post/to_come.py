"""Whether a post was written before its event: a plan, an invitation, a wish list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from recapgen.model import Claim
from recapgen.recap.conference.dates import dates_of
from recapgen.recap.context import Context
from recapgen.recap.levels.entries import Entry
from recapgen.recap.outline import destinations
from recapgen.recap.prose.sentences import sentences
from recapgen.recap.reading import Facts
from recapgen.recap.words import Lexicon
from recapgen.regex import regex


def is_preview(title: str, lex: Lexicon) -> bool:
    """Whether a title says that something is to come: `My picks`, but not `My picks from SoupConf`."""
    told = [match.span() for match in lex.pattern("recap_words").finditer(title)]
    previews = lex.pattern("previews").finditer(title)
    return any(not any(first <= m.start() and m.end() < last for first, last in told) for m in previews)


LONGEST_OPENING = 700
"""Characters of a text that begin it."""


def before_event(ctx: Context, named: bool, past: int) -> bool:
    """Whether a text was written before its event; where its title is `named` as a recap's is, nothing in it must be
    over, and where it has several words for what is over, `past`, no hour and place make it an invitation. Where
    nothing is over at all, talks at the same hours are a programme.
    """
    if named and past:
        return False
    future, over = _ahead_and_over(ctx)
    if not over and _talks_at_once(ctx) >= _SEVERAL_AT_ONCE:
        return True
    if named:
        return future >= _SEVERAL_TO_COME and not over
    ahead = future > 1 and future >= 2 * over
    return ahead or _opens_with_plans(ctx) or (past < SOME_OVER and _invites(ctx))


def is_plan(ctx: Context) -> bool:
    """Whether a text speaks of what will be again and again, and hardly of what was, whatever its title says."""
    future, over = _ahead_and_over(ctx)
    return future >= 2 * _OFTEN and future > 4 * over


def _ahead_and_over(ctx: Context) -> tuple[int, int]:
    """How often the words of a text, without its addresses, say that something will be, and that it was; so does each
    of several recordings."""
    text, lex = without_addresses("\n".join(block.text for block in ctx.outline)[:20_000]), ctx.lexicon
    return len(lex.pattern("future").findall(text)), len(lex.pattern("past").findall(text)) + recordings_in(ctx)


def without_addresses(text: str) -> str:
    """A text without what says nothing of what is to come: `https://cfp.soupconf.example/talk/1`."""
    return _ADDRESS.sub(" ", text)


_ADDRESS = regex(r"https?://[^\s<>]+")


def recordings_in(ctx: Context) -> int:
    """How many recordings and slides a text leads to, where these are several."""
    shown = sum(ctx.text.count(place) for place in destinations.SHOWN)
    return shown if shown >= _SEVERAL_SHOWN else 0


_SEVERAL_SHOWN = 4


def _invites(ctx: Context) -> bool:
    """Whether a text begins with an invitation, `Please RSVP`, has headings that only one has, `Why attend?`, or one
    line gives the hours of an event, and one beside it the place: `Hora: 10:00`, `Lugar: Gante`; or several lines give
    the places of as many events."""
    lex = ctx.lexicon
    if lex.pattern("invites").search(ctx.text[:LONGEST_OPENING]):
        return True
    if any(block.shape == "heading" and lex.has("invitation_heads", block.flat) for block in ctx.outline):
        return True
    labelled = [_LABELLED.match(block.first_line) for block in ctx.outline if block.shape not in ("row", "code")]
    places = {line["value"] for line in labelled if line and lex.has("place_labels", line["label"].strip())}
    if len(places) >= _SEVERAL_PLACES:
        return True
    for one, other in (pair for near in (1, 2) for pair in zip(labelled, labelled[near:], strict=False)):
        for hour, place in ((one, other), (other, one)):
            timed = hour is not None and _HOURS.search(hour["value"])
            if timed and place is not None and lex.has("place_labels", place["label"].strip()):
                return True
    return False


_SEVERAL_PLACES = 3


SOME_OVER = 3
"""Words for what is over from which on a text is no invitation."""


_LABELLED = regex(r"[\W_]*(?P<label>[^\W\d][^\n:：]{0,24}?)\s*[:：]\s*(?P<value>\S[^\n]*)")


_HOURS = regex(r"(?<!\d)(?:[01]?\d|2[0-3])(?:[:.h]\d\d|\s?[ap]m|\s?uhr|[:.]\d\d\s?[ap]m)(?!\w)", re.IGNORECASE)


def _talks_at_once(ctx: Context) -> int:
    """How many items of lists begin with the same hour as the item before them: nobody heard both talks.

    `- 12:45 Nine Spoons`, `- 12:45 Lids for all`
    """
    hours = [_HOURS.match(block.flat) for block in ctx.outline if block.shape == "item"]
    return sum(bool(one and other and one[0] == other[0]) for one, other in pairwise(hours))


_SEVERAL_AT_ONCE = 3


def _opens_with_plans(ctx: Context) -> bool:
    """Whether the first line above a text's first list that speaks of talks says that they are to come."""
    lex, first = ctx.lexicon, next((at for at, block in enumerate(ctx.outline) if block.shape == "item"), 0)
    leads = (sentences(block.flat)[-1] for block in ctx.outline[:first] if block.flat[-1:] in (":", "："))
    said = next((lead for lead in leads if lex.pattern("talk_words").search(lead)), "")
    return lex.pattern("to_come").search(said) is not None


_OFTEN, _SEVERAL_TO_COME = 5, 3


def days_to_come(entries: Sequence[Entry], facts: Facts, ctx: Context) -> bool:
    """Whether all the days of an event that lines name by their dates were still to come when the post was written."""
    written = facts.written
    if written is None:
        return False
    days = [day for e in entries if e.role == "day" for day in dates_of(e.block.flat, ctx.lexicon, written.year)]
    return bool(days) and min(days) > written


def is_to_come(claim: Claim, facts: Facts) -> bool:
    """Whether a conference began only after the post was written."""
    return claim.start is not None and facts.written is not None and claim.start > facts.written
