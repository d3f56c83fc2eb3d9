"""HTML in or instead of Markdown, and components with attributes, as blocks of the outline.

>>> dict(component('{{< talk title="On Spoons" speaker="Ida Quill" >}}'))
{'title': 'On Spoons', 'speaker': 'Ida Quill'}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_COMPONENT = re.compile(r"^\s*(?:\{\{[<%]-?\s*[\w/-]+|\{%-?\s*[\w/-]+|<[A-Za-z][\w.-]*|:::?\s*\{?\s*[\w-]+|\[[a-z][\w-]*)\s+(?P<rest>.*)$", re.DOTALL)
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w-]*)\s*[=:]\s*\{?\s*(?:\"([^\"]*)\"|'([^']*)'|“([^”]*)”)\s*\}?")


def component(text: str) -> Mapping[str, str]:
    """The attributes of a shortcode, a component or a directive; empty if the text is none, or has no title or name."""
    if text[:1] not in "{<:[" or "=" not in text and ":" not in text:
        return {}
    match = _COMPONENT.match(text[:4000])
    if not match:
        return {}
    found = {m.group(1).lower(): next(g for g in m.groups()[1:] if g is not None) for m in _ATTRIBUTE.finditer(match.group("rest"))}
    if any(k in found for k in ("title", "talk", "name", "session")) and any(k.startswith(("speaker", "by", "presenter", "author", "who")) for k in found):
        return found
    return {}


def blocks_of_html(html: str, line: int, tokens: tuple[int, int], group: int) -> Iterator["object"]:
    """Blocks of an HTML fragment."""
    return iter(())
