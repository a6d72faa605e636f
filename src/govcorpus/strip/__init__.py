"""Text → edits that take chrome away. A strip rule sees the page as it is so far, its marks and its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from govcorpus.document import Change, Page, Source

Rule = Callable[[Page, Source], Iterable[Change]]

RULES: dict[str, Rule] = {}
