"""The three errors of govcorpus: each names the file, the place, the cause and the fix.

Bad data never raises (it becomes `removed` with a reason, or a flag); these are for what a person must mend.
"""

from __future__ import annotations


class GovcorpusError(Exception):
    """What the three errors share: one readable line made of place, cause and fix."""

    def __init__(self, place: str, cause: str, fix: str) -> None:
        super().__init__(place, cause, fix)
        self.place, self.cause, self.fix = place, cause, fix

    def __str__(self) -> str:
        return " ".join(f"{self.place}: {self.cause}. {self.fix}".split("\n"))


class InputError(GovcorpusError):
    """An input file, folder or output place that cannot be read or written."""


class SourceError(GovcorpusError):
    """A source folder (source.toml or one of its cases) that breaks the rules for sources."""


class RuleError(GovcorpusError):
    """A rule that yields impossible changes, or a record whose parts contradict one another."""
