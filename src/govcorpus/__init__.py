"""Crawled Chinese government pages in; a clean, sectioned, traceable, versioned corpus out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govcorpus.document import Document, Edit, Fact, Item, Mark, Page, Piece, Section, Source
from govcorpus.edits import trace, undo
from govcorpus.errors import GovcorpusError, InputError, RuleError, SourceError
from govcorpus.pipeline import clean, documents, repair

if TYPE_CHECKING:
    from govcorpus.engine import build
    from govcorpus.publish.parquet import load

__version__ = "0.1.0"

__all__ = [
    "Document",
    "Edit",
    "Fact",
    "GovcorpusError",
    "InputError",
    "Item",
    "Mark",
    "Page",
    "Piece",
    "RuleError",
    "Section",
    "Source",
    "SourceError",
    "__version__",
    "build",
    "clean",
    "documents",
    "load",
    "repair",
    "trace",
    "undo",
]


def __getattr__(name: str) -> object:
    """Import what needs pyarrow and datasets only when it is asked for."""
    if name == "build":
        from govcorpus.engine import build

        return build
    if name == "load":
        from govcorpus.publish.parquet import load

        return load
    raise AttributeError(f"module 'govcorpus' has no attribute {name!r}")
