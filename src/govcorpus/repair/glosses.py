"""What a gloss is: a reading in parentheses behind the very character that has it, 會(huì)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from govcorpus import model

GLOSS_LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿêɡ"  # ɡ (U+0261) is how GBK writes the g of a gloss
SYLLABLE = rf"[{GLOSS_LETTERS}]{{1,7}}"
GLOSS = re.compile(rf"(?<=(?P<char>[^\x00-\u2e7f]))\((?P<reading>{SYLLABLE})\)")
TONES = "\u0304\u0301\u030c\u0300"  # macron, acute, caron, grave


@lru_cache(maxsize=4096)
def toneless(reading: str) -> str:
    """Huì → hui, lǜ → lü: a reading without its tone."""
    if reading.isascii():
        return reading
    bare = "".join(char for char in unicodedata.normalize("NFD", reading) if char not in TONES)
    return unicodedata.normalize("NFC", bare).replace("ɡ", "g")


@cache
def readings_of() -> dict[str, frozenset[str]]:
    """Return the readings of each character, toned and toneless, ü also as v and u."""
    found: dict[str, set[str]] = {}
    for toned, chars in model.readings().items():
        bare = toneless(toned)
        ways = {toned, bare, bare.replace("ü", "v"), bare.replace("ü", "u")}
        for char in chars:
            found.setdefault(char, set()).update(ways)
    return {char: frozenset(ways) for char, ways in found.items()}


@cache
def chars_of() -> dict[str, str]:
    """Return the characters of each reading, toned or not."""
    found: dict[str, list[str]] = {}
    for char, ways in readings_of().items():
        for reading in ways:
            found.setdefault(reading, []).append(char)
    return {reading: "".join(chars) for reading, chars in found.items()}


def read(reading: str) -> frozenset[str]:
    """Return the characters that have a reading, as `has_reading` says it."""
    return frozenset(chars_of().get(reading, "") + chars_of().get(toneless(reading), ""))


def has_reading(char: str, reading: str) -> bool:
    """Say whether a reading, toned or not, is one of the character's own."""
    ways = readings_of().get(char)
    return ways is not None and (reading in ways or toneless(reading) in ways)
