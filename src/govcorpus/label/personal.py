"""Personal data in a text: mobile phones, identity cards, e-mail addresses, bank cards; and the text without them.

Numbers of offices are none: 0551-62620110, 12345, 400-820-8820 and record numbers of sites have other lengths or beginnings,
and amounts, years and document numbers are told from cards by their checksums.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from govcorpus.model.scan import scanner

# Every number asked for has these eleven digits, in groups or not; most texts have none, and nothing else runs on them.
# The first digit stands alone because that form is searched three times as fast.
LONG_NUMBER = re.compile(r"[0-9](?:[0-9]{2}[- ]?[0-9]{4}[- ]?[0-9]{4})")
# Not a part of a longer number, of a name of a file or of an address: /art_13912345678.html
BEFORE = r"(?<![0-9A-Za-z_.=%&?*])(?<![0-9]-)(?<![A-Za-z]/)"
AFTER = r"(?![0-9A-Za-z_*]|[-./][0-9A-Za-z])"
# 13 to 19: the prefixes of mobile networks. 13900000000元 is an amount.
MOBILE = re.compile(
    rf"{BEFORE}(?:(?:\+|00)?86[- ]?)?(1[3-9][0-9](?P<gap>[- ]?)[0-9]{{4}}(?P=gap)[0-9]{{4}}){AFTER}(?![ \u3000]?[元万亿人吨件平个斤立])"
)
# Three numbers of a table look like a number in groups with blanks, so that one needs a word before it.
CALLED = re.compile(r"话|手机|号码|联系|微信|传真|TEL|Tel|tel")
REACH = 15

# GB 11643: region, day of birth, three digits, check character
IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])([1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx])(?![0-9A-Za-z])"
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
# ISO/IEC 7812: UnionPay 62 and 60, Visa 4, Mastercard 51–55, JCB 35; 16 to 19 digits, in fours or not
BANK_CARD = re.compile(
    r"(?<![0-9A-Za-z.])((?:6[02]|4[0-9]|5[1-5]|35)[0-9]{2}(?:(?P<gap>[- ]?)[0-9]{4}(?P=gap)[0-9]{4}(?P=gap)[0-9]{4}(?:(?P=gap)[0-9]{1,3})?))(?![0-9A-Za-z.]|[- ][0-9])"
)
EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])([A-Za-z0-9][A-Za-z0-9._%+-]{0,63}[@＠](?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,5}[A-Za-z]{2,18})(?![A-Za-z0-9-])"
)
SHOWN = re.compile(r"[0-9A-Za-z０-９Ｘｘ]")
# Some editors write all digits at full width.
WIDE = re.compile(r"[０-９]{3}")
WIDE_DIGITS = "０１２３４５６７８９"
NARROW = str.maketrans("０１２３４５６７８９Ｘｘ－＋\u3000", "0123456789Xx-+ ")


class Personal(NamedTuple):
    """A span text[start:end] that holds personal data: `kind` is mobile_phone, identity_card, bank_card or email."""

    start: int
    end: int
    kind: str


def personal(text: str) -> Iterator[Personal]:
    """Yield the personal data in a text, numbers first; spans may overlap."""
    if _scan()(text) and WIDE.search(text):
        text = text.translate(NARROW)
    if LONG_NUMBER.search(text):
        for kind, shape in (("mobile_phone", MOBILE), ("identity_card", IDENTITY), ("bank_card", BANK_CARD)):
            for match in shape.finditer(text):
                if _checks(kind, match):
                    yield Personal(*match.span(1), kind)
    if "@" in text or "＠" in text:
        for match in EMAIL.finditer(text):
            yield Personal(*match.span(1), "email")


@cache
def _scan() -> Callable[[str], frozenset[str]]:
    return scanner({"wide": WIDE_DIGITS})


def masked(text: str) -> str:
    """联系人：王某，13912345678。 → 联系人：王某，***********。: each letter and digit of personal data becomes a *.

    The length stays, so that offsets into the text hold.
    """
    for start, end, _ in list(personal(text)):
        text = hidden(text, start, end)
    return text


def hidden(text: str, start: int, end: int) -> str:
    """Return the text with each letter and digit of text[start:end] as *."""
    return text[:start] + SHOWN.sub("*", text[start:end]) + text[end:]


def _checks(kind: str, found: re.Match[str]) -> bool:
    number = found[1]
    match kind:
        case "mobile_phone":
            start = found.start()
            return found["gap"] != " " or CALLED.search(found.string, max(0, start - REACH), start) is not None
        case "identity_card":
            total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number[:17], strict=True))
            return CHECKS[total % 11] == number[17].upper()
        case _:
            digits = [int(digit) for digit in number if digit.isdecimal()]
            doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
            return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0
