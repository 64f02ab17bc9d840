"""Privacy budgets in records and settings that protect nobody: too large, without noise, or overspent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.probes._folder.record_fields import Entry, plain
from jupyter_mlsec.probes._folder.records import Kept
from jupyter_mlsec.probes._notebook.budgets import MOST

_ABOUT = re.compile(
    r"differential|differentiell|differenziell|diferencial|differenziale|\bdp\b|\bdp ?sgd\b|opacus|diffpriv|smartnoise"
    r"|privacy|privatheit|confidentialite|privacidad|privacidade|差分"
)
_ATTACK = re.compile(r"attack|adversar|\bpgd\b|\bfgsm\b|perturb|robust|angriff|attaque|ataque|attacco|cluster|optim")
_EPSILON = re.compile(
    r"^(?:(?:target|total|overall|max|maximum|spent|final|achieved|privacy|dp|agreed) )?(?:epsilon|eps|ε)"
    r"(?: (?:target|total|spent|final|budget|per release|limit|max|agreed))?$"
)
_SPENT = re.compile(r"\b(?:spent|used|achieved|final|consumed|verbraucht|depense|gastado|speso|gasto)\b")
_AGREED = re.compile(r"\b(?:target|total|max|maximum|limit|budget|agreed|allowed|cap|ziel|grenze|plafond|limite)\b")
_NOISE = re.compile(r"^(?:noise (?:multiplier|scale|std|sigma|level)|sigma)$")
_DELTA = re.compile(r"^(?:(?:target|dp) )?delta$")
_SAID = re.compile(
    r"\b(?:epsilon|eps|ε)\s*(?:of|is|was|von|de|di|=|:|≈|~)?\s*(?P<number>\d{1,6}(?:[.,]\d{1,4})?)(?![\w.])"
)
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?(?:e[-+]?\d{1,3})?")
_USED = re.compile(
    r"^(?:used|yes|applied|enabled|trained|ja|genutzt|oui|utilise|si|usad[oa]|dp ?-?sgd|opacus|epsilon|eps\b|ε)"
)
_TOTAL = re.compile(
    r"^(?:(?:total|overall|privacy|epsilon) )?budget(?: (?:total|epsilon))?$|^total (?:epsilon|budget)$"
)
_RELEASES = re.compile(
    r"release|quer(?:y|ies)|spen[dt]|ledger|round|entr(?:y|ies)|publicat|veroffentlich|ausgabe|depense|gasto"
)
_DELTAS = 0.001  # as likely as one person in a thousand
_ROUNDING = 1e-6
_MANY = 200  # fields of a record about one budget


def budgets_that_protect_nobody(kept: Kept) -> Iterator[str]:
    """Yield what is said where a record's own budget, noise or delta protects nobody."""
    held = [each for each in kept.record.entries if _is_private(each, kept)]
    if len(held) > _MANY:
        return
    named = [each for each in held if _EPSILON.search(each.name) or _TOTAL.search(each.name)]
    epsilons = [(each, number) for each in named if (number := _number(each)) is not None]
    used = [each.text.lower() for each in held if _USED.search(each.text.lower())]
    said = [match["number"] for text in used for match in _SAID.finditer(text)]
    figures = [number for _, number in epsilons] + [float(number.replace(",", ".")) for number in said]
    if any(number > MOST for number in figures):
        yield "its privacy budget protects nobody"
    if any(_NOISE.search(each.name) and _number(each) == 0 for each in held):
        yield "its noise is zero"
    if any(_DELTA.search(each.name) and (_number(each) or 0.0) > _DELTAS for each in held):
        yield "its delta is so large that it protects nobody"
    if _is_overspent(epsilons):
        yield "more of the privacy budget was spent than was agreed"


def _is_overspent(epsilons: list[tuple[Entry, float]]) -> bool:
    """Tell whether what was spent, at once or over several releases, is more than what was agreed."""
    agreed = [number for each, number in epsilons if _AGREED.search(each.name) and not _SPENT.search(each.name)]
    spent = [number for each, number in epsilons if _SPENT.search(each.name)]
    if agreed and max(spent, default=0.0) > max(agreed):
        return True
    whole = [number for each, number in epsilons if _TOTAL.search(each.name)]
    parts = [number for each, number in epsilons if _RELEASES.search(" ".join(each.path[:-1]))]
    return bool(whole) and sum(parts) > max(whole) + _ROUNDING


def _is_private(entry: Entry, kept: Kept) -> bool:
    """Tell whether a field is about differential privacy: by the names above it, or what stands beside it."""
    if _ATTACK.search(" ".join(entry.path)):
        return False
    if _ABOUT.search(" ".join((*entry.path, kept.record.title, plain(kept.path)))):
        return True
    beside = {each.name for each in kept.beside[(*entry.path[:-1], str(entry.group))]}
    return bool(beside & {"noise multiplier", "max grad norm", "target delta", "clipping norm"})


def _number(entry: Entry) -> float | None:
    if isinstance(entry.value, bool):
        return None
    if isinstance(entry.value, int | float):
        return float(entry.value)
    return float(entry.text) if _NUMBER.fullmatch(entry.text.lower()) else None
