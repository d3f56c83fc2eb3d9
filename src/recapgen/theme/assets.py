"""A theme's style sheets, scripts and pictures, under names that carry their digest."""

from __future__ import annotations

import posixpath
import re
from hashlib import blake2b
from pathlib import Path

from recapgen.files import Artifact
from recapgen.regex import regex
from recapgen.theme.files import Layer

_CSS_URL = regex(r"""url\(\s*(["']?)(?![a-z]+:|/|#)([^"')]+)\1\s*\)""")


class MissingAsset(LookupError):
    """A template asks for an asset that no layer has."""


def assets_of(layers: tuple[Layer, ...]) -> dict[str, Artifact]:
    """Every file of the layers' `assets/`, its name with a digest, style sheets pointing to the names with digests."""
    files: dict[str, Path] = {}
    for layer in reversed(layers):
        for path in sorted((layer.folder / "assets").rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                files[path.relative_to(layer.folder / "assets").as_posix()] = path
    assets: dict[str, Artifact] = {}

    def add(name: str, chain: tuple[str, ...] = ()) -> Artifact:
        if name in assets:
            return assets[name]
        data = files[name].read_bytes()
        if name.endswith(".css"):

            def pointed(match: re.Match[str]) -> str:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), match[2]))
                if target not in files or target in (*chain, name):
                    return match.group()
                return (
                    f'url("{posixpath.relpath(add(target, (*chain, name)).path, posixpath.dirname(f"assets/{name}"))}")'
                )

            data = _CSS_URL.sub(pointed, data.decode()).encode()
        stem, dot, ending = name.rpartition(".")
        mark = blake2b(data, digest_size=5).hexdigest()
        named = f"assets/{stem}.{mark}.{ending}" if dot else f"assets/{name}.{mark}"
        assets[name] = Artifact(named, data)
        return assets[name]

    for name in sorted(files):
        add(name)
    return assets
