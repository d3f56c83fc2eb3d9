"""Patterns that are compiled late are as good as those that are compiled at once."""

import gc
import importlib
import pkgutil
import re

import pytest

import recapgen
from recapgen.regex import regex


def _patterns() -> list[re.Pattern[str]]:
    for module in pkgutil.walk_packages(recapgen.__path__, "recapgen."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    kind = type(regex("a"))
    return [one for one in gc.get_objects() if type(one) is kind]


def test_every_pattern_of_every_module_compiles() -> None:
    patterns = _patterns()
    assert len(patterns) > 300
    for pattern in patterns:
        assert pattern.groups >= 0, pattern


def test_it_answers_as_a_compiled_one_does() -> None:
    late, now = regex(r"(\w)-", re.IGNORECASE), re.compile(r"(\w)-", re.IGNORECASE)
    assert late.pattern == now.pattern
    assert late.flags == now.flags
    assert late.sub(r"\1+", "a-B-c") == now.sub(r"\1+", "a-B-c")
    assert [m[1] for m in late.finditer("a-B-c")] == ["a", "B"]


def test_what_a_pattern_has_not_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError):
        _ = regex("a").missing  # type: ignore[attr-defined]


def test_an_error_is_told_where_it_is_asked() -> None:
    broken = regex("(")
    with pytest.raises(re.error):
        broken.search("a")
