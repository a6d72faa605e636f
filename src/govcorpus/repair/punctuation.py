"""Give a page that was folded to ASCII its Chinese punctuation back: 会议指出,要"双减"(试行) → 会议指出，要“双减”（试行）."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govcorpus.document import Change, changes
from govcorpus.repair.script import KANA, weights

# Chinese characters, and the punctuation that folding to ASCII leaves alone.
HAN = "\u3400-\u4dbf\u4e00-\u9fff"
CHINESE = f"{HAN}〇、。〈-】〔〕“”‘’—…·‰℃"
FULL_WIDTH = re.compile("[\uff01-\uff5e]")
SENTENCE = re.compile("[。！？；!?]")  # a table of 云溪市,青岚县,120 has none
FOLDED = re.compile(f"(?<=[{HAN}])[,;:](?=[{HAN}])")
# A sign that touches Chinese text, or ends a bracket, a quotation or a percentage; 1,000 and 12:30 and `a, b` do not. The sign comes
# first and then what stands around it: the engine looks for that alone, in a quarter of the time.
SIGN = re.compile(
    rf"[,;:!?](?:(?<=[{CHINESE}][,;:!])|(?<=[%)\"'][,;:!])(?! )|(?<=[,;:!])(?=[\"'(]?[{CHINESE}])|(?<=[{CHINESE}]\?)(?![A-Za-z0-9?(]))"
)
# A question mark may be what is left of a damaged character: it is punctuation only behind a question.
QUESTION = re.compile("(?:[吗呢么何谁哪几否吧怎啥]|多少|是不是|能不能|有没有)[^，。；！,;!]*$")
ASKED = re.compile("[吗呢]$|么[^，。]?$")  # right before a question mark in the middle of a line
NEIGHBOUR = re.compile(f"[{CHINESE}]")
# Addresses, mail and paths keep their punctuation.
ADDRESS = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]{1,15}://|www\.|[A-Za-z]:\\|[A-Za-z0-9._-]{1,64}@)[!-~]+")
IN_ADDRESS = ("://", "www.", ":\\", "@")  # of which every address holds one
NOISE = re.compile(f"(?<=[{HAN}”》）),]),(?=[,，。；、])")
BRACKET = re.compile("[()]")
FULL = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"}

NEEDS = ",;:"  # every change needs one: comma noise is made of them, a folded page shows by three of them


def punctuation(text: str) -> Iterator[Change]:
    """会议指出,要"双减"(试行) → 会议指出，要“双减”（试行）: yield a change for each folded sign.

    Only on a page that was folded as a whole: simplified, at least three of `, ; :` between Chinese characters and not one
    full-width form (U+FF01 to U+FF5E) left. Numbers, times, addresses and Latin text keep theirs; straight quotation marks are
    paired within their line. An ASCII comma before another sign (`,,` `,。`) goes on any page, in lines
    that hold a sentence. Forms: GB/T 15834-2011.
    """
    new = dict.fromkeys(_noise(text), "") if ",," in text or ",。" in text else {}
    if folded(text):
        signs = _signs(text)
        if any(sign in text for sign in IN_ADDRESS):
            for match in ADDRESS.finditer(text):
                for at in range(*match.span()):
                    signs.pop(at, None)
        new = signs | new
    yield from changes(new, map((1).__add__, new), new.values())


def folded(text: str) -> bool:
    """Tell whether the text is simplified and lost all its full-width punctuation to ASCII."""
    if not SENTENCE.search(text) or FULL_WIDTH.search(text) or KANA.search(text):
        return False
    found = FOLDED.finditer(text)
    if not all(next(found, None) for _ in range(3)):
        return False
    old, new = weights(text)
    return old <= new


def _noise(text: str) -> Iterator[int]:
    """Yield the commas before other signs in lines that hold a sentence: in 云溪市,,120 one stands for an empty field."""
    at = 0
    for line in text.split("\n"):
        if SENTENCE.search(line):
            yield from (at + match.start() for match in NOISE.finditer(line))
        at += len(line) + 1


def _signs(text: str) -> dict[int, str]:
    """The full-width form of each sign that was folded, by where it stands."""
    found = {match.start(): FULL[match[0]] for match in SIGN.finditer(text) if match[0] != "?" or _asks(text, match.start())}
    at = 0
    for line in text.split("\n"):
        if "(" in line:
            found.update((at + i, sign) for i, sign in _brackets(line))
        if '"' in line or "'" in line:
            found.update((at + i, sign) for i, sign in _quotes(line))
        at += len(line) + 1
    return found


def _asks(text: str, at: int) -> bool:
    """Tell whether a question stands before the question mark; in the middle of a line right before it."""
    question = ASKED if NEIGHBOUR.match(text, at + 1) and text[at + 1] not in "”’" else QUESTION
    return bool(question.search(text, max(text.rfind("\n", 0, at) + 1, at - 30), at))


def _brackets(line: str) -> Iterator[tuple[int, str]]:
    """Yield the pairs of brackets that hold Chinese or stand right beside it: 云溪市(2023年), 平方米(m), not f(x)."""
    opened: list[int] = []
    for match in BRACKET.finditer(line):
        if match[0] == "(":
            opened.append(match.start())
        elif opened:
            start, end = opened.pop(), match.end()
            # Sixty characters say what is inside, however long a bracket a hostile page opens.
            if NEIGHBOUR.search(line, max(start - 1, 0), min(end + 1, start + 60)) or NEIGHBOUR.match(line, end):
                yield start, "（"
                yield end - 1, "）"


def _quotes(line: str) -> Iterator[tuple[int, str]]:
    """Yield curly forms for the straight quotation marks of a line that can be paired: "双减" → “双减”."""
    for mark, (left, right) in (('"', "“”"), ("'", "‘’")):
        at = [match.start() for match in re.finditer(mark, line)] if mark in line else []
        if len(at) % 2 or left in line or right in line:
            continue
        for start, end in zip(at[::2], at[1::2], strict=True):
            inside = line[start + 1 : end]
            if inside.strip() == inside and NEIGHBOUR.search(line, max(start - 1, 0), min(end + 2, start + 60)):
                yield start, left
                yield end, right
