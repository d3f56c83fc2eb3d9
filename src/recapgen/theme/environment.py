"""The Jinja environment: templates found along the layers, compiled once, and what repeats on many pages made once."""

from __future__ import annotations

import marshal
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import MethodType
from typing import Any

from jinja2 import BaseLoader, BytecodeCache, Environment, StrictUndefined, Template, TemplateNotFound, pass_context
from jinja2 import __version__ as jinja_version
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro

from recapgen import __version__ as version
from recapgen.errors import Diagnostic, ThemeError
from recapgen.theme.files import Layer


def environment_of(layers: tuple[Layer, ...], compiled: Path | None) -> Environment:
    """`compiled` is a folder to keep compiled templates in; without one they are compiled each time."""
    environment = Environment(
        loader=Loader(layers),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_Compiled(compiled) if compiled else None,
    )
    environment.template_class = _Template
    environment.context_class = _Context
    environment.globals["once"] = _Once()
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}
    return environment


class Loader(BaseLoader):
    """Templates of the nearest layer; `NAME/x.html` is that of the theme NAME, behind the layer that asks."""

    def __init__(self, layers: tuple[Layer, ...]) -> None:
        self.layers = layers

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        for layer, name in self._candidates(template):
            path = layer.folder / "templates" / name
            if path.is_file() and ".." not in name.split("/"):
                try:
                    text = path.read_text("utf-8-sig")
                except UnicodeDecodeError:
                    raise ThemeError(
                        Diagnostic("RG101", "the template is not UTF-8", _shown(layer, name), hint="save it as UTF-8")
                    ) from None
                return text, str(path), lambda: True
        raise TemplateNotFound(template)

    def _candidates(self, template: str) -> Iterator[tuple[Layer, str]]:
        for layer in self.layers:
            yield layer, template
        theme, _, rest = template.partition("/")
        of_theme = [index for index, layer in enumerate(self.layers) if layer.name == theme]
        if of_theme:
            for layer in self.layers[of_theme[1] if len(of_theme) > 1 else of_theme[0] :]:
                yield layer, rest

    def list_templates(self) -> list[str]:
        return sorted(
            {
                path.relative_to(layer.folder / "templates").as_posix()
                for layer in self.layers
                for path in (layer.folder / "templates").rglob("*.html")
            }
        )

    def shown(self, filename: str) -> str:
        """A template's file as messages name it."""
        for layer in self.layers:
            if Path(filename).is_relative_to(layer.folder):
                return _shown(layer, Path(filename).relative_to(layer.folder / "templates").as_posix())
        return filename


def _shown(layer: Layer, name: str) -> str:
    return f"{layer.shown}/templates/{name}"


class _Compiled(BytecodeCache):
    """Compiled templates in a folder, for other processes and later runs; without them all is just slower."""

    SEAL = 16

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Compiled code is right for one Python, one Jinja, and the template's own place only."""
        what = f"{name}\0{filename}\0{sys.implementation.cache_tag}\0{jinja_version}\0{version}"
        return blake2b(what.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            data = (self.folder / f"{bucket.key}.bin").read_bytes()
        except OSError:
            return
        if data[: self.SEAL] == self._seal(bucket, data[self.SEAL :]):
            bucket.code = marshal.loads(data[self.SEAL :])

    def dump_bytecode(self, bucket: Bucket) -> None:
        code = marshal.dumps(bucket.code)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self.folder, delete=False) as file:
                file.write(self._seal(bucket, code) + code)
            Path(file.name).replace(self.folder / f"{bucket.key}.bin")
        except OSError:
            return

    def _seal(self, bucket: Bucket, code: bytes) -> bytes:
        """Says that the code is whole, and of this very source."""
        return blake2b(f"{bucket.checksum}\0".encode() + code, digest_size=self.SEAL).digest()


class _Once:
    """`{% call once("menu", lang) %}...{% endcall %}`: worked out for the first page, repeated on the others.

    What stands inside must depend on the site and the key alone, never on the page. A record in the key is this very
    record, not one that is like it; so nothing outlives the site that it was made for.
    """

    MOST = 10_000

    def __init__(self) -> None:
        self.made: tuple[object, dict[tuple[Any, ...], tuple[Any, tuple[Any, ...]]]] = (None, {})
        """For which site, and what came out with its whole key: a record that is kept keeps its identity."""

    @pass_context
    def __call__(self, context: Context, *key: Any, caller: Callable[[], Any]) -> Any:
        made = self.made
        if made[0] is not context["site"] or len(made[1]) > self.MOST:
            made = self.made = (context["site"], {})
        kept = made[1]
        named = tuple([part if isinstance(part, str) else id(part) for part in key])
        if named in kept:
            return kept[named][0]
        found = caller()
        kept[named] = (found, key)
        return found


class _Context(Context):
    """Calls what templates call most, macros, `t` and methods, without asking each time if it wants the context."""

    def call(self, obj: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        kind = type(obj)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind is not partial and (kind is not MethodType or hasattr(obj, "jinja_pass_arg")):
            return super().call(obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return obj(*args, **kwargs)


class _Template(Template):
    """A template. One that says `{% set PER_LANGUAGE = true %}` and is imported with context is made once a language.

    It then has the page's `t` and `lang` and what every page has, and nothing else of the page.
    """

    def make_module(
        self,
        vars: dict[str, Any] | None = None,
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,
    ) -> TemplateModule:
        if not shared or not vars or "t" not in vars:
            return super().make_module(vars, shared, locals)
        site, language = vars["site"], vars["lang"]
        kept: tuple[object, dict[str, TemplateModule]] = self.__dict__.get("per_language", (None, {}))
        if kept[0] is not site:
            kept = self.__dict__["per_language"] = (site, {})
        if language in kept[1]:
            return kept[1][language]
        made = super().make_module(vars, shared, locals)
        if getattr(made, "PER_LANGUAGE", False):
            made = kept[1][language] = super().make_module({"t": vars["t"], "lang": language})
        return made
