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
_TEST = frozenset({
    "after", "apres", "despues", "después", "essai", "eval", "evaluation", "examen", "future", "heldout", "hinten",
    "hold", "holdout", "kontrolle", "later", "nachher", "oos", "out", "outsample", "proef", "prueba", "pruef",
    "pruefen", "prüf", "prüfen", "recent", "spaeter", "später", "te", "test", "teste", "tests", "tst", "unseen", "xte",
    "xtest",
})  # fmt: skip
_VALID = frozenset({"val", "valid", "validation", "dev", "wahl", "validacion", "validierung", "calib", "cal",
                    "calibration"})  # fmt: skip
_TRAIN = frozenset({
    "antes", "apprentissage", "avant", "before", "entrenamiento", "fit", "frueher", "früher", "ins",
    "insample", "learn", "lern", "lernen", "past", "tr", "train", "training", "treino", "trn",
    "vorher", "xtr", "xtrain",
})  # fmt: skip


def named(name: str) -> Side | None:
    """Return what a part is there for by its name, which may be in any of some languages."""
    words = {word.lower() for word in _WORDS.findall(name)}
    for known, side in ((_VALID, Side.VALID), (_TEST, Side.TEST), (_TRAIN, Side.TRAIN)):
        if words & known:
            return side
    return None
