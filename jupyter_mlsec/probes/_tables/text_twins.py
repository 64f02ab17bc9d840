"""Texts that hold nearly the same words: copies with a word more, a word less, a word changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.probes._tables.frames import plain
from jupyter_mlsec.probes._tables.words import is_prose, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

    Words = Sequence[frozenset[str]]
    Mask = NDArray[np.bool_]

_CHUNK = 250  # texts compared with all others at a time: bounds the memory
_FEWEST_WORDS = 6  # different ones: shorter texts are alike by chance
_ALIKE = 0.8  # share of the words of two texts that stand in both


def prose_of(frame: pd.DataFrame) -> Words | None:
    """Return the words of each row's texts, all columns of prose together; None where there is no such column."""
    columns = [frame.iloc[:, place] for place in range(frame.shape[1])]
    texts = [words_of(plain(each)) for each in columns if is_prose(each)]
    return [frozenset().union(*row) for row in zip(*texts, strict=True)] if texts else None


def twins(texts: Words, others: Words, *, least: float = _ALIKE) -> Iterator[tuple[Ints, Ints, Mask]]:
    """Yield pairs (place in ``texts``, place in ``others``) that have a share of ``least`` of their words in common.

    The third array says of which pairs one text holds all words of the other. A text is its own twin where ``others``
    are the same texts.
    """
    import numpy as np

    known = {word: number for number, word in enumerate(dict.fromkeys(word for words in others for word in words))}
    held, sizes = _matrix(others, known), np.array([len(words) for words in others])
    enough = sizes >= _FEWEST_WORDS
    for start in range(0, len(texts), _CHUNK):
        some = texts[start : start + _CHUNK]
        lengths = np.array([len(words) for words in some])
        shared: Floats = (_matrix(some, known) @ held.T).toarray()
        together = lengths[:, None] + sizes[None, :] - shared
        alike = (shared >= least * np.maximum(together, 1)) & enough[None, :] & (lengths >= _FEWEST_WORDS)[:, None]
        rows, places = np.nonzero(alike)
        yield rows + start, places, shared[rows, places] == np.minimum(lengths[rows], sizes[places])


def _matrix(texts: Words, known: dict[str, int]) -> csr_matrix:
    import numpy as np
    from scipy.sparse import csr_matrix

    places = [[known[word] for word in words if word in known] for words in texts]
    ends = np.cumsum([0, *map(len, places)])
    flat = np.array([place for each in places for place in each], dtype=np.int64)
    return csr_matrix((np.ones(flat.size, dtype=np.float32), flat, ends), shape=(len(texts), max(1, len(known))))
