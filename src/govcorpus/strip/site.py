"""The site's own list: lines that its source.toml calls chrome."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from govcorpus.document import Change, Page, Source
from govcorpus.model.lines import lines


def site(page: Page, source: Source) -> Iterator[Change]:
    """云溪文秘网伴您写好每一篇⏎各位代表：… → 各位代表：…: delete the lines that match the source's list from end to end."""
    if not source.chrome:
        return
    known = _compiled(source.chrome)
    for line in lines(page.text):
        if any(one.fullmatch(line.text) for one in known):
            yield Change(line.start, line.end, "")


@lru_cache(maxsize=512)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """One expression for all; those whose groups or flags, (?i), would not mean the same in it stay by themselves."""
    found = [re.compile(pattern) for pattern in patterns]
    alone = [one for one in found if one.groups or one.flags != re.UNICODE or one.pattern.startswith("(?u")]
    together = "|".join(f"(?:{one.pattern})" for one in found if one not in alone)
    return (re.compile(together), *alone) if together else tuple(alone)
