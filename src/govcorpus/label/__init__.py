"""A document → its labels: sections, items, facts, flags, quality, and the reason where it is dropped. Text untouched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from govcorpus.document import Document, Fact, Page, Section
from govcorpus.label.damage import damage
from govcorpus.label.facts import facts
from govcorpus.label.filters import dropped, kind_of_source, quality
from govcorpus.label.flags import document_flags, repairs_within
from govcorpus.label.items import items
from govcorpus.label.judged import judged
from govcorpus.label.script import script
from govcorpus.label.sections import sections
from govcorpus.label.spoken import Outline, outlined

# Facts that are attributes as they are printed.
PRINTED = ("doc_type", "speaker", "speaker_title", "organization", "document_number", "occasion", "region", "region_code")


class Read(NamedTuple):
    """A document with the labels that are told of it alone, and the outline whose sections are judged together with others."""

    document: Document
    labels: Mapping[str, Any]
    outline: Outline


def read(document: Document, pages: Mapping[str, Page]) -> Read:
    """Read off a document and its pages, given by id, what can be told of it alone."""
    text = document.text
    found = facts(document, pages)
    repairs = repairs_within(document, pages)
    flags = document_flags(document, pages, repairs)
    reason, note = (document.dropped, "") if document.dropped else dropped(document)
    outline = outlined(text, document.title, sections(text, document.title))
    labels = _typed(found) | {
        "items": items(text, outline.sections),
        "facts": found,
        "flags": flags,
        "damage": damage(pages[name] for name in dict.fromkeys(piece.page for piece in document.pieces)),
        "script": script(document, repairs),
        "dropped": reason,
        "notes": (*document.notes, note) if note else document.notes,
        "quality": quality(text, flags),
        "kind_of_source": kind_of_source(document, pages),
    }
    return Read(document, labels, outline)


def labelled(found: Sequence[Read]) -> list[Document]:
    """Return the documents with their labels: what sections do and are about is told of all at once, in half the time."""
    outlines = judged([one.outline for one in found])
    return [_whole(one.document, one.labels, own) for one, own in zip(found, outlines, strict=True)]


def _whole(known: Document, labels: Mapping[str, Any], sections: tuple[Section, ...]) -> Document:
    # dataclasses.replace takes twice as long
    return Document(known.id, known.title, known.text, known.pieces, known.source, known.urls, sections, **labels)


def _typed(found: tuple[Fact, ...]) -> dict[str, Any]:
    """The typed attributes of a document: the first fact of a name is the one that holds."""
    won = {fact.name: fact.value for fact in reversed(found)}
    year, delivered, published = (won.get(name) for name in ("year", "delivered_on", "published_on"))
    return {name: won.get(name) for name in PRINTED} | {
        "delivered_on": date.fromisoformat(delivered) if delivered else None,
        "published_on": date.fromisoformat(published) if published else None,
        "year": int(year) if year else None,
    }
