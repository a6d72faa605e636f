"""Records ↔ rows: dicts of the columns, in which a struct is a tuple of its fields; `named` makes dicts of those too.

To make, digest and store a tuple takes half the time of a dict, and pages have ten edits each.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import Any

from govcorpus.document import Document, Edit, Page, Section, Source
from govcorpus.edits import first_strip
from govcorpus.publish.packing import Record, packed, unpacked
from govcorpus.publish.schema import STRUCTS

Row = dict[str, Any]

PLAIN = [
    "id",
    "title",
    "text",
    "doc_type",
    "speaker",
    "speaker_title",
    "organization",
    "document_number",
    "occasion",
    "region",
    "region_code",
    "delivered_on",
    "published_on",
    "year",
    "script",
    "quality",
    "source",
    "kind_of_source",
]
LISTS = ("sections", "items", "facts", "pieces")
FIELDS = {name: [field.name for field in STRUCTS[name.removesuffix("s")]] for name in (*LISTS, "edits")}
VALUES = {name: attrgetter(*FIELDS[name]) for name in LISTS}
# What a section has beside the place and the texts of its row.
OF_SECTION = [name for name in FIELDS["sections"] if name != "parent"]
PLAIN_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=date.isoformat)


def document_row(document: Document, pages: Mapping[str, Page]) -> Row:
    """Return the row of a document; `pages` hold those it was made of, by id."""
    row: Row = {name: getattr(document, name) for name in PLAIN}
    row |= {name: structs(name, getattr(document, name)) for name in VALUES}
    ids = page_ids(document)
    own = [pages[key] for key in ids]
    raw = sum(len(page.raw) for page in own)
    changed = unsure = 0
    for page in own:
        if page.edits:
            _, _, olds, news, sures = zip(*page.edits, strict=True)
            unsure += sures.count(False)
            repairs = first_strip(page)
            changed += sum(map(max, map(len, olds[:repairs]), map(len, news[:repairs])))
    row |= {
        "damage": sorted(document.damage),
        "flags": sorted(document.flags),
        "n_chars": len(document.text),
        "repaired_share": round(min(1.0, changed / raw), 4) if raw else 0.0,
        "unsure_edits": unsure,
        "licence": next((page.source.licence for page in own if isinstance(page.source, Source)), ""),
        "urls": list(document.urls),
        "page_ids": ids,
        "notes": list(document.notes),
    }
    return row


def page_ids(document: Document) -> list[str]:
    """Return the ids of the pages a document is made of, in reading order, each once."""
    return list(dict.fromkeys(piece.page for piece in document.pieces)) or [document.id.rpartition("-")[0]]


def structs(name: str, found: Iterable[object]) -> list[tuple[Any, ...]]:
    """Return sections, items, facts or pieces as they stand in a row."""
    return list(map(VALUES[name], found))


def section_rows(id_: str, title: str, text: str, sections: Sequence[Section]) -> Iterator[Row]:
    """Yield one row for each section of a document, with the headings that lead to it and its whole text."""
    paths: list[list[str]] = []
    for index, section in enumerate(sections):
        above = paths[section.parent] if section.parent is not None and section.parent < index else []
        paths.append([*above, section.heading])
        yield {name: getattr(section, name) for name in OF_SECTION} | {
            "document_id": id_,
            "index": index,
            "title": title,
            "path": paths[-1],
            "text": text[section.start : section.end],
        }


def page_row(page: Page) -> Row:
    """Return the row of a page: its text and the edits from which `page_of` rebuilds it."""
    return _told(page) | {"edits": packed(page)}


def _told(page: Page) -> Row:
    return {
        "id": page.id,
        "url": page.url,
        "source": site(page),
        "fetched_on": page.fetched_on,
        "raw_sha256": raw_digest(page.raw),
        "flags": sorted(page.flags),
        "text": page.text,
    }


def site(page: Page) -> str:
    """Return the name of the site of a page, empty where none is known."""
    return page.source.name if isinstance(page.source, Source) else page.source or ""


def raw_digest(raw: str) -> str:
    """Return the first 16 hexadecimal digits of the sha256 of a raw text in UTF-8."""
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def page_line(page: Page) -> Row:
    """Return a page for a line of JSON that people read: its edits with their starts and with what was written."""
    return _told(page) | {"edits": [edit._asdict() for edit in page.edits]}


def page_of_line(row: Row) -> Page:
    """Return the page of `page_line`. Raises ValueError, KeyError or TypeError where it is none."""
    day = row["fetched_on"]
    page = page_of(row | {"edits": [], "fetched_on": day and date.fromisoformat(day)})
    edits = tuple(Edit(**edit) for edit in row["edits"])
    told = tuple(map(type, (page.id, page.text)))
    if told != (str, str) or any(tuple(map(type, edit)) != (str, int, str, str, bool) for edit in edits):
        raise TypeError("a value of another type")
    return replace(page, edits=edits)


def page_of(row: Row) -> Page:
    """Return the page of a row. Its `raw` is empty: `undo` rebuilds it from text and edits."""
    fields = {name: row[name] for name in ("id", "url", "source", "fetched_on")}
    records = (Record(**edit) for edit in row["edits"])
    return Page(**fields, raw="", text=row["text"], edits=unpacked(row["text"], records), flags=frozenset(row["flags"]))


def digester(names: Sequence[str]) -> Callable[[Row], bytes]:
    """Return a function that gives the sha256 of the values of a row in these columns, sorted by name.

    It is the same whoever wrote the file the row stood in.
    """
    text = "text" in names  # most of a row, which needs no quotes
    short = [name for name in names if name != "text"]
    structs = [place for place, name in enumerate(short) if name in FIELDS]

    def digest(row: Row) -> bytes:
        values = list(map(row.__getitem__, short))
        for place in structs:
            values[place] = _bare(values[place])
        total = hashlib.sha256(PLAIN_JSON.encode(values).encode())
        if text:
            total.update(row["text"].encode())
        return total.digest()

    return digest


def _bare(structs: list[Any]) -> list[tuple[Any, ...]]:
    """Return structs as tuples: those of a file are dicts."""
    return [tuple(struct.values()) for struct in structs] if structs and isinstance(structs[0], dict) else structs


def named(row: Row) -> Row:
    """Return a row with its structs as dicts, as a file gives it."""
    structs = {name: [dict(zip(FIELDS[name], struct, strict=True)) for struct in row[name]] for name in FIELDS if name in row}
    return row | structs


def dumps(row: Row) -> str:
    """Return a row as one line of JSON, dates in ISO form."""
    return PLAIN_JSON.encode(row)
