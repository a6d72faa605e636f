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
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]
    Numbers = NDArray[np.int64]
    Shares = NDArray[np.float64]
    Points = NDArray[np.uint16] | NDArray[np.uint32]

# What copies of a text differ in without being different: spacing, punctuation, widths.
IGNORED = re.compile(r"[\W_]+")
# Phrases of officialese have 4 to 8 characters: stretches of 8 are shared by copies, shorter ones by all speeches of a year.
WIDTH = 8
# One shingle in 16 is sampled: a text of 300 characters still has 18, and the sample takes a sixth of the text's bytes.
RATE = 16
BOUND = (1 << 64) // RATE
# Characters of texts that are hashed together: texts of 1,400 take 16 µs then and one by one 23, for each array costs as much to make
# as to fill. 20,000 characters, more than the nearest cache of a processor holds, are no faster than one by one.
TOGETHER = 8000
# A hash that stands in more documents than this is a phrase of the trade, or its documents are linked neighbour by neighbour.
CROWD = 32
# Pairs of which the samples share this much of the shorter one are compared; the estimate of a pair at 0.75 falls below in 1 of 10⁴.
CANDIDATE = 0.4
# Copies re-posted, cut at an edge or damaged and repaired have at least 0.65 of all shingles in common; reports of one office in
# successive years, which share half their phrases, at most 0.4 (tests/test_dedup.py).
NEAR = 0.65
CONTAINED = 0.8
# A text of fewer shingles is contained in many others by chance: a salutation and a sentence.
SHORT = 60
# Texts that are compared are in memory until they have this many shingles, which take 8 bytes each.
HELD = 2 << 20
# Odd 64-bit constants of splitmix64 (Steele, Lea, Flood 2014), and a base for the polynomial.
BASE, MIX1, MIX2 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
POWERS = tuple((width, pow(BASE, width, 1 << 64)) for width in (1, 2, 4))


class Fingerprint(NamedTuple):
    """What is kept of a text: digest of its normalised form, number of its stretches of WIDTH characters, and a sample of their hashes, sorted."""

    exact: bytes
    shingles: int
    sample: Hashes


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


class Measure(NamedTuple):
    """How much two texts, given by their numbers, resemble each other (Jaccard), and how much of the shorter one stands in the other."""

    one: int
    other: int
    resemblance: float
    containment: float


class Measures(NamedTuple):
    """The same of many pairs, in columns: a build has millions of them."""

    one: Numbers
    other: Numbers
    resemblance: Shares
    containment: Shares


class Verdict(NamedTuple):
    """A text that is left out and the one that stands for it, by number; `similarity` is None where the two were not compared."""

    copy: int
    kept: int
    similarity: float | None
    method: str


# Gives texts by their numbers.
Texts = Callable[[Iterable[int]], dict[int, str]]


def fingerprint(text: str) -> Fingerprint:
    """Return the fingerprint of a text."""
    return next(fingerprints([text]))


def fingerprints(texts: Iterable[str], together: int = TOGETHER) -> Iterator[Fingerprint]:
    """Yield the fingerprints of texts; some texts are looked at as one, until they hold more than `together` characters."""
    some: list[Points] = []
    size = 0
    for points in map(plain, texts):
        some.append(points)
        size += len(points)
        if size > together:
            yield from _fingerprints(some)
            some, size = [], 0
    if some:
        yield from _fingerprints(some)


def _fingerprints(some: Sequence[Points]) -> Iterator[Fingerprint]:
    import numpy as np

    ends = np.cumsum([len(points) for points in some])
    found = hashes(np.concatenate(some, dtype=np.uint32))
    at = (found < np.uint64(BOUND)).nonzero()[0]
    at = at[at + WIDTH <= ends[ends.searchsorted(at, "right")]]  # no stretch over the end of a text
    for points, sample in zip(some, np.split(found[at], at.searchsorted(ends[:-1])), strict=True):
        short = hashes(points) if len(points) < WIDTH else None  # one stretch by itself
        number = len(points) - WIDTH + 1 if short is None else len(short)
        own = _distinct(sample if short is None else short[short < np.uint64(BOUND)])
        yield Fingerprint(hashlib.sha256(points.tobytes()).digest()[:16], number, own)


def plain(text: str) -> Points:
    """Return the code points of what is compared: a text without what is IGNORED; in 16 bits each, in 32 where one needs them.

    A look into a table of the code points below 2¹⁶ takes a sixth of the time of the expression, which does the few texts that
    hold others.
    """
    import numpy as np

    units = np.frombuffer(text.encode("utf-16-le"), dtype=np.uint16)
    if len(units) == len(text):
        return units.compress(_counted().take(units))
    points = np.frombuffer(IGNORED.sub("", text).encode("utf-32-le"), dtype=np.uint32)
    return points if points.max(initial=0) >= 1 << 16 else points.astype(np.uint16)


@cache
def _counted() -> NDArray[np.bool_]:
    """Say of each code point below 2¹⁶ whether it is compared: what is not IGNORED are letters and digits."""
    import numpy as np

    return np.fromiter(map(str.isalnum, map(chr, range(1 << 16))), dtype=bool)


def hashes(points: Points) -> Hashes:
    """Return the hashes of all stretches of WIDTH characters, as they stand; of the whole text where it is shorter."""
    total = _sums(points)
    for shift, factor in ((30, MIX1), (27, MIX2)):
        total ^= total >> shift
        total *= factor
    total ^= total >> 31
    return total


def _sums(points: Points) -> Hashes:
    """The hashes before they are mixed, one to one: a sample by value needs that, but not who only asks which are the same."""
    import numpy as np

    total = points.astype(np.uint64)
    if len(total) < WIDTH:
        power = np.uint64(BASE) ** np.arange(len(total), dtype=np.uint64)[::-1]
        total = (total * power).sum(keepdims=True)[: len(total)]
    else:  # stretches of 2, 4 and at last WIDTH, each made of two of the ones before
        for width, raised in POWERS:
            longer = total[:-width] * raised
            longer += total[width:]
            total = longer
    return total


def shingles(points: Points) -> Hashes:
    """Return a number for each stretch that `hashes` tells apart, sorted, each once."""
    return _distinct(_sums(points))


def _distinct(values: Hashes) -> Hashes:
    """Sort in place and leave out what stands twice, as `numpy.unique`, which hashes first and so takes four times as long for a text."""
    import numpy as np

    values.sort()
    fresh = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=fresh[1:])
    return values[fresh]


def duplicates(prints: Sequence[Print], texts: Callable[[frozenset[str]], dict[str, str]]) -> Iterator[Copy]:
    """Yield the documents that are copies, each with the one that is kept. `texts` gives the texts of documents by id.

    Copies of one text, and copies of copies, are one cluster, of which the first by rank is kept. What is contained in another
    text is left out after that, and hands nothing on: two texts are no copies because both quote a third.
    """
    import numpy as np

    first: dict[bytes, str] = {}
    alone: list[Print] = []
    for one in sorted(prints, key=lambda one: (one.rank, one.id)):
        kept = first.setdefault(one.fingerprint.exact, one.id)
        if kept == one.id:
            alone.append(one)
        elif one.fingerprint.shingles:
            yield Copy(one.id, kept, 1.0, "exact")
    shingled = np.array([one.fingerprint.shingles for one in alone], dtype=np.int64)
    sampled = np.array([len(one.fingerprint.sample) for one in alone], dtype=np.int64)
    values = np.concatenate([np.zeros(0, dtype=np.uint64), *(one.fingerprint.sample for one in alone)])

    def numbered(numbers: Iterable[int]) -> dict[int, str]:
        ids = {alone[number].id: number for number in numbers}
        return {ids[key]: text for key, text in texts(frozenset(ids)).items()}

    pairs = candidates(*sharing(values, np.repeat(np.arange(len(alone)), sampled)), sampled)
    telling = [*filter(tells, measured(pairs, shingled, numbered))]
    columns = np.array(telling, dtype=np.float64).reshape(-1, len(Measure._fields)).T
    measures = Measures(columns[0].astype(np.int64), columns[1].astype(np.int64), columns[2], columns[3])
    for verdict in completed(decided(shingled, measures), shingled, numbered):
        yield Copy(alone[verdict.copy].id, alone[verdict.kept].id, verdict.similarity or 0.0, verdict.method)


def sharing(values: Hashes, owners: Numbers) -> tuple[Numbers, Numbers]:
    """Return the pairs of texts that share sampled hashes, as `packed` numbers, and how many each shares.

    `values` are hashes and `owners` the numbers of the texts they are from. Hashes of a crowd link neighbours only.
    """
    import numpy as np

    order = np.lexsort((owners, values))
    values, owners = values[order], owners[order]
    codes = [np.zeros(0, dtype=np.int64)]
    _, counts = np.unique(values, return_counts=True)
    crowd = np.repeat(counts, counts) > CROWD
    for step in range(1, CROWD):
        same = values[step:] == values[:-step]
        if step > 1:
            same &= ~crowd[step:]
        if not same.any():
            break
        codes.append(owners[:-step][same] << 32 | owners[step:][same])
    found, shared = np.unique(np.concatenate(codes), return_counts=True)
    return found, shared


def candidates(codes: Numbers, shared: Numbers, sampled: Numbers) -> list[tuple[int, int]]:
    """Return the pairs that may be copies, sorted: what `sharing` found in any number of buckets, added up.

    `sampled` says of each text how many hashes its sample has.
    """
    import numpy as np

    found, places = np.unique(codes, return_inverse=True)
    counts = np.bincount(places, weights=shared, minlength=len(found))
    one, other = found >> 32, found & 0xFFFFFFFF
    enough = counts >= CANDIDATE * np.minimum(sampled[one], sampled[other])
    return list(zip(one[enough].tolist(), other[enough].tolist(), strict=True))


def measured(pairs: Iterable[tuple[int, int]], shingled: Numbers, texts: Texts) -> Iterator[Measure]:
    """Compare pairs of texts shingle by shingle; `shingled` says of each text how many it has."""
    block: list[tuple[int, int]] = []
    held: set[int] = set()
    size = 0
    for pair in pairs:
        block.append(pair)
        size += sum(int(shingled[number]) for number in pair if number not in held)
        held.update(pair)
        if size > HELD:
            yield from _compared(block, texts(held))
            block, held, size = [], set(), 0
    if block:
        yield from _compared(block, texts(held))


def _compared(pairs: Iterable[tuple[int, int]], texts: dict[int, str]) -> Iterator[Measure]:
    import numpy as np

    held = {number: shingles(plain(text)) for number, text in texts.items()}
    for one, other in pairs:
        a, b = held[one], held[other]
        both = np.concatenate((a, b))
        both.sort()
        common = int(np.count_nonzero(both[1:] == both[:-1]))  # each stands once in its text
        yield Measure(one, other, common / max(1, len(a) + len(b) - common), common / max(1, min(len(a), len(b))))


def tells(measure: Measure) -> bool:
    """Whether two texts are so alike that it decides anything."""
    return measure.resemblance >= NEAR or measure.containment >= CONTAINED


def decided(shingled: Numbers, measures: Measures) -> Iterator[Verdict]:
    """Yield which texts, numbered by rank and no two the same, are copies of others; `measures` are of all pairs that `tells` of."""
    import numpy as np

    near = measures.resemblance >= NEAR
    kept = _clusters(len(shingled), measures.one[near], measures.other[near])
    codes = measures.one << 32 | measures.other
    order = np.argsort(codes)
    copies = (kept != np.arange(len(kept))).nonzero()[0]
    wanted = kept[copies] << 32 | copies
    places = order[np.minimum(np.searchsorted(codes, wanted, sorter=order), len(codes) - 1)]
    compared = codes[places] == wanted
    found = (copies, kept[copies], measures.resemblance[places], compared)
    for copy, root, resemblance, known in zip(*(column.tolist() for column in found), strict=True):
        yield Verdict(copy, root, resemblance if known else None, "near")
    yield from _contained(shingled, kept, measures)


def _clusters(size: int, one: Numbers, other: Numbers) -> Numbers:
    """Return for each text the first one of all that are linked to it, directly or by way of others.

    The larger first text of each link takes the smaller one for its own, and all look up what theirs has come to, until nothing
    changes (Shiloach and Vishkin 1982, An O(log n) Parallel Connectivity Algorithm).
    """
    import numpy as np

    first = np.arange(size)
    while (first[one] != first[other]).any():
        pair = first[one], first[other]
        np.minimum.at(first, np.maximum(*pair), np.minimum(*pair))
        while (first[first] != first).any():
            first = first[first]
    return first


def _contained(shingled: Numbers, kept: Numbers, measures: Measures) -> Iterator[Verdict]:
    """Leave out what stands in a longer text that is kept, or whose copy is."""
    import numpy as np

    one, other, resemblance, containment = measures
    swapped = (shingled[one] > shingled[other]) | ((shingled[one] == shingled[other]) & (one < other))
    short, long = np.where(swapped, other, one), np.where(swapped, one, other)
    inside = (resemblance < NEAR) & (containment >= CONTAINED) & (shingled[short] >= SHORT)
    inside &= (kept[short] == short) & (kept[long] != short)
    best: dict[int, tuple[float, int]] = {}
    holding = (short[inside], containment[inside], kept[long[inside]])
    for number, share, root in zip(*(column.tolist() for column in holding), strict=True):
        best[number] = max(best.get(number, (0.0, 0)), (share, -root))
    longer: dict[int, int] = {}
    # longer ones first, so that what they stand in is settled
    for number in sorted(best, key=lambda number: (-shingled[number], number)):
        share, root = best[number][0], -best[number][1]
        while root in longer:
            root = longer[root]
        if root != number:  # two texts that hold each other by way of copies: the first stays
            longer[number] = root
            yield Verdict(number, root, share, "contained")


def completed(verdicts: Iterable[Verdict], shingled: Numbers, texts: Texts) -> Iterator[Verdict]:
    """Compare copies with what stands for them where that was not done, and round all similarities."""
    found = list(verdicts)
    missing = sorted((one.kept, one.copy) for one in found if one.similarity is None)
    late = {(one, other): resemblance for one, other, resemblance, _ in measured(missing, shingled, texts)}
    for one in found:
        similarity = late[one.kept, one.copy] if one.similarity is None else one.similarity
        yield one._replace(similarity=round(similarity, 4))
