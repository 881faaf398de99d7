"""Which of the two languages a person reads, from Accept-Language; Chinese unless asked otherwise."""

from __future__ import annotations

from functools import lru_cache

from kit.errors import Language

DEFAULT: Language = "zh"


def preferred(header: str | None) -> Language:
    """The best of zh and en in a header such as "en-GB,en;q=0.8,zh;q=0.5"; malformed parts are passed over."""
    return _preferred(header[:500]) if header else DEFAULT


@lru_cache(maxsize=128)  # browsers say the same all day
def _preferred(header: str) -> Language:
    best, weight = DEFAULT, 0.0
    for part in header.split(","):
        tag, _, parameters = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        quality = _quality(parameters)
        if language in ("zh", "en") and quality > weight:
            best, weight = ("en" if language == "en" else "zh"), quality
    return best


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
