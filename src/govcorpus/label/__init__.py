"""A document → its labels: sections, items, facts, flags, quality, and the reason where it is dropped. Text untouched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from govcorpus.document import Document, Fact, Page, Section
from govcorpus.label.damage import damage
from govcorpus.label.facts import facts
from govcorpus.label.filters import dropped, kind_of_source, quality
from govcorpus.label.flags import document_flags
from govcorpus.label.items import items
from govcorpus.label.judged import judged
from govcorpus.label.script import script
from govcorpus.label.sections import sections
from govcorpus.label.spoken import outlined

# Facts that are attributes as they are printed.
PRINTED = ("doc_type", "speaker", "speaker_title", "organization", "document_number", "occasion", "region", "region_code")


def labels(documents: Sequence[Document], pages: Mapping[str, Page]) -> list[Document]:
    """Return the documents with everything that can be read off them and their pages, given by id.

    What sections do and are about is told of all documents at once, which costs a third of telling it of one after another.
    """
    outlines = [outlined(d.text, d.title, sections(d.text, d.title)) for d in documents]
    return [_labelled(*found, pages) for found in zip(documents, judged(outlines), strict=True)]


def _labelled(document: Document, outline: tuple[Section, ...], pages: Mapping[str, Page]) -> Document:
    text = document.text
    found = facts(document, pages)
    flags = document_flags(document, pages)
    reason, note = (document.dropped, "") if document.dropped else dropped(document)
    return replace(
        document,
        sections=outline,
        items=items(text, outline),
        facts=found,
        flags=flags,
        damage=damage(pages[name] for name in dict.fromkeys(piece.page for piece in document.pieces)),
        script=script(document, pages),
        dropped=reason,
        notes=(*document.notes, note) if note else document.notes,
        quality=quality(text, flags),
        kind_of_source=kind_of_source(document, pages),
        **_typed(found),
    )


def _typed(found: tuple[Fact, ...]) -> dict[str, Any]:
    """The typed attributes of a document: the first fact of a name is the one that holds."""
    won = {fact.name: fact.value for fact in reversed(found)}
    year, delivered, published = (won.get(name) for name in ("year", "delivered_on", "published_on"))
    return {name: won.get(name) for name in PRINTED} | {
        "delivered_on": date.fromisoformat(delivered) if delivered else None,
        "published_on": date.fromisoformat(published) if published else None,
        "year": int(year) if year else None,
    }
