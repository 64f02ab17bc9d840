"""What a part of the rows is there for, and the words that say so in names, files and columns."""

from __future__ import annotations

import re
from enum import StrEnum


class Side(StrEnum):
    """What a part of the rows is there for."""

    TRAIN = "train"
    VALID = "validation"
    TEST = "test"


_WORDS = re.compile(r"[A-Z]?[a-zà-ÿ]+|[A-Z]+(?![a-z])")
_TEST = frozenset({"test", "tests", "tst", "te", "holdout", "heldout", "hold", "unseen", "oos", "eval", "evaluation",
                   "pruef", "prüf", "essai", "prueba", "proef", "teste", "out", "after", "later", "future", "recent",
                   "apres", "nachher", "examen", "kontrolle", "hinten", "xte", "xtest",
                   "outsample"})  # fmt: skip
_VALID = frozenset({"val", "valid", "validation", "dev", "wahl", "validacion", "validierung", "calib", "cal",
                    "calibration"})  # fmt: skip
_TRAIN = frozenset({"train", "tr", "trn", "training", "fit", "lern", "apprentissage", "entrenamiento", "past", "before",
                    "avant", "vorher", "learn", "treino", "ins", "insample", "xtr", "xtrain"})  # fmt: skip


def named(name: str) -> Side | None:
    """Return what a part is there for by its name, which may be in any of some languages."""
    words = {word.lower() for word in _WORDS.findall(name)}
    for known, side in ((_VALID, Side.VALID), (_TEST, Side.TEST), (_TRAIN, Side.TRAIN)):
        if words & known:
            return side
    return None
