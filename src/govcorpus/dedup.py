"""Which documents are copies of others: exact, near, or contained in a longer one.

Texts are compared by their shingles, stretches of 8 characters. Of each text a sample of the hashes of its shingles is kept:
those below a fixed bound (bottom sampling by value, Broder 1997; as FracMinHash in Irber et al. 2022). Unlike a MinHash
signature of fixed length it estimates containment as well as resemblance, and the inverted index of the sample takes the place
of bands: two texts that share much share many sampled hashes. Pairs found so are compared shingle by shingle before anything is decided.
Measured on our own benchmark (tests/test_dedup.py, scripts/bench_dedup) against MinHash with bands, which misses what is
contained and costs more.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

# What copies of a text differ in without being different: spacing, punctuation, widths.
IGNORED = re.compile(r"[\W_]+")
# Phrases of officialese have 4 to 8 characters: stretches of 8 are shared by copies, shorter ones by all speeches of a year.
WIDTH = 8
# One shingle in 16 is sampled: a text of 300 characters still has 18, and the sample takes a sixth of the text's bytes.
RATE = 16
# A hash that stands in more documents than this is a phrase of the trade, or its documents are linked neighbour by neighbour.
CROWD = 32
# Pairs of which the samples share this much of the shorter one are compared; the estimate of a pair at 0.75 falls below in 1 of 10⁴.
SUSPECT = 0.4
# Copies re-posted, cut at an edge or damaged and repaired have at least 0.65 of all shingles in common; reports of one office in
# successive years, which share half their phrases, at most 0.4 (tests/test_dedup.py).
NEAR = 0.65
CONTAINED = 0.8
# A text of fewer shingles is contained in many others by chance: a salutation and a sentence.
SHORT = 60
# Odd 64-bit constants of splitmix64 (Steele, Lea, Flood 2014), and a base for the polynomial.
BASE, MIX1, MIX2 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


class Fingerprint(NamedTuple):
    """What is kept of a text: digest of its normalised form, number of its stretches of WIDTH characters, and a sample of their hashes, sorted."""

    exact: bytes
    shingles: int
    sample: Sequence[int] | Hashes


class Print(NamedTuple):
    """A document in the search for copies; the one whose `rank` sorts first is kept."""

    id: str
    rank: tuple[str, ...]
    fingerprint: Fingerprint


class Copy(NamedTuple):
    """A document that is left out because another one stands for it."""

    id: str
    kept_id: str
    similarity: float
    method: str


Texts = Callable[[frozenset[str]], dict[str, str]]


def fingerprint(text: str) -> Fingerprint:
    """Return the fingerprint of a text."""
    import numpy as np

    plain = IGNORED.sub("", text)
    found = hashes(plain)
    sample = np.unique(found[found < np.uint64((1 << 64) // RATE)])
    return Fingerprint(hashlib.sha256(plain.encode()).digest()[:16], len(found), sample.tolist())


def hashes(plain: str) -> Hashes:
    """Return the hashes of all stretches of WIDTH characters, as they stand; of the whole text where it is shorter."""
    import numpy as np

    points = np.frombuffer(plain.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if not len(points):
        return points
    width = min(WIDTH, len(points))
    total = np.zeros(len(points) - width + 1, dtype=np.uint64)
    for offset in range(width):
        total *= np.uint64(BASE)
        total += points[offset : len(points) - width + 1 + offset]
    for shift, factor in ((30, MIX1), (27, MIX2)):
        total ^= total >> np.uint64(shift)
        total *= np.uint64(factor)
    total ^= total >> np.uint64(31)
    return total


def shingles(plain: str) -> Hashes:
    """Return the hashes of a text, sorted, each once."""
    import numpy as np

    return np.unique(hashes(plain))


def duplicates(prints: Sequence[Print], texts: Texts) -> Iterator[Copy]:
    """Yield the documents that are copies, each with the one that is kept. `texts` gives the texts of documents by id.

    Copies of one text, and copies of copies, are one cluster, of which the first by rank is kept. What is contained in another
    text is left out after that, and hands nothing on: two texts are no copies because both quote a third.
    """
    ranked = sorted(prints, key=lambda one: (one.rank, one.id))
    first: dict[bytes, str] = {}
    alone = []
    for one in ranked:
        kept = first.setdefault(one.fingerprint.exact, one.id)
        if kept == one.id:
            alone.append(one)
        elif one.fingerprint.shingles:
            yield Copy(one.id, kept, 1.0, "exact")
    yield from _alike(alone, texts)


def _alike(alone: Sequence[Print], texts: Texts) -> Iterator[Copy]:
    """Find near copies and contained texts among documents sorted by rank, no two of which are the same."""
    suspects = pairs([one.fingerprint for one in alone])
    plain = {
        key: IGNORED.sub("", text) for key, text in texts(frozenset(alone[i].id for pair in suspects for i in pair)).items()
    }
    held = lru_cache(maxsize=4096)(lambda i: shingles(plain[alone[i].id]))
    measured = [(a, b, *_shared(held(a), held(b))) for a, b in suspects]
    kept = list(range(len(alone)))
    for a, b, resemblance, _ in measured:
        if resemblance >= NEAR:
            one, other = sorted((_root(kept, a), _root(kept, b)))
            kept[other] = one
    for i in range(len(alone)):
        root = _root(kept, i)
        if root != i:
            yield Copy(alone[i].id, alone[root].id, round(_shared(held(root), held(i))[0], 4), "near")
    yield from _contained(alone, kept, measured)


def _contained(alone: Sequence[Print], kept: list[int], measured: Sequence[tuple[int, int, float, float]]) -> Iterator[Copy]:
    """Leave out what stands in a longer text that is kept, or whose copy is."""
    size = [one.fingerprint.shingles for one in alone]
    best: dict[int, tuple[float, int]] = {}
    for a, b, resemblance, containment in measured:
        short, long = sorted((a, b), key=lambda i: (size[i], -i))
        if (
            resemblance < NEAR
            and containment >= CONTAINED
            and size[short] >= SHORT
            and _root(kept, short) == short
            and _root(kept, long) != short
        ):
            best[short] = max(best.get(short, (0.0, 0)), (containment, -_root(kept, long)))
    for short in sorted(best, key=lambda i: (-size[i], i)):  # longer ones first, so that what they stand in is settled
        containment, long = best[short]
        root = -long
        kept[short] = _root(kept, root)
        if kept[short] == short:  # two texts that hold each other by way of copies: the first stays
            continue
        yield Copy(alone[short].id, alone[kept[short]].id, round(containment, 4), "contained")


def _root(kept: list[int], i: int) -> int:
    while kept[i] != i:
        kept[i] = kept[kept[i]]
        i = kept[i]
    return i


def _shared(a: Hashes, b: Hashes) -> tuple[float, float]:
    """Return how much two texts resemble each other (Jaccard) and how much of the shorter one stands in the other."""
    import numpy as np

    common = len(np.intersect1d(a, b, assume_unique=True))
    return common / max(1, len(a) + len(b) - common), common / max(1, min(len(a), len(b)))


def pairs(prints: Sequence[Fingerprint]) -> list[tuple[int, int]]:
    """Return the pairs of texts that may be copies, by their samples, as sorted pairs of indices."""
    import numpy as np

    sizes = np.array([len(one.sample) for one in prints], dtype=np.int64)
    if not sizes.sum():
        return []
    values = np.concatenate([np.asarray(one.sample, dtype=np.uint64) for one in prints])
    owners = np.repeat(np.arange(len(prints)), sizes)
    order = np.lexsort((owners, values))
    values, owners = values[order], owners[order]
    found, counts = _together(values, owners, len(prints))
    one, other = found // len(prints), found % len(prints)
    enough = counts >= SUSPECT * np.minimum(sizes[one], sizes[other])
    return [(int(a), int(b)) for a, b in zip(one[enough], other[enough], strict=True)]


def _together(values: Hashes, owners: NDArray[np.int64], many: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count for each pair of texts, coded as one number, the hashes they share. Hashes of a crowd link neighbours only."""
    import numpy as np

    codes: list[Any] = [np.zeros(0, dtype=np.int64)]
    _, counts = np.unique(values, return_counts=True)
    crowd = np.repeat(counts, counts) > CROWD
    for step in range(1, CROWD):
        same = values[step:] == values[:-step]
        if step > 1:
            same &= ~crowd[step:]
        if not same.any():
            break
        codes.append(owners[:-step][same] * many + owners[step:][same])
    found, shared = np.unique(np.concatenate(codes), return_counts=True)
    return found, shared
