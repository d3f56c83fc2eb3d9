"""Which conference a post tells of, in which year and where: only what text, front matter or path state.

>>> named("QCon London 2017 takeaway points")
('QCon London', 2017)
"""

from __future__ import annotations

import re


def named(text: str) -> tuple[str, int | None]:
    match = re.search(r"((?:[A-Z!+&][\w!+.&:-]*\s+(?:in\s+)?){1,6}?)['’]?((?:19|20)\d\d|\d\d)\b", text)
    if not match:
        return "", None
    year = int(match.group(2))
    return match.group(1).strip(), year if year > 100 else 2000 + year
