"""Which documents of a build are copies: the stages `earlier`, `prints`, `order`, `pairs`, `compare` and `match`.

No task reads the prints of all documents but `order`, which numbers them and needs some 100 bytes for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from govcorpus import dedup
from govcorpus.engine import shards, state, tables, takedown
from govcorpus.publish import parquet, rows

if TYPE_CHECKING:
    import pyarrow as pa

PARTIAL = frozenset({"partial_start", "partial_end", "missing_pages", "length_mismatch"})
LOSSES = frozenset({"lost_characters", "unreadable", "unsure_repair"})
# The order in which copies are preferred by where they stand.
KINDS = ("official", "portal", "unknown", "essay_mill")
READ = ("id", "text", "kind_of_source", "flags", "damage", "unsure_edits", "published_on")


def groups(before: Path) -> list[tuple[str, int]]:
    """Return the row groups of the documents of a corpus, by the name of the file and the number in it: for each a task `earlier`."""
    found = []
    for path in parquet.files(before, "documents"):
        with parquet.opened(path) as file:
            found += [(path.name, number) for number in range(file.num_row_groups)]
    return found


def earlier(
    folder: Path,
    before: Path,
    group: tuple[str, int],
    ranges: int,
    taken: takedown.Takedown,
    renamed: bool,  # noqa: FBT001  tasks take no names
    _: str,
) -> None:
    """Lay out the documents of a row group of an earlier corpus as `clean` does, those left out that a take-down list names.

    `renamed` where only one of the two corpora is masked: a page without address may have had another id there, and its document
    would count as a copy of itself. The last argument is the content hash of that corpus, for the name of the task.
    """
    import numpy as np
    import pyarrow as pa

    named = takedown.names(taken)
    name, number = group
    table = parquet.group(before / "data" / "documents" / name, number, [*READ, "page_ids", "urls"])
    addressed = zip(table["page_ids"].to_pylist(), table["urls"].to_pylist(), strict=True)
    stay = [not named(ids, urls) and bool(urls or not renamed) for ids, urls in addressed]
    table = table.select(READ).filter(pa.array(np.array(stay, dtype=bool))).combine_chunks()
    found = [shards.range_of(id_, ranges) for id_ in table["id"].to_pylist()]
    ends = np.searchsorted(found, np.arange(ranges + 1)).tolist()
    slices = (table.slice(start, end - start) for start, end in pairwise(ends))
    tables.write(folder / "documents.arrow", slices, table.schema)


def prints(folder: Path, cleaned: Path, buckets: int, published: bool) -> None:  # noqa: FBT001  tasks take no names
    """Write what the search for copies needs of each document of a shard: its print, and its hashes, bucket by bucket.

    Documents that are `published`, in an earlier corpus, come before all others.
    """
    import numpy as np
    import pyarrow as pa

    kinds = {"id": pa.string(), "rank": pa.string(), "exact": pa.binary(16), "shingles": pa.int32(), "sampled": pa.int32()}
    fields = pa.schema(list(kinds.items()))
    samples = [np.zeros(0, dtype=np.uint64)]
    passed, aside = state.passing(folder), {}
    together = 0 if state.is_careful(folder) else dedup.TOGETHER

    def texts(documents: Iterable[rows.Row]) -> Iterator[str]:
        for row in documents:
            if reason := passed(row["id"]):
                aside[row["id"]] = reason
            yield "" if reason else row["text"]

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in tables.read(cleaned / "documents.arrow", columns=READ):
            found = []
            documents = batch.to_pylist()
            told = dedup.fingerprints(texts(documents), together)
            for row, (exact, shingled, sample) in zip(documents, told, strict=True):
                samples.append(sample)
                place = f" {row['id']}" if published else rank(row)
                found.append((row["id"], place, exact, shingled, len(sample)))
            columns = list(zip(*found, strict=True)) if found else [()] * len(fields)
            yield pa.record_batch([pa.array(column, kinds[name]) for name, column in zip(kinds, columns, strict=True)], fields)

    tables.write(folder / "prints.arrow", batches(), fields)
    passed("")
    values = np.concatenate(samples)
    owners = np.repeat(np.arange(len(samples) - 1, dtype=np.int32), [len(sample) for sample in samples[1:]])
    bucket = (values >> np.uint64(32)) * np.uint64(buckets * dedup.RATE) >> np.uint64(32)
    cut = (
        pa.record_batch({"value": pa.array(values[bucket == number]), "row": pa.array(owners[bucket == number])})
        for number in range(buckets)
    )
    tables.write(folder / "samples.arrow", cut, pa.schema({"value": pa.uint64(), "row": pa.int32()}))
    state.write_json(folder / "aside.json", aside)


def rank(row: rows.Row) -> str:
    """Return what decides which of several copies is kept; the one that sorts first is.

    A text with losses or unsure repairs comes after every twin that has none: the twin shows what was meant. Then official before
    portal before essay mill, whole before partial, undamaged before repaired, earlier before later, then by id.
    """
    flags = set(row["flags"])
    unsure = bool(row["unsure_edits"]) or not flags.isdisjoint(LOSSES)
    kind = KINDS.index(row["kind_of_source"]) if row["kind_of_source"] in KINDS else KINDS.index("unknown")
    day = row["published_on"].isoformat() if row["published_on"] else "9999"
    return f"{unsure:d}{kind}{len(PARTIAL & flags)}{bool(row['damage']):d} {day} {row['id']}"


def order(folder: Path, printed: Sequence[Path], own: int) -> None:
    """Number the texts by rank, each text once; say which documents are exact copies.

    The first `own` folders are of documents of this build. One of an earlier corpus that is built again stays what it was and is
    not looked at.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    whole, places = [], []
    for shard, target in enumerate(printed):
        for number, batch in enumerate(tables.read(target / "prints.arrow")):
            size = len(batch)
            whole.append(batch)
            places.append(np.array([np.full(size, shard), np.full(size, number), np.arange(size)], dtype=np.int32))
    table = pa.Table.from_batches(whole).combine_chunks()
    shard, batch, row = np.concatenate(places, axis=1)
    ids = table["id"].combine_chunks()
    shingles, sampled = table["shingles"].to_numpy(), table["sampled"].to_numpy()
    ours = shard < own
    again = pc.is_in(ids, value_set=ids.filter(pa.array(ours))).to_numpy(zero_copy_only=False)
    ranked = pc.sort_indices(table["rank"]).to_numpy().astype(np.int64)
    ranked = ranked[(ours | ~again)[ranked]]
    first = ranked[_first(table["exact"].combine_chunks().take(pa.array(ranked)))]
    alone = first == ranked
    numbers = np.full(len(table), -1, dtype=np.int32)
    numbers[ranked[alone]] = np.arange(alone.sum(), dtype=np.int32)
    ends = np.searchsorted(shard, np.arange(len(printed) + 1)).tolist()
    cut = (pa.record_batch({"number": pa.array(numbers[start:end])}) for start, end in pairwise(ends))
    tables.write(folder / "numbers.arrow", cut, pa.schema({"number": pa.int32()}))
    texts = {"id": ids.take(pa.array(ranked[alone]))}
    for name, column in (("shard", shard), ("batch", batch), ("row", row), ("shingles", shingles), ("sampled", sampled)):
        texts[name] = pa.array(column[ranked[alone]])
    tables.write(folder / "texts.arrow", [made := pa.table(texts)], made.schema)
    copied = ~alone & (shingles[ranked] > 0) & ours[ranked]
    left, kept = ranked[copied], first[copied]
    exact = {"shard": pa.array(shard[left]), "id": ids.take(pa.array(left)), "kept_id": ids.take(pa.array(kept))}
    methods = pa.array(np.where(ours[kept], "exact", "published"))
    exact |= {"similarity": pa.array(np.ones(len(left))), "method": methods}
    tables.write(folder / "exact.arrow", [pa.table(exact)], copies_schema())


def _first(digests: pa.Array) -> dedup.Numbers:
    """Return for each digest of 16 bytes the place at which it stands first."""
    import numpy as np

    high, low = np.frombuffer(digests.buffers()[1], dtype=np.uint64)[: 2 * len(digests)].reshape(-1, 2).T
    places = np.lexsort((low, high))  # stable: equal ones stay in order
    fresh = np.ones(len(places), dtype=bool)
    fresh[1:] = (high[places][1:] != high[places][:-1]) | (low[places][1:] != low[places][:-1])
    first = np.empty(len(places), dtype=np.int64)
    first[places] = places[fresh][np.cumsum(fresh) - 1]
    return first


def pairs(folder: Path, printed: Sequence[Path], ordered: Path, bucket: int, shares: int) -> None:
    """Write which texts share hashes of a bucket and how many, cut into shares for `compare`."""
    import numpy as np
    import pyarrow as pa

    values, owners = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.int64)]
    for target, numbers in zip(printed, tables.read(ordered / "numbers.arrow"), strict=True):
        (batch,) = tables.read(target / "samples.arrow", [bucket])
        of = numbers["number"].to_numpy()[batch["row"].to_numpy()]
        values.append(batch["value"].to_numpy()[of >= 0])
        owners.append(of[of >= 0].astype(np.int64))
    codes, shared = dedup.sharing(np.concatenate(values), np.concatenate(owners))
    share = (codes >> 32) % shares
    cut = (
        pa.record_batch({"code": pa.array(codes[share == one]), "shared": pa.array(shared[share == one])})
        for one in range(shares)
    )
    tables.write(folder / "pairs.arrow", cut, pa.schema({"code": pa.int64(), "shared": pa.int64()}))


def compare(folder: Path, paired: Sequence[Path], ordered: Path, laid: Sequence[Path], share: int) -> None:
    """Add up what pairs of texts share in all buckets, and compare those that share much. `laid` are the folders of documents."""
    import numpy as np
    import pyarrow as pa

    found = [batch for target in paired for batch in tables.read(target / "pairs.arrow", [share])]
    codes, shared = (np.concatenate([batch[name].to_numpy() for batch in found]) for name in ("code", "shared"))
    texts = _Texts(ordered, laid)
    candidates = dedup.candidates(codes, shared, texts.sampled)
    telling = [one._asdict() for one in dedup.measured(candidates, texts.shingles, texts.read) if dedup.tells(one)]
    kinds = {"one": pa.int32(), "other": pa.int32(), "resemblance": pa.float64(), "containment": pa.float64()}
    made = pa.RecordBatch.from_pylist(telling, pa.schema(kinds))
    tables.write(folder / "measures.arrow", [made], made.schema)


def match(folder: Path, compared: Sequence[Path], ordered: Path, laid: Sequence[Path], own: int) -> None:
    """Decide which documents are copies of others, and write it shard by shard.

    The first `own` folders of documents are of this build; those of the others are published already.
    """
    import numpy as np
    import pyarrow as pa

    texts = _Texts(ordered, laid)
    told = pa.Table.from_batches([batch for target in compared for batch in tables.read(target / "measures.arrow")])
    one, other = (told[name].to_numpy().astype(np.int64) for name in ("one", "other"))
    measures = dedup.Measures(one, other, told["resemblance"].to_numpy(), told["containment"].to_numpy())
    verdicts = dedup.completed(dedup.decided(texts.shingles, measures), texts.shingles, texts.read)
    found = [
        (one.copy, one.kept, one.similarity, one.method if texts.shard[one.kept] < own else "published")
        for one in verdicts
        if texts.shard[one.copy] < own
    ]
    left, kept, similarity, method = zip(*found, strict=True) if found else ((), (), (), ())
    ids = next(tables.read(ordered / "texts.arrow", columns=["id"]))["id"]
    near = [
        pa.array(texts.shard[list(left)], pa.int32()),
        ids.take(pa.array(left, pa.int32())),
        ids.take(pa.array(kept, pa.int32())),
        pa.array(similarity, pa.float64()),
        pa.array(method, pa.string()),
    ]
    exact = tables.read(ordered / "exact.arrow")
    every = pa.Table.from_batches([pa.RecordBatch.from_arrays(near, schema=copies_schema()), *exact])
    every = every.sort_by([("shard", "ascending"), ("id", "ascending")])
    ends = np.searchsorted(every["shard"].to_numpy(), np.arange(own + 1)).tolist()
    tables.write(folder / "copies.arrow", (every.slice(start, end - start) for start, end in pairwise(ends)), copies_schema())


def copies_schema() -> pa.Schema:
    """Return the schema of what is known of copies: where they stand, what stands for them, and why."""
    import pyarrow as pa

    return pa.schema(
        {"shard": pa.int32(), "id": pa.string(), "kept_id": pa.string(), "similarity": pa.float64(), "method": pa.string()}
    )


class _Texts:
    """The texts of a build by number: what `order` wrote of them, and themselves where they are laid out."""

    def __init__(self, ordered: Path, laid: Sequence[Path]) -> None:
        import numpy as np

        columns = ["shard", "batch", "row", "shingles", "sampled"]
        (found,) = tables.read(ordered / "texts.arrow", columns=columns)
        # copies, for what Arrow holds is all columns
        self.shard, self.batch, self.row, self.shingles, self.sampled = (np.array(found[name]) for name in columns)
        self.laid = laid

    def read(self, numbers: Iterable[int]) -> dict[int, str]:
        """Return the texts of these numbers."""
        out: dict[int, str] = {}
        places = sorted((int(self.shard[number]), int(self.batch[number]), int(self.row[number]), number) for number in numbers)
        for shard, there in groupby(places, itemgetter(0)):
            wanted = {batch: list(found) for batch, found in groupby(there, itemgetter(1))}
            batches = tables.read(self.laid[shard] / "documents.arrow", wanted, ["text"])
            for batch, found in zip(batches, wanted.values(), strict=True):
                out |= {number: batch["text"][row].as_py() for _, _, row, number in found}
        return out
