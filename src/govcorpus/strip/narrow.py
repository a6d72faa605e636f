"""Pages whose paragraphs are broken into lines of one width, as phones and plain text extracts show them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from govcorpus.model.lines import Line, is_title_like
from govcorpus.strip.kinds import AT_EDGE, KEPT, NEAR, PROSE, UNKNOWN

NARROWEST, WIDEST = 12, 60  # characters; running text is told by itself from 24 on if it ends there
FEWEST_LINES, LEAST_SHARE = 6, 0.3  # of the page's lines that have one width
SENTENCE = re.compile(r"[，。；、：]")


def narrow(rows: Sequence[Line], kinds: list[str]) -> None:
    """…地方必须⏎进一步加强…工作加⏎快进度。: the kind of full lines, two or more one below the other, is set to running text.

    Titles in a list may be as long as one another, but hold no signs of sentences.
    """
    widths = Counter([len(row.text) for row in rows])
    width = max(widths, key=lambda n: widths[n] + widths[n - 1], default=0)
    most = widths[width] + widths[width - 1]
    if not (NARROWEST <= width <= WIDEST and most >= FEWEST_LINES and most >= LEAST_SHARE * len(rows)):
        return  # as nearly always
    full = [len(row.text) in {width, width - 1} and not is_title_like(row.text) for row in rows]
    seen = sum(full)
    if not (seen >= FEWEST_LINES and seen >= LEAST_SHARE * len(rows)):
        return
    if 2 * sum(SENTENCE.search(row.text) is not None for row, is_full in zip(rows, full, strict=True) if is_full) < seen:
        return
    for i, k in enumerate(kinds):
        if full[i] and k in {AT_EDGE, KEPT, NEAR, UNKNOWN} and True in (*full[i - 1 : i], *full[i + 1 : i + 2]):
            kinds[i] = PROSE
