"""A document → its labels: sections, items, facts, flags, quality, and the reason where it is dropped. Text untouched."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from govcorpus.document import Document, Edit, Fact, Item, Page, Section
from govcorpus.label.damage import damage
from govcorpus.label.facts import facts
from govcorpus.label.filters import dropped, kind_of_source, quality
from govcorpus.label.flags import document_flags, repairs_within
from govcorpus.label.items import items
from govcorpus.label.judged import judged
from govcorpus.label.script import script
from govcorpus.label.sections import sections
from govcorpus.label.spoken import outlined

# Facts that are attributes: as they are printed, as days, as a number.
PRINTED = ("doc_type", "speaker", "speaker_title", "organization", "document_number", "occasion", "region", "region_code")
DAYS = ("delivered_on", "published_on")
TYPES: Mapping[str, Callable[[str], Any]]
TYPES = dict.fromkeys(PRINTED, str) | dict.fromkeys(DAYS, date.fromisoformat) | {"year": int}


def read(documents: Sequence[Document], pages: Mapping[str, Page]) -> list[Document]:
    """Read off documents and their pages, given by id, all but their outlines.

    One thing is read of all documents before the next one, so that its expressions are still in the processor's cache: that saves
    a tenth of the time.
    """
    found = [facts(document, pages) for document in documents]
    repairs = [repairs_within(document, pages) for document in documents]
    flags = [document_flags(document, pages, own) for document, own in zip(documents, repairs, strict=True)]
    return [_told(*one, pages) for one in zip(documents, found, repairs, flags, strict=True)]


def _told(
    document: Document, found: tuple[Fact, ...], repairs: Sequence[Edit], flags: frozenset[str], pages: Mapping[str, Page]
) -> Document:
    reason, note = (document.dropped, "") if document.dropped else dropped(document, flags)
    # dataclasses.replace takes twice as long
    return Document(
        document.id,
        document.title,
        document.text,
        document.pieces,
        document.source,
        document.urls,
        **_typed(found),
        facts=found,
        flags=flags,
        damage=damage(pages[name] for name in dict.fromkeys(piece.page for piece in document.pieces)),
        script=script(document, repairs),
        dropped=reason,
        notes=(*document.notes, note) if note else document.notes,
        quality=quality(document.text, flags),
        kind_of_source=kind_of_source(document, pages),
    )


def outlines(texts: Sequence[tuple[str, str]]) -> list[tuple[tuple[Section, ...], tuple[Item, ...]]]:
    """Return the sections and the items of texts, each given with its title.

    What sections do and are about is told of all at once, in half the time.
    """
    found = judged([outlined(text, title, sections(text, title)) for text, title in texts])
    return [(own, items(text, own)) for (text, _), own in zip(texts, found, strict=True)]


def labelled(found: Sequence[Document]) -> list[Document]:
    """Return documents that were read with their outlines."""
    told = outlines([(known.text, known.title) for known in found])
    return [replace(known, sections=own, items=listed) for known, (own, listed) in zip(found, told, strict=True)]


def _typed(found: tuple[Fact, ...]) -> dict[str, Any]:
    """The typed attributes of a document: the first fact of a name is the one that holds."""
    won = {fact.name: fact.value for fact in reversed(found)}
    return {name: TYPES[name](value) for name, value in won.items() if value and name in TYPES}
