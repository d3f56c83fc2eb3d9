"""The first files of a new site, of a new post in it, and of a new theme.

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

from recapgen.config import Config, shipped_themes
from recapgen.errors import ConfigError, Diagnostic, did_you_mean
from recapgen.header import YamlHandler
from recapgen.routes import slugify
from recapgen.theme import themes

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
    files = _files(resources.files("recapgen").joinpath("scaffold", "site"), "")
    if (folder / "recapgen.toml").exists():
        hint = "name another folder; nothing was written"
        raise ConfigError(Diagnostic("RG010", f"{folder} is a site already", hint=hint))
    taken = [path for path, _ in files if (folder / path).exists()]
    if taken:
        hint = "name another folder; nothing was written"
        raise ConfigError(*(Diagnostic("RG010", f"{folder / path} exists already", hint=hint) for path in taken))
    return _written(folder, files)


def new_theme(root: Path, name: str, extends: str) -> list[str]:
    """Write a theme that changes a little of another; the files written. Raises `ConfigError` where it can't be."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", name):
        hint = "use small letters, digits and hyphens"
        raise ConfigError(Diagnostic("RG010", f"'{name}' is no name for a theme", hint=hint))
    if extends not in themes(root):
        hint = did_you_mean(extends, themes(root)) or f"there are: {', '.join(themes(root))}"
        raise ConfigError(Diagnostic("RG501", f"there is no theme '{extends}'", hint=hint))
    folder = root / "themes" / name
    if folder.exists() or folder.is_symlink():
        hint = "choose another name; nothing was written"
        raise ConfigError(Diagnostic("RG010", f"themes/{name} exists already", hint=hint))
    if (shipped_themes() / name).is_dir():
        hint = f"choose another name; to change single files of it, put them into themes/{name}/"
        raise ConfigError(Diagnostic("RG010", f"a theme '{name}' comes with recapgen", hint=hint))

    def filled(text: str) -> str:
        return text.replace("@NAME@", name).replace("@EXTENDS@", extends)

    files = _files(resources.files("recapgen").joinpath("scaffold", "theme"), f"themes/{name}/")
    return _written(root, [(filled(path), filled(text)) for path, text in files])


def _written(folder: Path, files: list[tuple[str, str]]) -> list[str]:
    for path, text in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return [path for path, _ in files]


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
