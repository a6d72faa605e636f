"""What stood in a text before a rule, told from what stands there now: 为 → 為, ， → `,`, 业 → 业(yè), 政务 → ÕþÎñ."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.uint32]

# How Chinese was misread, as the codecs it went through, the commonest first; `?` where what a codec lacks became a question mark,
# else U+FFFD, `!` where it left nothing, `-` where it left nothing as iconv -c leaves it, `€` where it left nothing but 80, as
# browsers do on a page cleaned afterwards.
MISREAD = (
    "gb18030>latin-1",
    "utf-8>gb18030",
    "utf-8>gbk?",
    "utf-8>sloppy-windows-1252",
    "utf-8>sloppy-windows-1252>utf-8>sloppy-windows-1252",
    "gb18030>sloppy-windows-1252",
    "utf-8>latin-1",
    "gb18030>sloppy-windows-1250",
    "gb18030>sloppy-windows-1251",
    "gb18030>big5hkscs?",
    "big5hkscs>gb18030?",
    "big5hkscs>sloppy-windows-1252",
    "utf-8>gbk-",
    "utf-8>gbk€",
    "utf-8>gbk",
    "utf-8>gbk!",
    "utf-8>gb18030!",
    "gb18030>big5",
    "gb18030>big5?",
    "gb18030>big5!",
    "big5hkscs>gbk",
    "big5hkscs>gbk?",
    "big5hkscs>gbk!",
)
# What GBK reads: two bytes, one of ASCII, or one that begins no two.
READ = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]|[\x00-\xff]")
# Where the GB18030 of 2000, 2005 and 2022 differ, so that a later Python may read it otherwise.
MOVED = re.compile(
    "[\u01f9\u1e3f\u9fb4-\u9fbb\ue76c\ue78d-\ue796\ue7c7\ue816-\ue864\ufe10-\ufe19\U00020087\U00020089\U000200cc\U000215d7\U0002298f\U000241fe]"
)


# An edit that follows from text[start:end]: start, end, where the edit is, what stood there, what stands there.
Unit = tuple[int, int, int, str, str]


def misread(old: str, new: str) -> str | None:
    """Õþ, 政 → gb18030>latin-1: return how `new` became `old`, None where no way of MISREAD gives it to the letter."""
    if MOVED.search(old) or MOVED.search(new):
        return None
    return next((way for way in MISREAD if read(new, way) == old), None)


def read(text: str, way: str) -> str | None:
    """政, gb18030>latin-1 → Õþ: read a text wrong, None where a codec cannot write it."""
    import ftfy.bad_codecs  # noqa: F401 - registers the sloppy code pages

    codecs = way.split(">")
    for writes, reads in zip(codecs[::2], codecs[1::2], strict=True):
        try:
            octets = text.encode(writes)
        except UnicodeEncodeError:
            return None
        if reads[-1] in "-€":
            text = "".join(_left(piece, reads[-1]) for piece in READ.findall(octets))
            continue
        text = octets.decode(reads.rstrip("?!"), "ignore" if reads.endswith("!") else "replace")
        if reads.endswith("?"):
            text = text.replace("\ufffd", "?")
    return text


def _left(octets: bytes, kind: str) -> str:
    """Return what GBK prints for a byte or two, nothing where they are no character."""
    sign = octets.decode("gbk", "ignore")
    if len(octets) == 1:
        return "€" if octets == b"\x80" and kind == "€" else sign
    return "" if sign.isascii() else sign  # of A2 41, which is none, Python leaves the A


def signs(text: str, stood: Mapping[str, str]) -> Iterator[Unit]:
    """业务, {业: 业(yè)} → 业(yè)务: yield an edit for each sign of `stood`, which says what stood in its place."""
    import numpy as np

    told = {}
    for sign, old in stood.items():
        lead = int(old.startswith(sign))
        told[sign] = lead, old[lead:], sign[lead:]
    # a look into a table of all code points, of which only what is looked at becomes memory: `numpy.isin` takes four times as
    # long, and an expression for these signs would be compiled for each page
    known = np.zeros(sys.maxunicode + 1, dtype=bool)
    known[points("".join(stood))] = True
    for start in np.flatnonzero(known[points(text)]).tolist():
        lead, old, new = told[text[start]]
        yield start, start + 1, start + lead, old, new


def traditional(text: str, stood: Mapping[str, str]) -> Iterator[Unit]:
    """推进改革 → 推進改革: yield an edit for each run of characters with a traditional form, the usual one or that of `stood`."""
    import numpy as np

    now = points(text)
    then = earlier(now, stood)
    different = np.flatnonzero(now != then)
    if len(different):
        before = spelled(then)
        breaks = np.flatnonzero(np.diff(different) > 1)
        starts, ends = different[np.r_[0, breaks + 1]].tolist(), (different[np.r_[breaks, -1]] + 1).tolist()
        yield from ((start, end, start, before[start:end], text[start:end]) for start, end in zip(starts, ends, strict=True))


def earlier(now: Points, stood: Mapping[str, str]) -> Points:
    """Return the traditional forms of characters, those of `stood`, else the usual ones."""
    then = usual(now)
    for sign, old in stood.items():
        then[now == ord(sign)] = ord(old)
    return then


def usual(now: Points) -> Points:
    """Return the usual traditional forms of characters; of those that have none, themselves."""
    import numpy as np

    then = _forms()[now]
    return np.where(then, then, now)


@cache
def _forms() -> Points:
    """The usual forms by code point, 0 where there is none: of a table of all, only what is looked at becomes memory."""
    import numpy as np

    table = np.zeros(sys.maxunicode + 1, dtype=np.uint32)
    table[list(forms())] = list(map(ord, forms().values()))
    return table


def points(text: str) -> Points:
    """Return the code points of a text."""
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def spelled(points: Points) -> str:
    """Return the text of code points."""
    return points.tobytes().decode("utf-32-le", "surrogatepass")


@cache
def forms() -> dict[int, str]:
    """Return the usual traditional form of simplified characters, from OpenCC (Apache-2.0) by scripts/make_forms.

    Pages are rebuilt with it: another table is another version of the schema.
    """
    pairs = files("govcorpus.publish").joinpath("forms.txt").read_text("utf-8").split()
    return {ord(pair[0]): pair[1] for pair in pairs}
