"""Where the links and pictures of a foreign post lead once it lives in another place.

>>> Addresses(base="https://soup.example/2019/05/spoons/").new("../pans/")
('https://soup.example/2019/05/pans/', '')
>>> Addresses().new("javascript:alert(1)")
('', "unsafe address ('javascript:')")
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, urljoin, urlsplit

from msgspec import Struct

from recapgen.importers.guard import clean
from recapgen.markdown import SAFE_SCHEMES
from recapgen.regex import regex
from recapgen.shortcodes import tidy

_SCHEME = regex(r"([a-zA-Z][a-zA-Z0-9+.-]*):")


class Addresses(Struct, frozen=True):
    """The new address of every old one."""

    base: str = ""
    """The page's old address; empty: not known, and relative links can't be followed."""
    pictures: Mapping[str, str] = {}
    """Old address of a picture that is copied -> its new one, beside the post."""
    kept: bool = False
    """Whether addresses inside the site stay as they are."""

    def new(self, url: str) -> tuple[str, str]:
        """The new address and the empty string, or the empty string and why there is none."""
        url = re.sub(r"[\x00-\x1f]", "", clean(url)).strip()
        if url in self.pictures:
            return self.pictures[url], ""
        scheme = _SCHEME.match(re.sub(r"\s", "", url))
        if scheme:
            name = scheme.group(1).lower()
            if name == "data":
                return "", "picture inside the page (data:)"
            if name not in SAFE_SCHEMES:
                return "", f"unsafe address ('{name}:')"
            return tidy(url), ""
        if url.startswith("#") or not url:
            return "", "link inside the old page"
        if url.startswith("//"):
            return tidy(f"https:{url}"), ""
        if self.base:
            return self._joined(url)
        if self.kept:
            return tidy(url), ""
        return "", "link inside the old site, whose address is not known"

    def _joined(self, url: str) -> tuple[str, str]:
        try:
            joined = urljoin(self.base, url)
        except ValueError:
            return "", "address that can't be read"
        if urlsplit(joined)._replace(fragment="") == urlsplit(self.base)._replace(fragment="") and "#" in url:
            return "", "link inside the old page"
        return tidy(joined), ""


def file_name(url: str) -> str:
    """What to call the copy of a picture.

    >>> file_name("https://soup.example/a/Big%20Pot.JPG?w=600")
    'big-pot.jpg'
    """
    try:
        last = unquote(urlsplit(url).path.rsplit("/", 1)[-1])
    except ValueError:
        last = ""
    stem, _, suffix = last.rpartition(".")
    plain = re.sub(r"[^\w-]+", "-", (stem or last).casefold()).strip("-_")[:60]
    return f"{plain or 'picture'}.{suffix.casefold()}" if stem and suffix.isalnum() else plain or "picture"
