"""Topics from many messages: singular vectors of the matrix of messages and common pairs. Needs xinfang[train]."""

from collections.abc import Sequence

import numpy as np

try:
    from scipy.sparse import csr_matrix
    from sklearn.decomposition import TruncatedSVD
    from threadpoolctl import threadpool_limits
except ImportError as missing:
    raise ImportError("Training needs scikit-learn: pip install xinfang[train]") from missing

from service.matters.messages import MessagesUnusable
from service.matters.topics import Topics, known_pairs
from service.reading.background import Background
from service.reading.runs import Kind, Run

TOPICS = 32  # 16 and 48 give the same within 0.003 (macro-MAP, issues left out)
_LEAST, _MOST = 60, 3000  # messages that have the pair: 5,000 pairs of 14,000 messages; 30,000 pairs gave no more
_SEED = 0


def fit_topics(runs: Sequence[Run], background: Background) -> Topics:
    """Learn a row for each pair that stands in neither few nor most messages. Raises `MessagesUnusable`."""
    once = [np.unique(run.pairs[run.within(Kind.WORD)[0]]) for run in runs]
    found, often = np.unique(np.concatenate(once), return_counts=True)
    keys = found[(often >= _LEAST) & (often <= _MOST)]
    if len(keys) <= TOPICS:
        raise MessagesUnusable(f"{len(runs)} background messages share {len(keys)} common pairs: too few for topics")
    starts, places, weights = [0], [], []
    for run in runs:
        at, weight = known_pairs(run, keys, background)
        places.append(at)
        weights.append(weight / max(float(np.sqrt(weight @ weight)), 1e-9))
        starts.append(starts[-1] + len(at))
    matrix = csr_matrix((np.concatenate(weights), np.concatenate(places), starts), shape=(len(runs), len(keys)))
    with threadpool_limits(1):  # sums split among cores round otherwise, and the bytes would differ with the machine
        rows = TruncatedSVD(TOPICS, random_state=_SEED).fit(matrix).components_.T
    steps = np.maximum(np.abs(rows).max(axis=0), 1e-9) / 127
    return Topics(keys, np.round(rows / steps).astype(np.int8), steps.astype(np.float32))
