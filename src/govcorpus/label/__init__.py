"""A document → its labels: sections, items, facts, flags, quality, and the reason where it is dropped. Text untouched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from govcorpus.document import Document, Fact, Page
from govcorpus.label.damage import damage
from govcorpus.label.facts import facts
from govcorpus.label.filters import filtered
from govcorpus.label.flags import document_flags
from govcorpus.label.items import items
from govcorpus.label.roles import roles
from govcorpus.label.script import script
from govcorpus.label.sections import sections
from govcorpus.label.topics import topics


def label(document: Document, pages: Mapping[str, Page]) -> Document:
    """Return the document with everything that can be read off it and its pages."""
    text, title = document.text, document.title
    outline = topics(text, roles(text, sections(text, title), title), title)
    document = replace(document, sections=outline, items=items(text, outline))
    found = facts(document, pages)
    document = _typed(replace(document, facts=found), found)
    hurt = damage(pages[name] for name in dict.fromkeys(piece.page for piece in document.pieces))
    document = replace(document, flags=document_flags(document, pages), damage=hurt, script=script(document, pages))
    return filtered(document, pages)


def _typed(document: Document, found: tuple[Fact, ...]) -> Document:
    """Set the typed attributes: the first fact of a name is the one that holds."""
    won = {fact.name: fact.value for fact in reversed(found)}
    year, delivered, published = (won.get(name) for name in ("year", "delivered_on", "published_on"))
    return replace(
        document,
        doc_type=won.get("doc_type"),
        speaker=won.get("speaker"),
        speaker_title=won.get("speaker_title"),
        organization=won.get("organization"),
        document_number=won.get("document_number"),
        occasion=won.get("occasion"),
        region=won.get("region"),
        region_code=won.get("region_code"),
        delivered_on=date.fromisoformat(delivered) if delivered else None,
        published_on=date.fromisoformat(published) if published else None,
        year=int(year) if year else None,
    )
