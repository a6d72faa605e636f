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
        if known.fullmatch(line.text):
            yield Change(line.start, line.end, "")


@lru_cache(maxsize=512)
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
