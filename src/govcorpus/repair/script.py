"""Make traditional text simplified: 同誌們隨著 → 同志们随着. Simplified text keeps its rare forms (日昇昌, 马馼)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np

from govcorpus.document import Change, changes
from govcorpus.model.scan import finder, tally
from govcorpus.model.unreadable import unreadable

# The blocks whose characters OpenCC may convert: the class of traditional characters is read off the installed OpenCC.
BLOCKS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
# Standard forms of Hong Kong that happen to be the simplified ones (List of Graphemes of Commonly-used Chinese Characters).
HONG_KONG = "悦脱税蜕户温"
KANA, HAN = re.compile("[\u3041-\u30fa]"), re.compile("[\u4e00-\u9fff]")
HANGUL = re.compile("[\uac00-\ud7a3]")
HALF = re.compile("([\ud800-\udfff]+)")
# Where one voice ends and another may begin: a traditional quotation inside a simplified paragraph.
CLAUSE = re.compile(r"[^，。；：！？、“”‘’「」『』《》（）,;:!?()\"]+")

# OpenCC leaves 著 alone. It is a word of its own in these, and the particle 着 everywhere else.
AUTHORED = re.compile(
    "著(?:名|作|书|書|述|称|稱|录|錄|者|译|譯|有|《|于|於)|(?:显|顯|卓|昭|原|名|专|專|(?<![讨討谈談议議争爭])[论論]|编|編|合|译|譯|巨|新|遗|遺|拙|土|撰|旧|舊|所|炳|彰|素|共|全|自|主|参|參)著"
)
# 土著, 显著 … above; these are the particle all the same.
PARTICLE = re.compile("(?:自|共|全|主|新|参)著(?=眼|力|手|重|急|落|装|裝|陆|陸|想)")
# What a machine writes and OpenCC does not take back. Every branch begins with a literal: the engine then looks for those alone.
OVERLAY = re.compile(
    "瞭(?![望哨])|枱|敍|覆(?<=[恢修康往反重答批回报報光]覆)(?!盖|蓋|没|沒)|衹|祗|祇(?<!神祇)|甚(?=麼|么)|衞|廻|甦(?<=[复復]甦)|糢(?=糊)|徬(?=徨)"
)
SIMPLE = {
    "瞭": "了",
    "枱": "台",
    "敍": "叙",
    "覆": "复",
    "衹": "只",
    "祗": "只",
    "祇": "只",
    "甚": "什",
    "衞": "卫",
    "廻": "回",
    "甦": "苏",
    "糢": "模",
    "徬": "彷",
}


def is_japanese(text: str) -> bool:
    """Say whether a text has more kana than Chinese characters: byte-shifted text has a few, Big5 read as GBK a third at most."""
    kana = len(KANA.findall(text))
    return kana > 0 and kana > len(HAN.findall(text))


def script(text: str) -> Iterator[Change]:
    """同誌們隨著全麵推進 → 同志们随着全面推进: yield a change for each run of characters that differs.

    A line is converted where its traditional characters outnumber those that only simplified text has; in other lines only
    the clauses where they do, two at least. So a simplified text keeps 日昇昌 and 马馼. Lines in kana or Hangul stay.
    Conversion: OpenCC `t2s`, with 著/着 and the wrong conversions of machines on top.
    """
    end = -1
    spans: list[tuple[int, int]] = []
    signs = _find()(text)
    text = _readable(text) if signs else text
    for at in signs:
        if at > end:
            begin, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            end = len(text) if end < 0 else end
            for start, stop in _spans(text[begin:end]):
                if spans and spans[-1][1] + 1 == begin + start == begin:  # lines that follow each other are converted together
                    spans[-1] = spans[-1][0], begin + stop
                else:
                    spans.append((begin + start, begin + stop))
    for begin, end in spans:
        old = text[begin:end]
        new = _simple(old)
        starts, stops = _different(old, new)
        news = map(new.__getitem__, map(slice, starts, stops))
        yield from changes(map(begin.__add__, starts), map(begin.__add__, stops), news)


def needs() -> str:
    """Return the characters of which every change needs one."""
    return "".join(_table())


def _readable(text: str) -> str:
    """會議閿熸枻鎷烽敓 → 會議 and blanks: what nobody can read is in no script and is kept as it is, or it could never be read again."""
    out: list[str] = []
    done = 0
    for start, end in unreadable(text):
        if traditional().search(text, start, end):
            out += text[done:start], " " * (end - max(start, done))
            done = max(end, done)
    return "".join([*out, text[done:]])


@cache
def _find() -> Callable[[str], list[int]]:
    return finder(needs())


def weights(text: str) -> tuple[int, int]:
    """Return how many characters of the text only traditional and how many only simplified text has."""
    old, new = _tally()(text)
    return old, new


@cache
def _tally() -> Callable[[str], list[int]]:
    return tally((traditional(), simplified()))


@cache
def traditional() -> re.Pattern[str]:
    """Match a character that OpenCC makes another one in simplified text."""
    return re.compile(f"[{''.join(_table())}]")


@cache
def simplified() -> re.Pattern[str]:
    """Match a character that stands in simplified text only: the target of a conversion that neither Big5 nor Hong Kong has."""
    return re.compile(
        f"[{''.join(sorted({new for new in _table().values() if not new.encode('big5', 'ignore') and new not in HONG_KONG}))}]"
    )


@cache
def _table() -> dict[str, str]:
    old = [chr(code) for block in BLOCKS for code in block]
    new = _convert("\n".join(old)).split("\n")
    # A target outside the basic plane has no glyph in common fonts: 馼 stays 馼.
    return {a: b for a, b in zip(old, new, strict=True) if a != b and len(b) == 1 and b < "\U00010000"}


def _convert(text: str) -> str:
    """Convert a text; OpenCC takes UTF-8, which half a surrogate pair is not, so what stands around one is converted."""
    return "".join(part if HALF.match(part) else str(_opencc().convert(part)) for part in HALF.split(text))


@cache
def _opencc():  # type: ignore[no-untyped-def]  # noqa: ANN202 - OpenCC has no types; one object per process, it cannot be pickled
    import opencc

    return opencc.OpenCC("t2s")


def _spans(line: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a line that are traditional: all of it, or clauses."""
    old, new = weights(line)
    if not old or 2 * len(KANA.findall(line)) > old or len(HANGUL.findall(line)) > old:
        return
    if old > new:
        yield 0, len(line)
        return
    for clause in CLAUSE.finditer(line):
        old, new = weights(clause[0])
        if old >= 2 and old > new:
            yield clause.span()


def _simple(span: str) -> str:
    """Return whole lines or a clause in simplified characters, as many as there were."""
    new = OVERLAY.sub(lambda match: SIMPLE[match[0]], _convert(_particles(span)))
    if len(new) == len(span):
        return new
    if "\n" in span:
        return "\n".join(map(_simple, span.split("\n")))
    table = _table()  # a phrase of another length: fall back to single characters
    return "".join(table.get(sign, sign) for sign in span)


def _different(old: str, new: str) -> tuple[list[int], list[int]]:
    """Return where the runs of characters begin and end in which two texts of the same length differ."""
    signs = [np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4") for text in (old, new)]
    bounds = np.flatnonzero(np.diff(signs[0] != signs[1], prepend=False, append=False)).tolist()
    return bounds[::2], bounds[1::2]


def _particles(span: str) -> str:
    if "著" not in span:
        return span
    kept = {i for match in AUTHORED.finditer(span) for i in range(*match.span())}
    kept -= {i for match in PARTICLE.finditer(span) for i in range(*match.span())}
    return re.sub("著", lambda match: "著" if match.start() in kept else "着", span)
