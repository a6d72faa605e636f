"""Text → edits that repair damage. RULES is the order, the list of names and the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from govcorpus.document import Change

Rule = Callable[[str], Iterable[Change]]

RULES: dict[str, Rule] = {}
