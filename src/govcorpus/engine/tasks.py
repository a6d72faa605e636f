"""Two stages of a build, `read` and `clean`. A stage reads the folders of those before it and fills its own; order of the input never shows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path

from govcorpus import pipeline, sources
from govcorpus.document import Document, Page, Source
from govcorpus.engine import learned, mask, parts, shards, state, tables, takedown
from govcorpus.engine.state import read_json, write_json
from govcorpus.label.personal import masked
from govcorpus.publish import rows
from govcorpus.read import files

# Pages are held until there are this many characters, then written shard by shard: the memory a reading task needs, whatever the file.
BUFFER = 4 << 20


def read(
    folder: Path,
    inputs: Sequence[tuple[Path, str, str, int, int | None, int]],
    count: int,
    masks: bool,  # noqa: FBT001  tasks take no names
) -> None:
    """Read pieces of input files and sort their pages into shards, a file for each group of shards.

    A piece is given by the path, name and digest of its file, the bytes at which it starts and ends, and how many lines end in
    front of it. `masks`: as if there were no personal data in them.
    """
    index: list[list[int]] = [[] for _ in range(shards.group(count - 1) + 1)]
    unread: list[files.Unread] = []
    passed = state.passing(folder)
    with ExitStack() as stack:
        writers = [
            stack.enter_context(tables.writer(folder / f"{group}.arrow", tables.page_schema())) for group in range(len(index))
        ]

        def write() -> None:
            for number, found in groupby(sorted(held, key=itemgetter(0)), itemgetter(0)):
                group = shards.group(number)
                index[group].append(number)
                writers[group].write_batch(tables.page_batch([(page, article) for _, page, article in found]))

        held: list[tuple[int, Page, str]] = []
        size = 0
        for path, name, _, start, end, lines in inputs:
            for page in files.read(path, start, end, lines, passed):
                if isinstance(page, files.Unread):
                    excerpt = masked(page.excerpt) if masks else page.excerpt
                    unread.append(page._replace(place=page.place.replace(str(path), name, 1), excerpt=excerpt))
                    continue
                known = mask.unnamed(page) if masks else page
                article = shards.article(known)
                held.append((shards.shard(article, count), known, article))
                size += len(page.raw)
                if size > BUFFER:
                    write()
                    held, size = [], 0
        passed("")
        write()
    for group, numbers in enumerate(index):
        write_json(folder / f"{group}.json", numbers)
    write_json(folder / "unread.json", unread)


def clean(
    folder: Path,
    reads: Sequence[Path],
    number: int,
    ranges: int,
    extra: Sequence[Source],
    counted: Path,
    learnt: Sequence[Path],
    taken: takedown.Takedown,
    masks: bool,  # noqa: FBT001  tasks take no names
) -> None:
    """Take the pages of a shard to documents, and write what each config will hold."""
    cleaned = mask.cleaned if masks else pipeline.cleaned
    out: dict[str, list[rows.Row]] = {config: [] for config in parts.CLEANED}
    asked: dict[str, str] = {}
    came = dict.fromkeys(("pages", "bytes", "repaired", "removed"), 0)
    passed, aside = state.passing(folder), read_json(counted / "aside.json")
    articles = [(article, *pipeline.newest(found)) for article, found in tables.articles(reads, number)]
    site = {page.id: sources.of(page, extra) for _, kept, _ in articles for page in kept}
    shared = {id(source): source for source in site.values()}  # the pages of a site share one, and go on doing so
    known = learned.of(learnt, {source.name for source in shared.values()})
    taught = {number: _taught(source, known) for number, source in shared.items()}
    named, asks = takedown.names(taken), takedown.asks(taken)

    def refused(article: str) -> str:
        return aside.get(article) or passed(article)

    def at_home(pages: Iterable[Page]) -> list[Page]:
        # dataclasses.replace takes three times as long
        return cleaned([Page(p.id, p.url, taught[id(site[p.id])], p.fetched_on, p.raw, p.marks, p.raw) for p in pages])

    for found in _processed(articles, refused, at_home, 1 if state.is_careful(folder) else pipeline.TOGETHER):
        reason, kept, others, documents = found
        if any(taken):
            asked |= {one.id: one.text for one in documents if one.text and asks(one.id, rows.page_ids(one), one.urls)}
            kept, others, documents = _without(kept, others, documents, named, out)
        for page, why in others:
            _repeated(page, why, out)
        if reason:
            _poisoned(kept, reason, out)
            continue
        _article({page.id: page for page in kept}, documents, out)
        out["pages"] += map(rows.page_row, kept)
        came["pages"] += len(kept)
        came["bytes"] += sum(len(page.raw.encode()) for page in kept)
        came["repaired"] += sum(page.edits[0].rule.startswith("repair.") for page in kept if page.edits)  # repair comes first
    passed("")
    if number == 0:
        out["removed"] += _unread(reads)
    for config, rows_ in out.items():
        parts.write(folder, config, rows_, ranges, told=config != "documents")
    write_json(folder / "count.json", came | {"removed": len(out["removed"])})
    write_json(folder / "asked.json", asked)


def _processed(
    articles: Sequence[tuple[str, list[Page], list[tuple[Page, str]]]],
    refused: Callable[[str], str],
    cleaned: Callable[[Iterable[Page]], list[Page]],
    together: int,
) -> Iterator[tuple[str, list[Page], list[tuple[Page, str]], list[Document]]]:
    """Yield each article with why it is passed over, its cleaned pages, its older pages and its documents."""
    for at in range(0, len(articles), together):
        batch = [(refused(article), newest, older) for article, newest, older in articles[at : at + together]]
        pages = iter(cleaned(page for reason, newest, _ in batch if not reason for page in newest))
        kept = [newest if reason else list(islice(pages, len(newest))) for reason, newest, _ in batch]
        cut = pipeline.cut([[] if reason else own for (reason, *_), own in zip(batch, kept, strict=True)])
        for (reason, _, older), own, parts_ in zip(batch, kept, cut, strict=True):
            yield reason, own, older, parts_


def _without(
    kept: list[Page],
    others: list[tuple[Page, str]],
    documents: list[Document],
    named: takedown.Named,
    out: dict[str, list[rows.Row]],
) -> tuple[list[Page], list[tuple[Page, str]], list[Document]]:
    """Return pages and documents without those that a take-down list names; these are told without anything of their text."""
    gone = takedown.gone([*kept, *(page for page, _ in others)], documents, named)
    if not gone:
        return kept, others, documents
    own = {page.id for page in kept}
    for page in (*kept, *(page for page, _ in others)):
        if page.id in gone:
            ids = [page.id] if page.id in own else []
            own.discard(page.id)
            out["removed"].append(takedown.row(page.id, rows.site(page), _urls(page), ids))
    return (
        [page for page in kept if page.id not in gone],
        [(page, why) for page, why in others if page.id not in gone],
        [document for document in documents if gone.isdisjoint(rows.page_ids(document))],
    )


def _poisoned(pages: Iterable[Page], reason: str, out: dict[str, list[rows.Row]]) -> None:
    """Keep pages that no worker came through as they were read."""
    for page in pages:
        out["pages"].append(rows.page_row(page))
        out["removed"].append(_left_out(page, [page.id]) | {"reason": "poisoned", "detail": reason, "text": page.raw})


def _taught(source: Source, known: Mapping[str, frozenset[str]]) -> Source:
    return replace(source, learned=source.learned | known[source.name]) if source.name in known else source


def _article(known: Mapping[str, Page], documents: Iterable[Document], out: dict[str, list[rows.Row]]) -> None:
    used: set[str] = set()
    for document in documents:
        ids = rows.page_ids(document)
        used.update(ids)
        if document.dropped:
            told = {name: getattr(document, name) for name in ("id", "title", "text", "source")}
            told |= {"reason": document.dropped, "detail": "; ".join(document.notes)}
            out["removed"].append(told | {"urls": list(document.urls), "page_ids": ids})
        else:
            out["documents"].append(rows.document_row(document, known))
    for page in known.values():
        if page.id not in used:
            told = {"reason": "no_document", "detail": "no text was left", "text": page.text}
            out["removed"].append(_left_out(page, [page.id]) | told)


def _repeated(page: Page, reason: str, out: dict[str, list[rows.Row]]) -> None:
    row = _left_out(page, [])
    if reason == "duplicate":
        out["duplicates"].append(row | {"kept_id": page.id, "similarity": 1.0, "method": "same_page"})
    else:
        day = page.fetched_on.isoformat() if page.fetched_on else "no day"
        out["removed"].append(row | {"reason": reason, "detail": f"fetched on {day}; a newer copy is kept", "text": page.raw})


def _left_out(page: Page, own: list[str]) -> rows.Row:
    """What `removed` and `duplicates` tell of any page; `own` is its id where no other row has it, else nothing."""
    return {"id": page.id, "title": "", "source": rows.site(page), "urls": _urls(page), "page_ids": own}


def _urls(page: Page) -> list[str]:
    return [page.url] if page.url else []


def _unread(reads: Sequence[Path]) -> Iterator[rows.Row]:
    for folder in reads:
        for place, reason, fix, excerpt, lost in read_json(folder / "unread.json"):
            if lost:
                id_ = hashlib.sha256(f"unread\0{place}\0{reason}".encode("utf-8", "replace")).hexdigest()[:16]
                told = {"id": id_, "reason": "unread", "detail": f"{place}: {reason}. {fix}", "text": excerpt}
                yield told | {"title": "", "source": "", "urls": [], "page_ids": [id_]}


def warnings(folder: Path) -> Iterator[str]:
    """Yield what is to be said about inputs of which pages came all the same; `folder` is that of the reading stage."""
    for path in sorted(folder.glob("*/unread.json")):
        for *told, lost in read_json(path):
            if not lost:
                yield str(files.Unread(*told))
