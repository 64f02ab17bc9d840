"""What names speak of: whether a function, a layer or a keyword asks who somebody is, in the languages people write."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_TELLING = 4  # letters of a word that says something inside another: GZipMiddleware
_FOLDED = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "ł": "l"})


@lru_cache(maxsize=1)
def _lists() -> dict[str, tuple[str, ...]]:
    text = (files("jupyter_mlsec.probes._serving") / "words.toml").read_text("utf-8")
    return {name: tuple(words.split()) for name, words in tomllib.loads(text).items()}


@lru_cache(maxsize=4096)
def parts(name: str) -> tuple[str, ...]:
    """Return the words of a name, lower case and without accents: ``verifierCléAPI`` -> verifier, cle, api."""
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", name)))
    return tuple(part.lower().translate(_FOLDED) for part in _PART.findall(plain))


@lru_cache(maxsize=4096)
def asks_who(name: str) -> bool:
    """Tell whether a name speaks of asking who somebody is: ``login_required``, ``pruefe_token``, ``exigirClave``."""
    lists, words = _lists(), parts(name)
    if any(word in name for word in lists["whole"]):
        return True
    known = [word for word in words if word not in lists["other"]]
    if any(word.startswith(lists["identity"]) for word in known) or ("api", "key") in pairwise(words):
        return True
    shows = any(word in lists["shows"] for word in known)
    return shows and any(word.startswith(lists["looks"]) or word in lists["current"] for word in known)


@lru_cache(maxsize=1024)
def hands_out(name: str) -> bool:
    """Tell whether a name speaks of something that everybody shares: a database, the model, the settings."""
    return not asks_who(name) and any(word in _lists()["shared"] for word in parts(name))


@lru_cache(maxsize=1024)
def asks_nobody(name: str) -> bool:
    """Tell whether a layer's name says that it does something else: it logs, measures, compresses."""
    words, whole = _lists()["neutral"], name.lower()
    return not asks_who(name) and (
        any(word in words for word in parts(name)) or any(len(word) >= _TELLING and word in whole for word in words)
    )


@lru_cache(maxsize=1024)
def names_a_model(module: str) -> bool:
    """Tell whether a module's name is that of what answers in it: ``model``, ``churn_predictor``, ``scoring``."""
    return any(word in _lists()["answers"] for word in parts(module)[-1:])
