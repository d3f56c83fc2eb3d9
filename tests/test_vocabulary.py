"""Which topics a text names: whole words, the longest first, each with what stands there."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import examples
from recapgen.vocabulary import Term, Vocabulary, shipped, subjects

TERMS = (
    Term("Kubernetes", ("k8s",)),
    Term("Go", ("golang",), match=("golang", "Go language")),
    Term("C++", ("cpp",)),
    Term("C"),
    Term("C#", (".NET C#",)),
    Term(".NET", ("dotnet",)),
    Term("Event sourcing", ("event-sourced",)),
    Term("Rust", case=True),
    Term("Machine learning", ("ML",)),
    Term("Learning"),
    Term("Café au lait"),
)
VOCABULARY = Vocabulary(TERMS)
SHIPPED = Vocabulary(shipped())

MENTIONS: dict[str, list[tuple[str, str]]] = {
    "k8s and Kubernetes": [("Kubernetes", "k8s"), ("Kubernetes", "Kubernetes")],
    "KUBERNETES": [("Kubernetes", "KUBERNETES")],
    "Kubernetes's": [("Kubernetes", "Kubernetes")],
    "kubernetesque, k8security": [],
    "ready to go with golang": [("Go", "golang")],
    "the Go  language": [("Go", "Go  language")],
    "C++, C# and C": [("C++", "C++"), ("C#", "C#"), ("C", "C")],
    "vitamin-C C+": [],
    "l'ML, ml": [("Machine learning", "ML")],
    "on .NET": [(".NET", ".NET")],
    "example.NET": [],
    "event-sourcing": [("Event sourcing", "event-sourcing")],
    "event\nsourcing": [("Event sourcing", "event\nsourcing")],
    "event – sourcing": [("Event sourcing", "event – sourcing")],
    "eventsourcing": [],
    "Rust, not rust": [("Rust", "Rust")],
    "machine learning": [("Machine learning", "machine learning")],
    "learning ML": [("Learning", "learning"), ("Machine learning", "ML")],
    "#k8s @k8s k8s+ HTML": [],
    "(k8s) k8s, k8s.": [("Kubernetes", "k8s")] * 3,
    "café-au-lait": [("Café au lait", "café-au-lait")],
    "": [],
}


@pytest.mark.parametrize("text", MENTIONS, ids=repr)
def test_a_text_names_topics_by_whole_words(text: str) -> None:
    """In order; hyphens, spaces and line ends are alike; of overlapping ones the longest; case where it matters."""
    assert [(m.name, m.words) for m in VOCABULARY.mentions(text)] == MENTIONS[text]


@examples(200)
@given(st.text(alphabet="k8sC+#. -\nRustGogolangMLearning", max_size=60))
def test_a_mention_stands_where_it_says(text: str) -> None:
    """Its words are those of the text, and mentions do not overlap."""
    end = 0
    for mention in VOCABULARY.mentions(text):
        assert text[mention.at : mention.at + len(mention.words)] == mention.words
        assert mention.at >= end
        end = mention.at + len(mention.words)


NAMES = {
    "k8s": "Kubernetes",
    "K8S": "Kubernetes",
    "go": "Go",
    "Golang": "Go",
    "event_sourcing": "Event sourcing",
    "Event-Sourced": "Event sourcing",
    "rust": "Rust",
    "soup": "soup",
    " Soup ": "Soup",
}


@pytest.mark.parametrize("word", NAMES, ids=repr)
def test_a_tag_means_the_topic_that_bears_its_name(word: str) -> None:
    """In front matter a name is enough, also one that is no sign in a text; what is unknown stays as it is."""
    assert VOCABULARY.name_of(word) == NAMES[word]


def test_a_site_adds_to_a_shipped_topic() -> None:
    """The same name again: aliases add up, `match` and `broader` stay unless given."""
    both = Vocabulary([Term("Go", ("golang",), match=("golang",), broader="Languages"), Term("Go", ("gopher",))])
    assert both.name_of("gopher") == both.name_of("golang") == "Go"
    assert [m.name for m in both.mentions("go, golang")] == ["Go"]
    assert both.terms["Go"].broader == "Languages"


def test_a_later_topic_takes_an_alias_over() -> None:
    """What the site calls k8s is what the site says it is."""
    taken = Vocabulary([Term("Kubernetes", ("k8s",)), Term("K8s the ship", ("k8s",))])
    assert taken.name_of("k8s") == "K8s the ship"
    assert [m.name for m in taken.mentions("k8s, Kubernetes")] == ["K8s the ship", "Kubernetes"]


def test_a_text_is_about_what_its_title_names_or_it_names_twice() -> None:
    """Once in passing is not enough."""
    found = subjects(VOCABULARY, "On golang", "k8s once. ML here, ML there. Golang.")
    assert [(name, mention.words, in_title) for name, mention, in_title in found] == [
        ("Go", "golang", True),
        ("Machine learning", "ML", False),
    ]


# -- what ships --------------------------------------------------------------------------------------------------------


def test_some_three_hundred_topics_ship() -> None:
    """Kubernetes is k8s from the start."""
    assert len(shipped()) >= 290
    assert SHIPPED.name_of("k8s") == "Kubernetes"


def test_no_shipped_word_means_two_topics() -> None:
    """Whatever its case, hyphens and spaces."""
    meaning: dict[str, str] = {}
    for term in shipped():
        for word in {term.name, *term.aliases, *(term.match or ())}:
            key = re.sub(r"[\s_-]+", " ", word.casefold())
            assert meaning.setdefault(key, term.name) == term.name, word


def test_every_shipped_broader_topic_is_there_and_no_circle_leads_to_itself() -> None:
    """A tree, not a knot."""
    broader = {term.name: term.broader for term in shipped()}
    for name in broader:
        seen = [name]
        while up := broader[seen[-1]]:
            assert up in broader, f"{seen[-1]} is below {up}, which is no topic"
            assert up not in seen, seen
            seen.append(up)


@pytest.mark.parametrize("term", shipped(), ids=lambda term: term.name)
def test_every_shipped_topic_finds_its_own_words(term: Term) -> None:
    """In the middle of a sentence, alone in quotes, at the end; and nothing else is found in their place."""
    for word in term.match if term.match is not None else (term.name, *term.aliases):
        for frame in ("We saw {} there", "“{}”", "and {}."):
            found = [m.name for m in SHIPPED.mentions(frame.format(word))]
            assert found == [term.name], (word, frame)


ORDINARY = [
    "We had to go home and rest, with a swift look at the helm of the ship.",
    "The chef cooked, the puppet danced, and salt was on the table.",
    "We react to the spark; express yourself; hug a bear; test the water.",
    "She asked in essence whether the consul would dash to the vault.",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_are_no_topics(text: str) -> None:
    """Products are named like things; a thing is no product."""
    assert [m.name for m in SHIPPED.mentions(text)] == []
