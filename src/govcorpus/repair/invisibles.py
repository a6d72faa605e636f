"""Remove characters that print nothing: 中‌德关系 (with a zero-width non-joiner) → 中德关系."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govcorpus.document import Change

# Zero-width characters, soft hyphen, direction marks, fillers and control characters that print nothing (Unicode 16, Cf and
# Cc). White space and line breaks are not among them, private-use characters neither: in Hong Kong text they carry words.
SIGNS = "\x00-\x08\x0e-\x1b\x1f\x7f\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffc"
INVISIBLE = re.compile(f"[{SIGNS}\U000e0001]+")
# What a text must hold for a change.
NEEDS = "".join(INVISIBLE.findall("".join(map(chr, (*range(0x10000), 0xE0001)))))
# Scripts that are written with joiners and direction marks: Hebrew to Indic, Tibetan, Mongolian and their presentation
# forms; symbols and emoji with their selectors and skin tones.
JOINED = re.compile(
    "[\u0590-\u109f\u1780-\u18af\u2190-\u2bff\ufb1d-\ufdff\ufe0e\ufe0f\ufe70-\ufefc\U0001f000-\U0001faff\U000e0020-\U000e007f]"
)


def invisibles(text: str) -> Iterator[Change]:
    """中‌德­关系 → 中德关系: yield a change for each run of characters that print nothing.

    A run beside a letter of a script that needs joiners (Arabic, Mongolian, Tibetan …) or beside an emoji is kept.
    """
    for match in INVISIBLE.finditer(text):
        start, end = match.span()
        if not (start and JOINED.match(text, start - 1)) and not JOINED.match(text, end):
            yield Change(start, end, "")
