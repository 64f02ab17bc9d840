"""Rows that are texts: what they are, small damage to them, and the way back to rows that the model takes.

No text and no word ever leaves a probe: what is said is counts and shares.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from zlib import crc32

from jupyter_mlsec.probes._ground.observations import NotApplicableError

if TYPE_CHECKING:
    import numpy as np

    from jupyter_mlsec.probes._ground.statistics import Floats

_BINS = 64
_FEWEST_LETTERS = 4  # of a word that a typing mistake leaves readable


def texts_of(x: Any) -> list[str] | None:  # noqa: ANN401 - whatever the person's model takes
    """Return rows as texts: a list, series or flat array of strings; None for anything else."""
    flat = x if isinstance(x, list) else x.tolist() if getattr(x, "ndim", 0) == 1 and hasattr(x, "tolist") else None
    return flat if flat and all(isinstance(text, str) for text in flat) else None


def needed_texts(x: Any) -> list[str]:  # noqa: ANN401 - as above
    """Return the same; NotApplicableError for rows that are no texts."""
    texts = texts_of(x)
    if texts is None:
        raise NotApplicableError("it is measured for models of texts")
    return texts


def like(x: Any, texts: Sequence[str]) -> Any:  # noqa: ANN401 - as above
    """Return texts in the kind of container that the model was given."""
    import numpy as np

    if isinstance(x, list):
        return list(texts)
    if hasattr(x, "iloc"):
        return type(x)(list(texts), name=x.name)
    return np.asarray(list(texts), dtype=object if x.dtype == object else None)


def described_texts(texts: Sequence[str]) -> Floats:
    """Return texts as numbers: how often words fall into each of 64 bins, whatever the words are."""
    import numpy as np

    found = np.zeros((len(texts), _BINS))
    for row, text in enumerate(texts):
        for word in text.lower().split():
            found[row, crc32(word.encode("utf-8", "surrogatepass")) % _BINS] += 1.0
    return found


def mistyped(text: str, share: float, random: np.random.Generator) -> str:
    """Return a text with a typing mistake in a share of its words: two letters swapped, one lost, doubled or wrong."""
    words = text.split()
    long = [place for place, word in enumerate(words) if len(word) >= _FEWEST_LETTERS]
    for place in long:
        if random.random() < share:
            words[place] = _mistake(words[place], random)
    return " ".join(words)


def without_words(text: str, share: float, random: np.random.Generator) -> str:
    """Return a text of which each word was lost with this probability; one always stays."""
    words = text.split()
    kept = [word for word in words if random.random() >= share]
    return " ".join(kept or words[:1])


def _mistake(word: str, random: np.random.Generator) -> str:
    at = int(random.integers(1, len(word) - 1))
    kind = int(random.integers(0, 4))
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:  # noqa: PLR2004 - the third of four
        return word[: at + 1] + word[at:]
    return word[:at] + str(random.choice(list(string.ascii_lowercase))) + word[at + 1 :]
