"""Copies of what a take-down list asks for go with it: the stages `asked` and `withdraw`, where a list names ids or addresses."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from govcorpus import dedup
from govcorpus.engine import parts, state, takedown
from govcorpus.engine.state import read_json, write_json
from govcorpus.publish.rows import Row


def asked(folder: Path, cleaned: Sequence[Path]) -> None:
    """Gather the texts of the documents that the list asks for, by id."""
    texts: dict[str, str] = {}
    for target in cleaned:
        texts |= read_json(target / "asked.json")
    write_json(folder / "texts.json", texts)


def withdraw(folder: Path, cleaned: Path, gathered: Path, ranges: int) -> None:
    """Lay out the rows of a shard again, without the pages that hold a copy of what was asked for.

    Exact and near copies and excerpts go; a longer text of which it is a part stays. `found.json` is what to add to the list.
    """
    texts = read_json(gathered / "texts.json")
    columns = ["id", "text", "page_ids"]
    documents = [one for config in ("documents", "removed") for one in parts.rows_of(cleaned, config, columns)] if texts else []
    copies = _copies(texts, documents, state.passing(folder))
    found: set[str] = set()
    gone: set[str] = set()
    for one in documents:
        if one["id"] in copies:
            found |= takedown.of_document(one["id"], one["page_ids"])
            gone.update(one["page_ids"])
    write_json(folder / "found.json", sorted(found))
    if not gone:
        for config in parts.CLEANED:
            os.link(cleaned / f"{config}.arrow", folder / f"{config}.arrow")
        return
    while more := {page for one in documents if not gone.isdisjoint(one["page_ids"]) for page in one["page_ids"]} - gone:
        gone |= more  # other documents of these pages have further pages
    left = {config: parts.rows_of(cleaned, config, told=config != "documents") for config in parts.CLEANED}
    out = {config: [row for row in rows if gone.isdisjoint(_pages(row))] for config, rows in left.items()}
    out["removed"] += _told(left, gone)
    for config, rows in out.items():
        parts.write(folder, config, rows, ranges, told=config != "documents")


def found(folders: Iterable[Path]) -> set[str]:
    """Return the ids of the copies that were withdrawn; `folders` are those of the stage `withdraw`."""
    return {name for folder in folders for name in read_json(folder / "found.json")}


def _copies(texts: Mapping[str, str], documents: Sequence[Row], passed: Callable[[str], str]) -> set[str]:
    """Return the ids of the documents that are copies of one of the texts, which rank before all others.

    What is `passed` over ended a worker; it will be set aside where all documents are compared.
    """
    own = {f" {key}": text for key, text in texts.items()}
    every = own | {one["id"]: one["text"] for one in documents if one["page_ids"]}
    known = ((key, text) for key, text in every.items() if not passed(key))
    prints = [dedup.Print(key, ("",) if key in own else (key,), dedup.fingerprint(text)) for key, text in known]
    passed("")
    copies = dedup.duplicates(prints, lambda ids: {key: every[key] for key in ids})
    return {one.id for one in copies if one.kept_id in own and one.id not in own}


def _pages(row: Row) -> set[str]:
    """The pages a row of any config tells of."""
    return {takedown.page_of(row.get("document_id") or row["id"]), *row.get("page_ids", ())}


def _told(left: Mapping[str, Sequence[Row]], gone: set[str]) -> list[Row]:
    """The rows of `removed` for pages that go, and for their other copies of the same address."""
    told = [
        takedown.row(row["id"], row["source"], [row["url"]] if row["url"] else [], [row["id"]])
        for row in left["pages"]
        if row["id"] in gone
    ]
    others = (row for config in ("removed", "duplicates") for row in left[config] if row["id"] in gone and not row["page_ids"])
    return told + [takedown.row(row["id"], row["source"], row["urls"], []) for row in others]
