"""Chinese bytes printed in a western code page that somebody tried to mend: ÌØË¹À → ÌØ˹À (特斯拉).

`fix_text` of ftfy, ForceUTF8 and their like take the characters of a western code page whose bytes are one character of UTF-8 for that
one. By chance many characters of GBK are, or parts of two of them. What became one character is taken apart again; where
that was one of Latin-1 itself, all that is left of two bytes is the second.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from govcorpus.model import walk

# What is made of western characters: none that Chinese pages print, but for one Chinese character here and there.
MADE = "\u0100-\u1fff\u2800-\u2e7f\ua000-\uff00\U00010000-\U0010ffff"
# ftfy takes ligatures apart, and its normal form (NFC) puts combining marks in another order: 通知 is ֪ͨ.
LIGATURES = dict(zip(["IJ", "ij", "DZ", "Dz", "dz", "LJ", "Lj", "lj", "NJ", "Nj", "nj"], "ĲĳǱǲǳǇǈǉǊǋǌ", strict=True))
LIGATURE = re.compile(f"(?<=[^ -~])(?:{'|'.join(LIGATURES)})(?=[^ -~])")
MARKS = re.compile("[\u0300-\u05ff]{2}")
# Code pages in which ftfy reads a character that it made, and the next one, once more: Ĺ¦ → Ŧ, λ£¬ → 룬.
AGAIN = ("windows-1250", "windows-1251", "windows-1253", "windows-1254", "windows-1257", "iso-8859-2")
ONCE, TWICE = -2.0, -5.0  # nats that it costs to be left of two bytes


def octets(line: str, page: str) -> list[str]:
    """Return the bytes of each character of a line as characters up to U+00FF: those of UTF-8 where the code page has it not."""
    found = [(char.encode(page, "ignore") or char.encode("utf-8", "ignore")).decode("latin-1") for char in line]
    for pair in LIGATURE.finditer(line):
        found[pair.start()], found[pair.start() + 1] = LIGATURES[pair[0]].encode().decode("latin-1"), ""
    for pair in MARKS.finditer(line):
        at, classes = pair.start(), [unicodedata.combining(char) for char in pair[0]]
        if 0 < classes[0] < classes[1] and _likelier(found[at + 1], found[at]):
            found[at], found[at + 1] = found[at + 1], found[at]
    return found


def _likelier(one: str, other: str) -> bool:
    """Say whether two characters of GBK are likelier in this order than the other way round."""
    scores = [
        walk.log_probability((a + b).encode("latin-1").decode("gb18030", "replace")) for a, b in ((one, other), (other, one))
    ]
    return scores[0] > scores[1]


@cache
def swallowed(symbol: str) -> tuple[tuple[str, float], ...]:
    """Return the pairs of bytes that one byte may be left of, with what that costs in nats.

    · of C2 B7 (路), û of C3 BB (没), a blank of C2 and itself (章 in front of one), ë of CE BB (λ, 位).
    """
    if symbol == " ":
        return (("\xc2 ", ONCE),)
    if not "\x80" <= symbol <= "\xff":
        return ()
    byte = symbol.encode("latin-1")
    again = {char: TWICE for page in AGAIN if symbol >= "\xc0" for char in byte.decode(page, "ignore")}
    pairs = [(char.encode().decode("latin-1"), cost) for char, cost in ({**again, symbol: ONCE}).items()]
    return tuple((pair, cost) for pair, cost in pairs if len(pair) == 2)
