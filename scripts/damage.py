"""Damage text as the essay mills did: traditional characters, pinyin and byte shifts, or pinyin on random characters.

The steps are those of the machine that made the pages, byte for byte: text goes through GBK, glosses and marks are put
in without respect for character boundaries, and the result is read as GBK the way old PHP reads it. Tests check the steps
against known spots; the sample and the tests of the repair rules take their damaged pages from here.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from functools import cache

PUNCTUATION = "，。！？；、"
STAY = "于后里干征"  # simplified characters that the mills' table never turned
# Forms of one character of which the mills' table has the other one than OpenCC: 因為, 公眾, 啟動.
FORMS = str.maketrans("爲衆啓閒淨鑑籤溼", "為眾啟閑凈鑒簽濕")
FOLDED = str.maketrans({chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)})
EMOJI = "⛦🈭🌶🕍🎐🈓🚵"
INVISIBLE = b"\x1f"  # what stood in front of punctuation: one byte that no reader shows


def traditional(text: str) -> str:
    """会议发展 → 會議發展: character by character, without regard to words."""
    return "".join(map(_traditional, text))


@cache
def _converter() -> object:
    import opencc

    return opencc.OpenCC("s2t")


@cache
def _traditional(char: str) -> str:
    turned: str = char if char in STAY else _converter().convert(char).translate(FORMS)  # type: ignore[attr-defined]
    return turned if turned.encode("gbk", "ignore") else char


def glossed(data: bytes, readings: Mapping[str, str]) -> bytes:
    """會議 → 會(huì)議 in GBK: write the reading behind every pair of bytes that spells a member of the set, also across characters."""
    for char, reading in readings.items():
        pair = char.encode("gbk")
        data = data.replace(pair, pair + f"({reading})".encode("gbk", "ignore"))
    return data


def marked(data: bytes, rng: random.Random, share: float) -> bytes:
    """規模；化 → put an invisible byte before a share of the pairs that spell punctuation, also across characters."""
    for char in PUNCTUATION:
        pair = char.encode("gbk")
        parts = data.split(pair)
        data = parts[0] + b"".join((INVISIBLE if rng.random() < share else b"") + pair + part for part in parts[1:])
    return data


def read(data: bytes, lost: str = "?") -> str:
    """Read bytes as GBK the way old PHP does: an impossible trail byte is swallowed with its lead byte, `lost` stands for both.

    Pairs of the user-defined zones vanish, a lone 80 is the euro sign, control bytes show nothing. A lead byte at the end
    of a line is lost alone.
    """
    out = []
    at = 0
    while at < len(data):
        lead = data[at]
        trail = data[at + 1] if at + 1 < len(data) else 0x0A
        if lead < 0x80:
            out.append("" if lead < 0x20 and lead != 0x0A else chr(lead))
            at += 1
        elif lead == 0x80:
            out.append("€")
            at += 1
        elif not 0x40 <= trail <= 0xFE or trail == 0x7F or lead == 0xFF:
            out.append(lost)
            at += 1 if trail == 0x0A else 2
        else:
            out.append("" if vanishes(lead, trail) else data[at : at + 2].decode("gbk", "ignore"))
            at += 2
    return "".join(out)


def browsed(data: bytes) -> str:
    """Read bytes as GBK the way browsers do: a byte that starts no pair prints U+FFFD and swallows nothing, a lone 80 is the euro sign.

    All pairs print something, those of the user-defined zones characters for private use (WHATWG Encoding, 10.2.1). Control bytes
    show nothing.
    """
    out = []
    at = 0
    while at < len(data):
        pair = data[at : at + 1 if data[at] <= 0x80 else at + 2]
        char = "€" if pair == b"\x80" else pair.decode("gb18030", "ignore")
        known = len(char) == 1 and (len(pair) == 1 or not char.isascii())
        out.append("" if known and char < " " and char != "\n" else char if known else "\ufffd")
        at += len(pair) if known else 1
    return "".join(out)


def vanishes(lead: int, trail: int) -> bool:
    """Say whether a pair of bytes lies in the user-defined zones AAA1–AFFE, F8A1–FEFE or A140–A7A0."""
    if trail >= 0xA1:
        return 0xAA <= lead <= 0xAF or lead >= 0xF8
    return 0xA1 <= lead <= 0xA7


def shifted(
    text: str,
    readings: Mapping[str, str],
    *,
    seed: int = 0,
    share: float = 0.6,
    folded: bool = True,
    silent: bool = False,
    browser: bool = False,
) -> str:
    """们在全国各地。 → 們?cè)谌珖?guó)各地。: damage text the way of family 1.

    `readings` are the characters (traditional) a site glosses and how it spells them, empty for a page without pinyin;
    `share` of the punctuation gets an invisible mark; `folded` turns full-width forms to ASCII afterwards; `silent` hosts
    print no `?`; a `browser` read the bytes, not PHP.
    """
    data = marked(glossed(traditional(text).encode("gbk", "ignore"), readings), random.Random(seed), share)
    out = browsed(data) if browser else read(data, "" if silent else "?")
    return out.translate(FOLDED) if folded else out


def spun(
    text: str, readings: Mapping[str, str], *, seed: int = 0, share: float = 0.15, space: bool = False, emoji: bool = False
) -> str:
    """讨论 → 讨(tǎo)论: gloss random characters of simplified text, the way of family 2.

    `space` writes 我(wǒ ); `emoji` drops tones, repeats glosses and throws emoji between them: 国(guo)⛦(guo).
    """
    rng = random.Random(seed)
    return "".join(
        char + _gloss(readings[char], rng, space=space, emoji=emoji) if char in readings and rng.random() < share else char
        for char in text
    )


def _gloss(reading: str, rng: random.Random, *, space: bool, emoji: bool) -> str:
    if space:
        return f"({reading} )"
    if not emoji:
        return f"({reading})"
    gloss = f"({toneless(reading)})"
    return "".join(rng.choice(["", "", rng.choice(EMOJI)]) + gloss for _ in range(rng.randint(1, 3)))


def toneless(reading: str) -> str:
    """Huì → hui, lüè → lüe: a reading without its tone marks."""
    return reading.translate(str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ", "aaaaeeeeiiiioooouuuuüüüünnn"))


def first_readings(chars: Iterable[str]) -> dict[str, str]:
    """The commonest reading of each character, as pypinyin has it."""
    from pypinyin import Style, pinyin

    return {char: pinyin(char, style=Style.TONE)[0][0] for char in chars}
