"""How far a string is from anything that a person would write: words, numbers in order, repetitions."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

# -log2 of how often each letter follows another in English words and identifiers (own count over the words of Python's
# standard library and licence texts): row = first letter, column = second letter, one digit each, 9 = hardly ever.
_COST = (
    "95459759496343959343668769386739893592794794463999593969399349448929957359997948852879289688499557488979"
    "47435569699453857234967579498934992995892994644999594889286339956448934648997929982999399776399574699979"
    "55455559997442369543959796387828985878872798673989893987297639847458963659597938852789299389379845589949"
    "25982999399757339958599989494336394976964799335699697654766979754264935445599939873996599399349354499959"
    "79988999799799999579089999386627593967453795446789595959278539677845873249896939782893299689469345597959"
    "54554769599343849333999899299819893999885999899999992987389329969439945999599938373797399769729972999779"
    "4667487949955533943377599737891996398578599978799966"
)
_A = ord("a")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SEPARATORS = re.compile(r"[._:/ -]")
_PARTS = re.compile(r"[._:/-]")
_PLAIN_PIECE = re.compile(r"[0-9]+|(?:[A-Z]?[a-z]+(?:[A-Z][a-z]+){0,4}|[A-Z]+)[0-9]{0,3}\+?")
# Nucleotides and amino acids: letters of chance that are data, not keys.
_SEQUENCE = re.compile(r"[ACDEFGHIKLMNPQRSTVWYX]{18,}|[ACGTUN]{12,}|[A-Z]{14}-[A-Z]{10}-[A-Z]")
_HUMPS = re.compile(r"[a-z](?=[A-Z])")
_LETTERS = re.compile(r"[A-Za-z]{2,}")
_SWITCH = re.compile(r"[A-Za-z](?=[0-9])|[0-9](?=[A-Za-z])|[a-z](?=[A-Z])")
_SHORT, _MEDIUM = 3, 7  # a stretch of so few letters is a syllable of chance; so few may still be a name
_WORD_COST, _NAME_COST = 4.6, 4.3
_RANDOM_WEIGHT = 0.55  # beyond this share of letters in words a string is language


def word_cost(word: str) -> float:
    """Return the mean cost of a stretch of ASCII letters, in bits a letter: about 3.3 for English, 6.6 for chance."""
    letters = [ord(letter) - _A for letter in word.lower()]
    return sum(int(_COST[a * 26 + b]) for a, b in pairwise(letters)) / max(1, len(letters) - 1)


@lru_cache(maxsize=4096)
def wordiness(value: str) -> float:
    """Return the share of letters and digits that stand in stretches that read like words, 0 to 1."""
    total = sum(map(str.isalnum, value))
    if not total:
        return 1.0
    spelt = 0
    for match in _WORDS.finditer(value):
        word = match[0]
        if len(word) <= _SHORT:
            continue
        if word_cost(word) < (_WORD_COST if len(word) > _MEDIUM else _NAME_COST):
            spelt += len(word)
    return spelt / total


def is_odd(piece: str) -> bool:
    """Whether a string has the mixture of letters and digits, or the letters, that no word or name has."""
    switches = len(_SWITCH.findall(piece))
    if switches < 3 and (not piece.isalpha() or word_cost(piece) < 5.0):  # noqa: PLR2004 - "H100_80GB" has three
        return False
    return wordiness(piece) < 0.5 and orderliness(piece) < 0.3  # noqa: PLR2004


def orderliness(value: str) -> float:
    """Return the share of characters that continue a run (equal, next or previous one in the alphabet), 0 to 1."""
    if len(value) < _SHORT:
        return 0.0
    points = [ord(character) for character in value.lower()]
    steps = [b - a for a, b in pairwise(points)]
    in_order = sum(1 for a, b in pairwise(steps) if a == b and -1 <= a <= 1)
    return in_order / max(1, len(steps) - 1)


def is_periodic(value: str) -> bool:
    """Whether ``value`` is a short piece repeated at least twice: "abcabcabc", "12341234"."""
    return len(value) > _SHORT and value in (value + value)[1:-1]


def classes(value: str) -> int:
    """Return how many of the classes lower case, upper case, digit and other occur."""
    return (
        any(map(str.islower, value))
        + any(map(str.isupper, value))
        + any(map(str.isdigit, value))
        + (not value.isalnum())
    )


def _is_dotted_path(value: str) -> bool:
    """Whether ``value`` is made of three or more words and numbers: "model.layers.0.attn.q_proj.weight"."""
    pieces = _SEPARATORS.split(value)
    return len(pieces) > 2 and all(map(_PLAIN_PIECE.fullmatch, pieces))  # noqa: PLR2004


def _is_made_of_parts(value: str) -> bool:
    """Whether ``value`` is made of four or more short parts: "vit_base_patch16_224.augreg2_in21k"."""
    pieces = _PARTS.split(value)
    return len(pieces) > 3 and all(0 < len(piece) <= 10 for piece in pieces)  # noqa: PLR2004


def looks_random(value: str, minimum: int = 16) -> bool:
    """Whether ``value`` looks like something that a machine drew: long enough, of many characters, and not language."""
    if len(value) < minimum or len(set(value)) < min(8, len(value) // 2 + 2):
        return False
    if orderliness(value) > 0.3 or is_periodic(value):  # noqa: PLR2004 - chance gives about 0.02
        return False
    if (
        wordiness(value) > _RANDOM_WEIGHT
        or _is_dotted_path(value)
        or _is_made_of_parts(value)
        or _SEQUENCE.fullmatch(value)
    ):
        return False
    if not any(map(str.isdigit, value)) and len(_HUMPS.findall(value)) <= len(value) // 8:
        words = _LETTERS.findall(value)  # no digit, and case as in names: only improbable letters show chance
        return sum(word_cost(word) * len(word) for word in words) > 5.2 * sum(map(len, words))
    return classes(value) > 1
