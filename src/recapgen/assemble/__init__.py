"""Posts to a site: editions, sessions, speakers, organizations and topics, each known from all that tell of it.

Works by group: sessions merge inside their edition only, and people, organizations and topics are indexes over the
sessions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from recapgen.addresses import told_apart, without_frames
from recapgen.assemble.editions import grouped
from recapgen.assemble.indexes import indexed, newest_first
from recapgen.assemble.names import Names, Topics
from recapgen.assemble.sessions import Programmes as Programmes
from recapgen.config import Config
from recapgen.errors import Diagnostic
from recapgen.model import Account, Entry, Session, Site, Telling
from recapgen.routes import Route
from recapgen.translations import translations_of


def assemble(
    accounts: Sequence[Account], registry: Sequence[Entry], config: Config, kept: Programmes | None = None
) -> tuple[Site, tuple[Diagnostic, ...]]:
    """The site, and what is doubtful. Raises `ContentError` where registry files contradict each other.

    The order of `accounts` and `registry` does not matter. What an earlier call has `kept` only saves time.
    """
    accounts, notes = without_frames(sorted(accounts, key=lambda one: newest_first(one.post)))
    accounts, moves = told_apart(accounts, config.language)
    ordered = [one.post for one in accounts]
    told = [one for one in accounts if one.post.kind != "page"]
    names = Names.of(told, registry)
    doubts = list(names.doubts)
    groups = grouped(told, names, doubts)
    topics = Topics.of(told, registry)
    sessions: list[Session] = []
    tellings: dict[Route, tuple[Telling, ...]] = {}
    places: dict[tuple[str, int], Session] = {}
    for programme in (kept or Programmes()).of(groups, names, topics, registry):
        doubts += programme.doubts
        for session, takes, told_by in programme.sessions:
            sessions.append(session)
            tellings[session.route] = told_by
            places |= {(t.path, t.number): session for t in takes}
    versions, unsure = translations_of(ordered)
    site = indexed(ordered, told, groups, sessions, tellings, places, names, topics, registry, versions)
    return site, _sorted([*notes, *moves, *doubts, *unsure])


def _sorted(doubts: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(sorted(set(doubts), key=lambda d: (d.path, d.line, d.column, d.code, d.message)))


def moved(doubts: Sequence[Diagnostic], accounts: Iterable[tuple[Account, Account]]) -> tuple[Diagnostic, ...]:
    """Doubts about takes that say the same and stand elsewhere now; the accounts are the old ones with the new."""
    for old, new in accounts:
        lines = {one.lines[0]: other.lines[0] for one, other in zip(old.takes, new.takes, strict=True)}
        if any(line != other for line, other in lines.items()):
            doubts = [doubt.moved(new.post.path, lines) for doubt in doubts]
    return tuple(doubts)
