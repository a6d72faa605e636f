"""How long clauses are, which n-grams do not see: they look three characters back and expect a stop wherever words may end.

Of 10,000 sentences that follow another one they expect 300 to end after two to five characters, and 8 do.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from itertools import accumulate
from pathlib import Path

TABLE = Path(__file__).with_name("clauses.tsv")  # made by scripts/make_clauses
LENGTHS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 16, 21, 27, 36, 60)  # characters between two stops: the least of each column
LONGEST = 100  # no longer one is told from those
# What a clause stands behind, by the sign there, and the signs that are counted as one.
BEHIND = dict.fromkeys("。！？；!?;", "full") | {
    "：": "colon",
    "，": "comma",
    ",": "comma",
    "、": "list",
    "“": "quote",
    "\n": "start",
}
SIGNS = dict.fromkeys("。！？!?", "。") | {"，": "，", ",": "，", "；": "；", ";": "；", "、": "、"}
NONE = "none"  # any other character
STOP = re.compile("[“。！？；：，、!?;,\n]")


def begun(before: str) -> tuple[str, int]:
    """Return behind what the last clause of a text stands, and how many characters of it there are."""
    for length, sign in enumerate(reversed(before)):
        if sign in BEHIND:
            return BEHIND[sign], length
    return "start", len(before)


def likelier(behind: str, length: int, text: str) -> float:
    """Return by how many nats a text is likelier than n-grams say for where its stops stand; it goes on from a clause `begun`."""
    nats, at = -_without(behind)[min(length, LONGEST)], -length
    for stop in STOP.finditer(text):
        sign, length = stop[0], min(stop.start() - at, LONGEST)
        nats += _without(behind)[length]
        if sign in SIGNS:
            nats += _table()[behind, SIGNS[sign]][bisect_right(LENGTHS, length) - 1]
        behind, at = BEHIND[sign], stop.end()
    return nats + _without(behind)[min(len(text) - at, LONGEST)]


@cache
def _without(behind: str) -> tuple[float, ...]:
    """Return for each length of a clause what its characters tell, none of which is a stop."""
    each = _table()[behind, NONE]
    return tuple(accumulate((each[bisect_right(LENGTHS, at) - 1] for at in range(LONGEST)), initial=0.0))


@cache
def _table() -> dict[tuple[str, str], tuple[float, ...]]:
    rows = (line.split("\t") for line in TABLE.read_text("utf-8").splitlines()[1:])
    return {(behind, sign): tuple(map(float, nats)) for behind, sign, *nats in rows}
