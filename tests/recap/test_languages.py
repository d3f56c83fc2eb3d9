"""The words of languages: every file is complete and none has words that no rule knows."""

from __future__ import annotations

import pytest

from recapgen.model import KINDS
from recapgen.recap.words import fold, known_conferences, language_shares, languages, lexicon

KEYS = set(lexicon(("en",)).lists) | {"weekdays_short", "months_short"}
NEEDED = {
    "by",
    "days",
    "weekdays",
    "months",
    "breaks",
    "closings",
    "sections",
    "talk_words",
    "past",
    "future",
    "recap_words",
}


@pytest.mark.parametrize("code", languages())
def test_a_language_has_the_lists_that_reading_needs(code: str) -> None:
    """And no list under a key that English does not have."""
    lists = lexicon((code,)).lists
    assert set(lists) <= KEYS
    assert all(lists.get(key) for key in NEEDED)
    places = lexicon((code,)).places
    assert set(places["weekdays"].values()) == set(range(1, 8))
    assert set(places["months"].values()) == set(range(1, 13))
    assert set(lexicon((code,)).kinds.values()) <= set(KINDS)


def test_words_of_chinese_are_known_in_both_scripts() -> None:
    """However their list has them."""
    lists = lexicon(("zh",)).lists
    assert {"议程", "議程"} <= set(lists["talk_nouns"])
    assert {"讲述", "講述"} <= set(lists["speaking"])


def test_a_well_known_conference_is_no_city_and_no_common_word() -> None:
    """Or each post that has the word would be of that conference."""
    lex = lexicon(languages())
    names = {fold(name) for name in known_conferences()}
    assert len(known_conferences()) == len(set(known_conferences()))
    assert names.isdisjoint(map(fold, lex.cities))
    assert names.isdisjoint(lex.words("not_names", "not_conferences", "event_words", "talk_words", "function_words"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I was at the conference and it was not bad at all, as we had hoped.", "en"),
        ("[Spoons](https://www.soup.com/a) and [lids](https://www.soup.com/b), told at www.soup.com", "en"),
        ("Wir waren auf der Konferenz und es war nicht schlecht.", "de"),
        ("Nous étions à la conférence et ce n'était pas mal du tout.", "fr"),
        ("Estuvimos en la conferencia y no fue nada mal, la verdad.", "es"),
        ("Siamo stati alla conferenza e non è stato niente male.", "it"),
        ("We waren op de conferentie en het was helemaal niet slecht.", "nl"),
        ("Nós fomos à conferência e não foi nada mal, foi muito bom.", "pt"),
        ("Vi var på konferensen och det var inte alls dåligt, tyckte jag.", "sv"),
        ("Vi var på konferansen, og det var slett ikke dårlig, syntes jeg, så mye fikk vi høre.", "nb"),
        ("Vi var til konferencen, og det var slet ikke dårligt, så meget fik vi hørt af jer.", "da"),
        ("Byliśmy na konferencji i nie było wcale źle, bo dużo się działo.", "pl"),
        ("カンファレンスに参加しました。とても楽しかったです。", "ja"),
        ("컨퍼런스에 다녀왔습니다. 정말 재미있었습니다.", "ko"),
        ("我参加了这次大会,收获很多。", "zh"),
    ],
)
def test_a_sentence_tells_its_language(text: str, code: str) -> None:
    """By its function words or its script."""
    assert next(iter(language_shares(text))) == code
