"""A text cut into its sentences."""

from __future__ import annotations

from recapgen.regex import regex

SENTENCE = regex(
    r"(?<=[.!?…])(?<!\s[A-ZÀ-Þ]\.)(?<!^[A-ZÀ-Þ]\.)(?<!\.[A-ZÀ-Þ]\.)(?<!\s[DM][rs]\.)(?<!\sMrs\.)(?<!\sProf\.)[”\"’)]?\s+(?=[\"“(A-ZÀ-ÞĀ-Ž¿¡\uac00-\ud7a3])|\n|(?<=[。！？])"
)


def sentences(text: str) -> list[str]:
    """A text cut into its sentences; at least one."""
    return SENTENCE.split(text)
