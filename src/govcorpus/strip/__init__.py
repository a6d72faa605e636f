"""Text → edits that take chrome away. A strip rule sees the page as it is so far, its marks and its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from govcorpus.document import Change, Page, Source
from govcorpus.strip.chrome import chrome
from govcorpus.strip.layout import blank
from govcorpus.strip.pager import pager

Rule = Callable[[Page, Source], Iterable[Change]]

# Layout comes last: everything before it judges lines by where they stand.
RULES: dict[str, Rule] = {
    "strip.pager": pager,
    "strip.chrome": chrome,
    "strip.blank": blank,
}
