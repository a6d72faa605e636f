"""Crawled Chinese government pages in; a clean, sectioned, traceable, versioned corpus out."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govcorpus.document import Document, Edit, Fact, Item, Mark, Page, Piece, Section, Source
    from govcorpus.edits import trace, undo
    from govcorpus.engine import build
    from govcorpus.errors import GovcorpusError, InputError, RuleError, SourceError
    from govcorpus.pipeline import clean, documents, repair
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


# Where each public name stands. It is imported when it is asked for: the rules compile for half a second, and `govcorpus --help`
# needs none of them.
_PLACES = {
    **dict.fromkeys(("Document", "Edit", "Fact", "Item", "Mark", "Page", "Piece", "Section", "Source"), "document"),
    **dict.fromkeys(("GovcorpusError", "InputError", "RuleError", "SourceError"), "errors"),
    **dict.fromkeys(("clean", "documents", "repair"), "pipeline"),
    **dict.fromkeys(("trace", "undo"), "edits"),
    "build": "engine",
    "load": "publish.parquet",
}


@cache  # to import again costs as much as to look at a clean page
def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module 'govcorpus' has no attribute {name!r}")
    return getattr(import_module(f"govcorpus.{_PLACES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """`govcorpus.repair` is the function, also after the package of that name was imported, which would take its place."""

    @property
    def repair(self) -> object:
        return __getattr__("repair")

    @repair.setter
    def repair(self, _: ModuleType) -> None:
        """Let the import system say where the package is; nobody needs to know."""


sys.modules[__name__].__class__ = _Package
