"""Patterns that are compiled late are as good as those that are compiled at once."""

import gc
import importlib
import marshal
import pkgutil
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import recapgen
from kit import SiteKit, site
from recapgen.markdown import tokenise
from recapgen.recap import read
from recapgen.regex import Shelf, kept, regex, shelved


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


# -- from one process to the next --------------------------------------------------------------------------------------


def _shelf(written: Mapping[str, bytes]) -> Shelf:
    return Shelf(lambda group: written.get(group, b""))


def test_what_is_taken_from_a_shelf_is_what_was_put_there() -> None:
    """Every pattern that reading posts has made so far, with its code."""
    text = "# SoupConf 2019\n\nYesterday Ida Quill gave a talk.\n"
    assert read(text, tokenise(text)).is_recap
    patterns = [one for one in gc.get_objects() if isinstance(one, re.Pattern) and isinstance(one.pattern, str)]
    assert len(patterns) > 200
    shelf = _shelf({})
    for n, pattern in enumerate(patterns):
        shelf.put("en", str(n), pattern)
    again = _shelf(dict(shelf.written()))
    for n, pattern in enumerate(patterns):
        assert again.take("en", str(n)) == pattern, pattern


def test_several_patterns_and_words_keep_their_form() -> None:
    value = (re.compile("a"), None, (re.compile("(?P<b>b)", re.IGNORECASE), {"c": ("d",)}))
    shelf = _shelf({})
    shelf.put("en", "some", value)
    shelf.put("en", "other", object())
    again = _shelf(dict(shelf.written()))
    assert again.take("en", "some") == value
    assert again.take("en", "other") is None


@pytest.mark.parametrize("data", [b"", b"\0", b"no marshal", marshal.dumps([1]), marshal.dumps({"a": {"code": b"x"}})])
def test_a_shelf_of_rubbish_is_an_empty_one(data: bytes) -> None:
    with shelved(_shelf({"en": data})):
        assert kept("en", "a", lambda: re.compile("a+")).fullmatch("aa")


def test_code_that_cannot_be_right_is_not_taken() -> None:
    shelf = _shelf({})
    shelf.put("en", "a", re.compile("(a)|b"))
    made = marshal.loads(dict(shelf.written())["en"])
    made["a"]["code"] = made["a"]["code"][:-8]
    assert _shelf({"en": marshal.dumps(made)}).take("en", "a") is None


def test_a_build_of_one_changed_post_finds_the_patterns_of_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where one of the files is damaged; those of other versions go."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    kit = site(tmp_path / "site")
    folder = tmp_path / "cache" / "recapgen" / "patterns"
    folder.mkdir(parents=True)
    (folder / "old.en").write_bytes(b"of another version")
    counts = []
    for n in range(4):
        kit.post("a.md", f"---\nconference: SoupConf 2019\n---\n\n## Lids – Ida Quill\n\nShut {n}.\n")
        counts.append(compiled_by_a_build(kit))
        if n == 2:
            (only,) = folder.glob("*.en")
            only.write_bytes(only.read_bytes()[:-9] + b"\0" * 9)
    whole, first, second, damaged = counts
    assert second < first / 2, counts
    assert damaged > second, counts
    assert whole > 0
    assert not (folder / "old.en").exists()
    assert any("Shut 3." in page.read_text("utf-8") for page in kit.output.rglob("index.html"))


def compiled_by_a_build(kit: SiteKit) -> int:
    """How many characters of patterns a process compiled that built the site."""
    code = (
        "import re, sys; from re import _compiler; made = []; compile = _compiler.compile\n"
        "_compiler.compile = lambda *args: made.append(len(args[0])) or compile(*args)\n"
        "from recapgen.cli import main\n"
        "sys.argv = ['recapgen', 'build', '-q']\n"
        "try: main()\n"
        "finally: print(sum(made))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=kit.root, capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1])
