"""The lines that are a site's own, because they stand on many of its pages: the stages `count` and `learn`.

Lines are counted shard by shard and added up bucket by bucket; the lines of a large site are in all buckets.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from govcorpus import pipeline, sources
from govcorpus.document import Source
from govcorpus.engine import state, tables
from govcorpus.strip.repeated import LEAST, learned, template
from govcorpus.strip.repeated import count as lines_of

if TYPE_CHECKING:
    import pyarrow as pa


def count(folder: Path, reads: Sequence[Path], number: int, extra: Sequence[Source], buckets: int) -> None:
    """Count the lines of each site's pages in a shard, as they were read: a batch of pages, then one for each bucket of lines."""
    lines: dict[str, Counter[str]] = defaultdict(Counter)
    pages: Counter[str] = Counter()
    passed, aside = state.passing(folder), {}
    for article, found in tables.articles(reads, number):
        if reason := passed(article):
            aside[article] = reason
            continue
        for page in pipeline.newest(found)[0]:
            site = sources.of(page, extra).name
            if site:
                lines[site].update(lines_of(page).keys())  # each once: a mapping is added up line by line, four times as slow
                pages[site] += 1
    passed("")
    cut: list[list[tuple[str, str, int]]] = [[] for _ in range(buckets)]
    for site, counted in lines.items():
        start = zlib.crc32(f"{site}\0".encode())
        for line, times in counted.items():
            cut[zlib.crc32(line.encode(), start) % buckets].append((site, line, times))
    seen = [(site, "", times) for site, times in pages.items()]
    tables.write(folder / "lines.arrow", map(_batch, [seen, *cut]), _schema())
    state.write_json(folder / "aside.json", aside)


def _schema() -> pa.Schema:
    import pyarrow as pa

    return pa.schema({"site": pa.string(), "line": pa.string(), "times": pa.int64()})


def _batch(found: Sequence[tuple[str, str, int]]) -> pa.RecordBatch:
    import pyarrow as pa

    columns = zip(*found, strict=True) if found else ((), (), ())
    return pa.RecordBatch.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, _schema(), strict=True)], schema=_schema()
    )


def learn(folder: Path, counted: Sequence[Path], bucket: int) -> None:
    """Add the counts of a bucket up and write the lines that are a site's own, as they stand on its pages and as repair leaves them."""
    pages = {site: number for site, _, number in _total(counted, 0, 1)}
    lines: dict[str, dict[str, int]] = defaultdict(dict)
    for site, line, number in _total(counted, bucket + 1, LEAST):
        lines[site][line] = number
    passed = state.passing(folder)
    found: list[tuple[str, str, int]] = []
    for site, times in sorted(lines.items()):
        own = learned(times, pages[site])
        also = {template(pipeline.repair(line).text) for line in sorted(own) if not passed(line)}
        found += ((site, line, 0) for line in sorted(own | also))
    passed("")
    tables.write(folder / "learned.arrow", [_batch(found)], _schema())


def _total(counted: Sequence[Path], number: int, least: int) -> Iterator[tuple[str, str, int]]:
    """Add up the counts of a batch of all shards and yield the sites and lines that were met at least so often.

    `Table.group_by` would do, but imports all that reads datasets: 23 ms at the start of a build.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    table = pa.Table.from_batches([batch for target in counted for batch in tables.read(target / "lines.arrow", [number])])
    # a line holds no line feed, a site's name may hold anything
    met = pc.binary_join_element_wise(table["line"], table["site"], "\n").combine_chunks().dictionary_encode()
    times = np.bincount(met.indices.to_numpy(), table["times"].to_numpy(), len(met.dictionary)).astype(np.int64)
    often = times >= least
    for joined, number_of in zip(met.dictionary.filter(pa.array(often)).to_pylist(), times[often].tolist(), strict=True):
        line, _, site = joined.partition("\n")
        yield site, line, number_of


def of(learnt: Iterable[Path], sites: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Return what `learn` found of these sites."""
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = pa.array(sorted(sites), pa.string())
    found: dict[str, set[str]] = defaultdict(set)
    for target in learnt:
        for batch in tables.read(target / "learned.arrow"):
            for row in batch.filter(pc.is_in(batch["site"], value_set=wanted)).to_pylist():
                found[row["site"]].add(row["line"])
    return {site: frozenset(lines) for site, lines in found.items()}
