"""The first files of a new site, and of a new post in it.

>>> post_text("recap", "Notes", date(2017, 3, 6), conference="QCon London 2017").splitlines()[3]
'conference:'
"""

from __future__ import annotations

import re
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from recapgen.config import Config
from recapgen.errors import ConfigError, Diagnostic
from recapgen.header import YamlHandler
from recapgen.routes import slugify

PostKind = Literal["recap", "article", "page"]
_FOLDERS: dict[PostKind, str] = {"recap": "recaps", "article": "articles", "page": "pages"}
_RENAMED = {"gitignore": ".gitignore"}
_BODIES: dict[PostKind, str] = {
    "recap": """
What was it like?

## Title of a talk – Speaker (Organization)

What stayed.
""",
    "article": "\n",
    "page": "\n",
}


def init_site(folder: Path) -> list[str]:
    """Write a small site that builds at once; the files written. Raises `ConfigError` where one is in the way."""
    templates = list(_files(resources.files("recapgen").joinpath("scaffold"), ""))
    taken = [path for path, _ in templates if (folder / path).exists()]
    if taken:
        hint = "name another folder; nothing was written"
        raise ConfigError(*(Diagnostic("RG010", f"{folder / path} exists already", hint=hint) for path in taken))
    for path, text in templates:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return [path for path, _ in templates]


def _files(folder: Traversable, above: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        path = f"{above}{_RENAMED.get(entry.name, entry.name)}"
        if entry.is_dir():
            found += _files(entry, f"{path}/")
        else:
            found.append((path, entry.read_text("utf-8")))
    return found


def new_post(root: Path, config: Config, kind: PostKind, title: str, today: date, conference: str = "") -> Path:
    """Write a post with clean front matter in the right place; its path. Raises `ConfigError` where it exists."""
    path = root / config.content / _FOLDERS[kind] / f"{slugify(title)}.md"
    if path.exists():
        shown = path.relative_to(root)
        raise ConfigError(Diagnostic("RG010", f"{shown} exists already", hint="choose another title"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(post_text(kind, title, today, conference), "utf-8")
    return path


def post_text(kind: PostKind, title: str, today: date, conference: str = "") -> str:
    """A post that waits for its words."""
    values: dict[str, object] = {"title": title}
    if kind != "page":
        values["date"] = today
    if conference:
        match = re.match(r"^(.+?)[\s,]+(?:['’](\d\d)|((?:19|20)\d\d))$", conference.strip())
        year = (int(match[3]) if match[3] else 2000 + int(match[2])) if match else None
        values["conference"] = {"name": match[1] if match else conference.strip()} | ({"year": year} if year else {})
    if kind != "page":
        values |= {"topics": [], "draft": True}
    return f"---\n{YamlHandler().export(values)}\n---\n{_BODIES[kind]}"
