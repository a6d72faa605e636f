"""The stages of a build. Each reads the folders of the stages before it and fills its own; order of the input never shows."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from govcorpus import pipeline, sources
from govcorpus.document import Document, Page, Source
from govcorpus.engine import mask, shards, state, tables, takedown
from govcorpus.engine.copies import verdicts as verdicts_of
from govcorpus.engine.state import read_json, write_json
from govcorpus.label.personal import masked
from govcorpus.publish import parquet, rows
from govcorpus.publish.schema import ORDER, schema
from govcorpus.read import files
from govcorpus.strip.repeated import count as lines_of
from govcorpus.strip.repeated import learned as repeating
from govcorpus.strip.repeated import template

if TYPE_CHECKING:
    import pyarrow as pa

# Pages are held until there are this many characters, then written shard by shard: the memory a reading task needs, whatever the file.
BUFFER = 8 << 20
SURROGATE = re.compile("[\ud800-\udfff]")


def read(folder: Path, inputs: Sequence[tuple[Path, str, str]], count: int, masks: bool) -> None:  # noqa: FBT001  tasks take no names
    """Read input files, given by path, name and digest, and sort their pages into shards, a file for each group of shards.

    `masks`: as if there were no personal data in them.
    """
    index: list[list[int]] = [[] for _ in range(shards.group(count - 1) + 1)]
    unread: list[files.Unread] = []
    with ExitStack() as stack:
        writers = [
            stack.enter_context(tables.writer(folder / f"{group}.arrow", tables.page_schema())) for group in range(len(index))
        ]

        def write() -> None:
            for number, found in groupby(sorted(held, key=itemgetter(0)), itemgetter(0)):
                group = shards.group(number)
                index[group].append(number)
                writers[group].write_batch(tables.page_batch([page for _, page in found]))

        held: list[tuple[int, Page]] = []
        size = 0
        for path, name, _ in inputs:
            for page in files.read(path):
                if isinstance(page, files.Unread):
                    excerpt = masked(page.excerpt) if masks else page.excerpt
                    unread.append(page._replace(place=page.place.replace(str(path), name, 1), excerpt=excerpt))
                    continue
                known = mask.unnamed(encodable(page)) if masks else encodable(page)
                held.append((shards.shard(shards.article(known), count), known))
                size += len(page.raw)
                if size > BUFFER:
                    write()
                    held, size = [], 0
        write()
    for group, numbers in enumerate(index):
        write_json(folder / f"{group}.json", numbers)
    write_json(folder / "unread.json", unread)


def encodable(page: Page) -> Page:
    r"""\ud800 → �: a page whose text UTF-8 can hold; half a surrogate pair is no character. Lengths stay as they are."""
    raw, url = (SURROGATE.sub("\ufffd", text) for text in (page.raw, page.url))
    return page if raw == page.raw and url == page.url else replace(page, raw=raw, text=raw, url=url)


def shard_pages(reads: Sequence[Path], number: int) -> list[Page]:
    """Return the pages of a shard, article by article, each in reading order."""
    found: list[Page] = []
    group = shards.group(number)
    for folder in reads:
        index = read_json(folder / f"{group}.json")
        found += tables.pages(folder / f"{group}.arrow", [batch for batch, shard in enumerate(index) if shard == number])
    return sorted(
        found, key=lambda page: (shards.article(page), shards.reading_order(page), page.fetched_on or date.min, page.raw)
    )


def count(folder: Path, reads: Sequence[Path], number: int, extra: Sequence[Source]) -> None:
    """Count the lines of each site's pages in a shard, as they were read."""
    lines: dict[str, Counter[str]] = defaultdict(Counter)
    pages: Counter[str] = Counter()
    for page in pipeline.newest(shard_pages(reads, number))[0]:
        site = sources.of(page, extra).name
        if site:
            lines[site] += lines_of(page)
            pages[site] += 1
    write_json(folder / "lines.json", {site: [pages[site], found] for site, found in lines.items()})


def learn(folder: Path, counted: Sequence[Path]) -> None:
    """Add the counts up and write the lines that are a site's own, as they stand on its pages and as repair leaves them."""
    lines: dict[str, Counter[str]] = defaultdict(Counter)
    pages: Counter[str] = Counter()
    for target in counted:
        for site, (number, found) in read_json(target / "lines.json").items():
            lines[site].update(found)
            pages[site] += number
    learned = {site: repeating(found, pages[site]) for site, found in lines.items()}
    write_json(
        folder / "learned.json",
        {
            site: sorted({*found, *(template(pipeline.repair(line).text) for line in found)})
            for site, found in learned.items()
            if found
        },
    )


def clean(
    folder: Path,
    reads: Sequence[Path],
    number: int,
    ranges: int,
    extra: Sequence[Source],
    learnt: Path,
    taken: takedown.Takedown,
    masks: bool,  # noqa: FBT001  tasks take no names
) -> None:
    """Take the pages of a shard to documents, and write what each config will hold."""
    cleaned = mask.cleaned if masks else pipeline.clean
    learned = {site: frozenset(lines) for site, lines in read_json(learnt / "learned.json").items()}
    out: dict[str, list[rows.Row]] = {name: [] for name in ("documents", "sections", "pages", "removed", "duplicates")}
    came = dict.fromkeys(("pages", "bytes", "repaired", "removed"), 0)
    aside = state.poison(folder)
    for article, group in groupby(shard_pages(reads, number), shards.article):
        kept, others = pipeline.newest(group)
        reason = aside.get(article) if aside is not None else None
        if aside is not None and reason is None:
            state.reach(folder, article)
        if reason is None:
            kept = [cleaned(page, _taught(sources.of(page, extra), learned)) for page in kept]
        documents = [] if reason else list(pipeline.labelled({page.id: page for page in kept}))
        kept, others, documents = _without(kept, others, documents, taken, out)
        for page, why in others:
            _repeated(page, why, out)
        if reason is not None:
            _poisoned(kept, reason, out)
            continue
        _article({page.id: page for page in kept}, documents, out)
        out["pages"] += map(rows.page_row, kept)
        came["pages"] += len(kept)
        came["bytes"] += sum(len(page.raw.encode()) for page in kept)
        came["repaired"] += sum(any(edit.rule.startswith("repair.") for edit in page.edits) for page in kept)
    if number == 0:
        out["removed"] += _unread(reads)
    for config, found in out.items():
        _write(folder, config, found, ranges)
    write_json(folder / "count.json", came | {"removed": len(out["removed"])})


def _without(
    kept: list[Page],
    others: list[tuple[Page, str]],
    documents: list[Document],
    taken: takedown.Takedown,
    out: dict[str, list[rows.Row]],
) -> tuple[list[Page], list[tuple[Page, str]], list[Document]]:
    """Return pages and documents without those that a take-down list names; these are told without anything of their text."""
    gone = takedown.gone([*kept, *(page for page, _ in others)], documents, taken)
    if not gone:
        return kept, others, documents
    own = {page.id for page in kept}
    for page in (*kept, *(page for page, _ in others)):
        if page.id in gone:
            ids = [page.id] if page.id in own else []
            own.discard(page.id)
            urls = [page.url] if page.url else []
            out["removed"].append(_removed(page.id, "taken_down", "", "", _site(page), urls, ids, ""))
    return (
        [page for page in kept if page.id not in gone],
        [(page, why) for page, why in others if page.id not in gone],
        [document for document in documents if gone.isdisjoint(rows.page_ids(document))],
    )


def _poisoned(pages: Iterable[Page], reason: str, out: dict[str, list[rows.Row]]) -> None:
    """Keep pages that no worker came through as they were read."""
    for page in pages:
        out["pages"].append(rows.page_row(page))
        out["removed"].append(
            _removed(page.id, "poisoned", reason, "", _site(page), [page.url] if page.url else [], [page.id], page.raw)
        )


def _taught(source: Source, learned: Mapping[str, frozenset[str]]) -> Source:
    return replace(source, learned=source.learned | learned[source.name]) if source.name in learned else source


def _article(known: Mapping[str, Page], documents: Iterable[Document], out: dict[str, list[rows.Row]]) -> None:
    used: set[str] = set()
    for document in documents:
        ids = rows.page_ids(document)
        used.update(ids)
        if document.dropped:
            out["removed"].append(
                _removed(
                    document.id,
                    document.dropped,
                    "; ".join(document.notes),
                    document.title,
                    document.source,
                    document.urls,
                    ids,
                    document.text,
                )
            )
        else:
            out["documents"].append(rows.document_row(document, known))
            out["sections"] += rows.section_rows(document)
    for page in known.values():
        if page.id not in used:
            url = (page.url,) if page.url else ()
            out["removed"].append(
                _removed(page.id, "no_document", "no text was left", "", _site(page), url, [page.id], page.text)
            )


def _repeated(page: Page, reason: str, out: dict[str, list[rows.Row]]) -> None:
    urls = [page.url] if page.url else []
    if reason == "duplicate":
        row = {
            "id": page.id,
            "kept_id": page.id,
            "similarity": 1.0,
            "method": "same_page",
            "title": "",
            "source": _site(page),
            "urls": urls,
            "page_ids": [],
        }
        out["duplicates"].append(row)
    else:
        day = page.fetched_on.isoformat() if page.fetched_on else "no day"
        out["removed"].append(
            _removed(page.id, reason, f"fetched on {day}; a newer copy is kept", "", _site(page), urls, [], page.raw)
        )


def _unread(reads: Sequence[Path]) -> Iterator[rows.Row]:
    for folder in reads:
        for place, reason, fix, excerpt, lost in read_json(folder / "unread.json"):
            if lost:
                id_ = hashlib.sha256(f"unread\0{place}\0{reason}".encode("utf-8", "replace")).hexdigest()[:16]
                yield _removed(id_, "unread", f"{place}: {reason}. {fix}", "", "", (), [id_], excerpt)


def warnings(folder: Path) -> Iterator[str]:
    """Yield what is to be said about inputs of which pages came all the same; `folder` is that of the reading stage."""
    for path in sorted(folder.glob("*/unread.json")):
        for *told, lost in read_json(path):
            if not lost:
                yield str(files.Unread(*told))


def _removed(
    id_: str, reason: str, detail: str, title: str, source: str, urls: Iterable[str], page_ids: list[str], text: str
) -> rows.Row:
    return {
        "id": id_,
        "reason": reason,
        "detail": detail,
        "title": title,
        "source": source,
        "urls": list(urls),
        "page_ids": page_ids,
        "text": text,
    }


def _site(page: Page) -> str:
    return page.source.name if isinstance(page.source, Source) else page.source or ""


def _write(folder: Path, config: str, found: Sequence[rows.Row], ranges: int) -> None:
    """Write rows as one batch a range of ids, each with its digest."""
    import pyarrow as pa

    first, *_ = ORDER[config]
    fields = stored(config)
    cut: list[list[rows.Row]] = [[] for _ in range(ranges)]
    for row in found:
        cut[shards.range_of(row[first], ranges)].append(row | {"digest": rows.digest(row)})
    tables.write(folder / f"{config}.arrow", (pa.RecordBatch.from_pylist(part, fields) for part in cut), fields)


def stored(config: str) -> pa.Schema:
    """Return the schema of a config between stages: its columns and the digest of each row."""
    import pyarrow as pa

    return schema(config).append(pa.field("digest", pa.binary(32)))


def settle(folder: Path, cleaned: Path, matched: Path, ranges: int) -> None:
    """Give every page of a shard its one place: a published document, else a duplicate, else what was removed."""
    verdicts = verdicts_of(matched)
    published: set[str] = set()
    doubles = _all(cleaned, "duplicates")
    for batch in tables.read(cleaned / "documents.arrow"):
        for row in batch.select(["id", "title", "source", "urls", "page_ids"]).to_pylist():
            if row["id"] in verdicts:
                doubles.append(row | verdicts[row["id"]])
            else:
                published.update(row["page_ids"])
    taken = set(published)
    out = {"duplicates": doubles, "removed": _all(cleaned, "removed")}
    for config, found in out.items():
        found.sort(key=itemgetter(*ORDER[config]))
        for row in found:
            row["page_ids"] = [id_ for id_ in row["page_ids"] if id_ not in taken]
            taken.update(row["page_ids"])
        _write(folder, config, found, ranges)


def _all(cleaned: Path, config: str) -> list[rows.Row]:
    return [row for batch in tables.read(cleaned / f"{config}.arrow") for row in batch.drop_columns(["digest"]).to_pylist()]


def part(folder: Path, config: str, numbers: Sequence[int], shards_: Sequence[Path], matched: Path) -> None:
    """Write one Parquet file of the dataset, range after range, and what the manifest says about it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    path = folder / "part.parquet"
    count = content = 0
    dropped = pa.array(sorted(verdicts_of(matched)) if config in {"documents", "sections"} else [], pa.string())
    with parquet.writer(path, config) as append:
        for number in numbers:
            batches = [batch for shard in shards_ for batch in tables.read(shard / f"{config}.arrow", [number])]
            table = pa.Table.from_batches(batches, stored(config))
            table = table.filter(pc.invert(pc.is_in(table[ORDER[config][0]], value_set=dropped)))
            table = table.sort_by([(name, "ascending") for name in (*ORDER[config], "digest")]).combine_chunks()
            count += table.num_rows
            content += sum(int.from_bytes(digest) for digest in table["digest"].to_pylist())
            append(table.drop_columns(["digest"]))
    about = {"rows": count, "content": f"{content % (1 << 256):064x}"}
    if count:
        with path.open("rb") as stream:
            about |= {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}
    else:
        path.unlink()
    write_json(folder / "part.json", about)
