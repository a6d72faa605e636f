"""The log probabilities of many pairs of characters at once, for searches that first throw out what does not fit its neighbours."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from govcorpus import model

Ids = NDArray[np.uint32]
Logs = NDArray[np.float32]


class _Pairs(NamedTuple):
    """Each pair of the model as one number, in order, with its log probability; what a character leaves over; characters alone."""

    keys: Ids
    logs: Logs
    backs: Logs
    unigrams: Logs


@cache
def _pairs() -> _Pairs:
    tables = model.load()
    starts, ids, shares, backs = (np.asarray(each) for each in tables.pairs)
    logs = np.array(model.LOGS, np.float32)
    keys: Ids = np.repeat(np.arange(len(starts) - 1, dtype=np.uint32) << model.BITS, np.diff(starts)) | ids
    return _Pairs(keys, logs[shares], logs[backs], np.array(tables.unigrams, np.float32))


def log_probabilities(firsts: Ids, seconds: Ids) -> Logs:
    """Return the natural log of the probability of each second id behind the first id beside it, as a bigram model has it."""
    table = _pairs()
    wanted = firsts << model.BITS | seconds
    order = wanted.argsort()  # neighbours are found beside each other, in less time than they take to sort
    at = np.empty(len(wanted), np.intp)
    at[order] = table.keys.searchsorted(wanted[order])
    np.minimum(at, len(table.keys) - 1, out=at)
    return np.where(table.keys[at] == wanted, table.logs[at], table.backs[firsts] + table.unigrams[seconds])
