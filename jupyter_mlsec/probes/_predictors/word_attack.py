"""A label-only attack on models of texts: as few changed words as possible, all victims in one call per step.

Words are first left out one by one, to see which of them the answer hangs on (as TextFooler does, Jin 2020, without its
probabilities); then changed greedily, alone and from the most telling on, by leaving out, by a typing mistake, or by a
word that stands in texts of another class.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.probes._predictors.texts import mistyped

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_WORDS = 60  # of a text that are tried: the first and the last ones
_MOST_CHANGED = 12
_STRANGERS = 6  # words of other classes that are tried in each place

Asks = Callable[[list[str]], "NDArray[Any]"]


@dataclass(slots=True)
class Victim:
    """One text as words, its answer, and the places of the words in the order in which they are changed.

    ``changed`` is how many words it took to turn the answer over, None as long as nothing did.
    """

    words: list[str] = field(repr=False)
    label: Any
    order: list[int] = field(default_factory=list)
    changed: int | None = None


def word_attack(
    asks: Asks, texts: Sequence[str], labels: NDArray[Any], pool: Sequence[str], pool_labels: NDArray[Any]
) -> list[Victim]:
    """Attack every text. ``pool`` are texts with the model's answers: words to put in come from other classes there."""
    import numpy as np

    random = np.random.default_rng(0)
    victims = [Victim(text.split(), label) for text, label in zip(texts, labels.tolist(), strict=True)]
    victims = [victim for victim in victims if victim.words]
    strangers = _strangers(pool, pool_labels)
    _alone(asks, victims, strangers, random)
    _together(asks, [victim for victim in victims if victim.changed is None], strangers, random)
    return victims


def _strangers(pool: Sequence[str], labels: NDArray[Any]) -> dict[Any, list[str]]:
    """Return for each class the words that stand most often in other classes, counted against its own texts."""
    counts: dict[Any, dict[str, int]] = {label: {} for label in set(labels.tolist())}
    for text, label in zip(pool, labels.tolist(), strict=True):
        for word in set(text.split()):
            counts[label][word] = counts[label].get(word, 0) + 1
    found = {}
    for label in counts:
        away: dict[str, int] = {}
        for other, words in counts.items():
            for word, times in words.items():
                away[word] = away.get(word, 0) + (times if other != label else -2 * times)
        found[label] = sorted(away, key=lambda word: (-away[word], word))[:_STRANGERS]
    return found


def _alone(asks: Asks, victims: list[Victim], strangers: dict[Any, list[str]], random: np.random.Generator) -> None:
    """Change one word of each text in every way; note which texts fall, and which words the answers hang on."""
    tried = [
        (victim, place, " ".join(_with(victim.words, {place: word})))
        for victim in victims
        for place in _places(victim)
        for word in _changes(victim, place, strangers, random)
    ]
    given = asks([text for _, _, text in tried]) if tried else ()
    sway: dict[int, dict[int, int]] = {id(victim): {} for victim in victims}
    for (victim, place, _), answer in zip(tried, given, strict=True):
        fell = answer != victim.label
        sway[id(victim)][place] = sway[id(victim)].get(place, 0) + int(fell)
        if fell:
            victim.changed = 1
    lengths = {id(victim): victim for victim in victims}
    for key, victim in lengths.items():
        victim.order = sorted(sway[key], key=lambda place: (-sway[key][place], -len(victim.words[place]), place))


def _together(asks: Asks, victims: list[Victim], strangers: dict[Any, list[str]], random: np.random.Generator) -> None:
    """Change more and more words at once: the longest first, then in drawn orders, by each kind of change."""
    for number in range(2, _MOST_CHANGED + 1):
        standing = [victim for victim in victims if victim.changed is None and len(victim.words) >= number]
        tried = [
            (victim, " ".join(_with(victim.words, dict.fromkeys(order[:number], put_in))))
            for victim in standing
            for order in (victim.order, *(random.permutation(victim.order).tolist() for _ in range(4)))
            for put_in in ("", *strangers.get(victim.label, ())[:3])
        ]
        given = asks([text for _, text in tried]) if tried else ()
        for (victim, _), answer in zip(tried, given, strict=True):
            if answer != victim.label:
                victim.changed = number


def _places(victim: Victim) -> list[int]:
    total, half = len(victim.words), _MOST_WORDS // 2
    return list(range(total)) if total <= _MOST_WORDS else [*range(half), *range(total - half, total)]


def _changes(victim: Victim, place: int, strangers: dict[Any, list[str]], random: np.random.Generator) -> list[str]:
    """Return what may stand in place of a word: nothing, the word mistyped, words of other classes."""
    word = victim.words[place]
    return ["", mistyped(word, 1.0, random), *strangers.get(victim.label, ())]


def _with(words: list[str], changes: dict[int, str]) -> list[str]:
    return [put for place, word in enumerate(words) if (put := changes.get(place, word))]
