"""takedown.toml: pages that must not be in a corpus, by id, address or host; a build takes them out and hands the list on.

Copies of what an id or an address names go too: those that the corpus before knew (`collected`) and those that stand in the same
input (withdrawn.py); the list that is handed on names them.

ids = ["9f1b79502c31fb8b", "07f79baf7ba8441e-2"]   # of pages or of documents
urls = ["https://www.yunxi.example/a/1.html"]
hosts = ["old.yunxi.example"]                      # with all hosts below it
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from govcorpus.document import ROUTE, Document, Page, address, canonical_url
from govcorpus.errors import InputError
from govcorpus.publish import manifest, parquet
from govcorpus.publish.rows import Row, page_ids

NAME = "takedown.toml"
HINT = 'Write lists of strings: ids = ["9f1b79502c31fb8b"], urls = ["https://…"], hosts = ["www.yunxi.example"]'
# What an entry must look like: one that is no host, https://… or *.…, would ask for nothing and nobody would notice.
ENTRIES: dict[str, Callable[[str], object]] = {
    "ids": re.compile(r"[0-9a-fA-F]{16}(?:-\d+)?").fullmatch,
    "urls": address,
    "hosts": re.compile(r"\.?[\w-]+(?:\.[\w-]+)*\.?").fullmatch,
}

# Tells whether a list names one of the ids of pages or one of the addresses.
Named = Callable[[Iterable[str], Iterable[str]], bool]


class Takedown(NamedTuple):
    """What must not be in a corpus, sorted: ids of pages or documents, addresses, hosts."""

    ids: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


def listed(given: str | os.PathLike[str] | None, found: Iterable[Path]) -> Takedown:
    """Return one list of the one given and of those found among the input.

    Raises InputError where one is missing or cannot be understood.
    """
    return _joined(map(read, sorted({*found, *([Path(given)] if given is not None else [])})))


def collected(new: Takedown, before: Path | None) -> Takedown:
    """Return a list joined with that in the corpus before.

    Of what it names by id or address, the copies that the corpus before knew are named too: none of them comes up in its place.
    Raises InputError where that in the corpus before cannot be understood.
    """
    taken = _joined([new, _handed_on(before)])
    copies = _copies(before, taken) if before is not None and asking(taken) else set()
    return taken._replace(ids=tuple(sorted({*taken.ids, *copies})))


def unmet(new: Takedown, before: Path | None, made: Path) -> Iterator[str]:
    """Say which entries of a list name nothing that was taken out of a corpus, that the one before held or that was found for its list."""
    if not any(new):
        return
    columns = ["id", "urls", "page_ids"]
    gone = (row for row in parquet.rows(made, "removed", ["reason", *columns]) if row["reason"] == "taken_down")
    held = (parquet.rows(before, config, columns) for config in ("documents", "duplicates")) if before is not None else ()
    ids: set[str] = set()
    urls: set[str] = set()
    for row in chain(gone, *held):
        ids.update(map(page_of, (row["id"], *row["page_ids"])))
        urls.update(map(_address, row["urls"]))
    hosts = {f".{_host(url)}" for url in urls}
    missing = [name for name in new.ids if page_of(name).lower() not in ids]
    missing += [url for url in new.urls if _address(url) not in urls]
    missing += [host for host in new.hosts if not any(one.endswith(_below(host)) for one in hosts)]
    old = {name for names in _handed_on(before) for name in names}
    told = set(manifest.read(before).warnings) if before is not None else set()
    for name in missing:
        warning = f"take-down list: no page of {name} was found. See whether it is written as in the corpus"
        if name not in old or warning in told:
            yield warning


def _joined(lists: Iterable[Takedown]) -> Takedown:
    every = list(lists)
    return Takedown(*(tuple(sorted({name for one in every for name in one[field]})) for field in range(3)))


def _handed_on(before: Path | None) -> Takedown:
    return read(before / NAME) if before is not None and (before / NAME).is_file() else Takedown()


def _copies(before: Path, taken: Takedown) -> set[str]:
    """Return the ids of the copies that a corpus knows of what a list asks for, as `of_document` gives them.

    A copy that is asked for takes the document that stands for it along, unless it is only a part of that.
    """
    asked = asks(taken)
    doubles = list(parquet.rows(before, "duplicates", ["id", "kept_id", "method", "urls", "page_ids"]))
    pages = {row["id"]: [page_of(row["id"]), *row["page_ids"]] for row in doubles}
    told = {
        row["kept_id"] for row in doubles if row["method"] != "contained" and asked(row["id"], pages[row["id"]], row["urls"])
    }
    kept = {row["kept_id"] for row in doubles}
    for row in parquet.rows(before, "documents", ["id", "urls", "page_ids"]):
        if row["id"] in told or (row["id"] in kept and asked(row["id"], row["page_ids"], row["urls"])):
            told.add(row["id"])
            pages[row["id"]] = row["page_ids"]
    copies = told | {row["id"] for row in doubles if row["kept_id"] in told}
    return {name for key in copies for name in of_document(key, pages.get(key, ()))}


def of_document(document: str, pages: Iterable[str]) -> set[str]:
    """Return the ids that name a document and all of its pages in a list, and ask for no other document of its first page."""
    return {document, *pages} - {page_of(document)}


def page_of(id: str) -> str:  # noqa: A002  the field's name
    """07f79baf7ba8441e-2 → 07f79baf7ba8441e: return the id of the first page of a document; that of a page is its own."""
    return id.partition("-")[0]


def read(path: Path) -> Takedown:
    """Return the list in a file. Raises InputError where it is missing or cannot be understood."""
    try:
        found = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise InputError(str(path), f"the take-down list cannot be read ({error.strerror})", "Check the path") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(str(path), f"the take-down list is no TOML ({error})", HINT) from error
    for name, value in found.items():
        if name not in Takedown._fields or not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise InputError(str(path), f"{name} is no list of a take-down", HINT)
    for name, is_one in ENTRIES.items():
        for entry in found.get(name, ()):
            if not is_one(entry):
                raise InputError(str(path), f"{name} names {entry!r}, which is no {name[:-1]}", HINT)
    return Takedown(**{name: tuple(value) for name, value in found.items()})


def dumps(taken: Takedown) -> str:
    """Return the text of a file that holds the list."""
    lists = (f"{name} = {json.dumps(value, ensure_ascii=False, indent=2)}\n" for name, value in taken._asdict().items())
    return "# What must not be in this corpus or a later one. Read by govcorpus build.\n" + "".join(lists)


def digest(taken: Takedown) -> str:
    """Return what tells one list from another, nothing of an empty one."""
    return hashlib.sha256(dumps(taken).encode()).hexdigest()[:16] if any(taken) else ""


def gone(pages: Iterable[Page], documents: Iterable[Document], named: Named) -> frozenset[str]:
    """Return the ids of the pages that must go: those that are `named`, and all pages of a document that one of them is part of."""
    ids = {page.id for page in pages if named((page.id,), (page.url,))}
    return frozenset(ids.union(*(page_ids(document) for document in documents if not ids.isdisjoint(page_ids(document)))))


def row(page: str, source: str, urls: Sequence[str], own: Sequence[str]) -> Row:
    """Return the row of `removed` for a page that was taken down; `own` are its id where no other row has it, else nothing."""
    plain = {"detail": "", "title": "", "text": ""}
    return {"id": page, "reason": "taken_down", "source": source, "urls": [*urls], "page_ids": [*own], **plain}


def names(taken: Takedown) -> Named:
    """Return a function that tells whether the list names one of the ids of pages or one of the addresses given."""
    ids = {page_of(name).lower() for name in taken.ids}
    urls = {_address(url) for url in taken.urls}
    hosts = tuple(map(_below, taken.hosts))

    def named(pages: Iterable[str], addresses: Iterable[str]) -> bool:
        whole = [_address(url) for url in addresses if url]
        return not ids.isdisjoint(pages) or any(url in urls or f".{_host(url)}".endswith(hosts) for url in whole)

    return named


def asking(taken: Takedown) -> bool:
    """Whether a list asks for copies of anything."""
    return bool(taken.ids or taken.urls)


def asks(taken: Takedown) -> Callable[[str, Iterable[str], Iterable[str]], bool]:
    """Return a function that tells whether the list asks for a document (its id, pages, addresses) wherever it stands, copies too.

    The id of a document asks for that one, though all others of its page go along. A host asks for its own pages only.
    """
    documents = {name.lower() for name in taken.ids}
    named = names(Takedown(tuple(name for name in taken.ids if name == page_of(name)), taken.urls))
    return lambda document, pages, addresses: document in documents or named(pages, addresses)


def _address(url: str) -> str:
    """Return what an address names, by http, by https or neither, whichever page of it (#p=2)."""
    whole = canonical_url(url)
    front, _, fragment = whole.partition("#")
    whole = whole if ROUTE.fullmatch(fragment) else front
    return whole.partition("://")[2] or whole.lstrip("/")


def _below(host: str) -> str:
    """Return how a host ends, and all below it."""
    return f".{host.lower().strip('.')}"


def _host(named: str) -> str:
    """Return the host in what an address names; one without a scheme (www.yunxi.example/1.html) has no host for `urlsplit`."""
    return re.split(r"[/?]", named, maxsplit=1)[0].rpartition("@")[2].partition(":")[0].lower().rstrip(".")
