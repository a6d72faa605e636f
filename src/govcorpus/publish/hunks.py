"""Where two texts differ: lines first, then characters within the lines that differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import NamedTuple

# Comparing takes time that grows with the square of the number of lines or characters; a longer stretch counts as changed from end to end.
LONGEST = 4000


class Hunk(NamedTuple):
    """A difference: old[start:end] became new[new_start:new_end]; offsets in code points."""

    start: int
    end: int
    new_start: int
    new_end: int


def hunks(old: str, new: str) -> Iterator[Hunk]:
    """Yield the differences of two texts, in order."""
    old_lines, new_lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    old_starts, new_starts = ([*accumulate(map(len, lines), initial=0)] for lines in (old_lines, new_lines))
    for a, b, c, d in _differing(old_lines, new_lines):
        start, new_start = old_starts[a], new_starts[c]
        for e, f, g, h in _differing(old[start : old_starts[b]], new[new_start : new_starts[d]]):
            yield Hunk(start + e, start + f, new_start + g, new_start + h)


def _differing(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield what differs between what both have in common at their ends."""
    most = min(len(old), len(new))
    head = next((i for i in range(most) if old[i] != new[i]), most)
    tail = next((i for i in range(most - head) if old[-1 - i] != new[-1 - i]), most - head)
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(old), len(new)) > LONGEST:
        yield head, head + len(old), head, head + len(new)
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield head + a, head + b, head + c, head + d
