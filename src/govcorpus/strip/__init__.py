"""Text → edits that take chrome away. A strip rule sees the page as it is so far, its marks and its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from govcorpus.document import Change, Page, Source
from govcorpus.strip.chrome import chrome
from govcorpus.strip.layout import blank
from govcorpus.strip.markup import head, hidden, metadata, nav, outside
from govcorpus.strip.pager import pager
from govcorpus.strip.rejoin import rejoin
from govcorpus.strip.repeated import repeated
from govcorpus.strip.site import site
from govcorpus.strip.tags import tags

Rule = Callable[[Page, Source], Iterable[Change]]

# What markup says comes first: its lines are still the lines of raw. What repetition taught comes after chrome, which needs
# the lines that open a list (猜你喜欢) to know what stands under them. Layout comes last: everything before it judges lines by where they stand.
RULES: dict[str, Rule] = {
    "strip.head": head,
    "strip.hidden": hidden,
    "strip.metadata": metadata,
    "strip.nav": nav,
    "strip.outside": outside,
    "strip.tags": tags,
    "strip.pager": pager,
    "strip.site": site,
    "strip.chrome": chrome,
    "strip.repeated": repeated,
    "strip.rejoin": rejoin,
    "strip.blank": blank,
}
# The rules that have nothing to do on a page without markup.
OF_MARKS = frozenset({"strip.head", "strip.hidden", "strip.metadata", "strip.nav", "strip.outside"})
