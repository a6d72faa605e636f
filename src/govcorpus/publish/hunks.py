"""Where two texts differ: lines first, then characters within the lines that differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import NamedTuple

# Comparing characters takes time that grows with the square of the length; a longer stretch counts as changed from end to end.
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
        start, end, new_start, new_end = old_starts[a], old_starts[b], new_starts[c], new_starts[d]
        if max(end - start, new_end - new_start) > LONGEST:
            yield Hunk(start, end, new_start, new_end)
            continue
        for e, f, g, h in _differing(old[start:end], new[new_start:new_end]):
            yield Hunk(start + e, start + f, new_start + g, new_start + h)


def _differing(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield a, b, c, d
