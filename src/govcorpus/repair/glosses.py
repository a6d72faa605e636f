"""What a gloss is: a reading in parentheses behind the very character that has it, 會(huì)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from govcorpus import model

GLOSS_LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿêɡ"  # ɡ (U+0261) is how GBK writes the g of a gloss
SYLLABLE = rf"[{GLOSS_LETTERS}]{{1,7}}"
# The bracket comes first and then what stands before it: the engine looks for that alone, in a tenth of the time.
GLOSS = re.compile(rf"\((?<=(?P<char>[^\x00-\u2e7f])\()(?P<reading>{SYLLABLE})\)")
NONE: frozenset[str] = frozenset()
TONES = "\u0304\u0301\u030c\u0300"  # macron, acute, caron, grave


@lru_cache(maxsize=4096)
def toneless(reading: str) -> str:
    """Huì → hui, lǜ → lü: a reading without its tone."""
    if reading.isascii():
        return reading
    bare = "".join(char for char in unicodedata.normalize("NFD", reading) if char not in TONES)
    return unicodedata.normalize("NFC", bare).replace("ɡ", "g")


@cache
def chars_of() -> dict[str, frozenset[str]]:
    """Return the characters of each reading, toned or not, with ü also as v and u."""
    found: dict[str, frozenset[str]] = {}
    for toned, chars in model.readings().items():
        bare = toneless(toned)
        for way in {toned, bare, bare.replace("ü", "v"), bare.replace("ü", "u")}:
            found[way] = found.get(way, NONE) | chars
    return found


def read(reading: str) -> frozenset[str]:
    """Return the characters that have a reading, as `has_reading` says it."""
    return chars_of().get(reading, NONE) | chars_of().get(toneless(reading), NONE)


def has_reading(char: str, reading: str) -> bool:
    """Say whether a reading, toned or not, is one of the character's own."""
    return char in chars_of().get(reading, NONE) or char in chars_of().get(toneless(reading), NONE)
