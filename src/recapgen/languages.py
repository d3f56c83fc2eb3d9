"""Languages by their codes (BCP 47): what they call themselves, and which way they are written.

>>> autonym("pt-BR"), autonym("tlh"), written_from_right("he")
('Português', 'tlh', True)
"""

from __future__ import annotations

AUTONYMS = {
    "ar": "العربية",
    "ca": "Català",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "fa": "فارسی",
    "fi": "Suomi",
    "fr": "Français",
    "he": "עברית",
    "hi": "हिन्दी",
    "hu": "Magyar",
    "id": "Bahasa Indonesia",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "nb": "Norsk bokmål",
    "nl": "Nederlands",
    "nn": "Norsk nynorsk",
    "no": "Norsk",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "ru": "Русский",
    "sk": "Slovenčina",
    "sv": "Svenska",
    "th": "ไทย",
    "tr": "Türkçe",
    "uk": "Українська",
    "vi": "Tiếng Việt",
    "zh": "中文",
}
"""The names of languages in themselves, by code."""

_FROM_RIGHT = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))


def primary(code: str) -> str:
    """The language without region and script: `pt` of `pt-BR`."""
    return code.replace("_", "-").partition("-")[0].lower()


def autonym(code: str) -> str:
    """A language's name in itself; its code where the name is not known."""
    return AUTONYMS.get(primary(code), code)


def written_from_right(code: str) -> bool:
    return primary(code) in _FROM_RIGHT
