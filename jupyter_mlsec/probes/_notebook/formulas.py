"""Formulas as R has them (patsy, statsmodels, formulaic): which columns stand on either side of the tilde."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = re.compile(
    r"""Q\(\s*['"](?P<quoted>[^'"]+)['"]\s*\)|`(?P<ticked>[^`]+)`|(?P<plain>[^\W\d][\w.]*)(?!\s*[\w.(])"""
)
_TEXT = re.compile(r"""(?<!Q\()(['"]).*?\1""")
_LAGGED = re.compile(r"\b(?:\w*lag|diff|shift|roll\w*)\s*\([^()]*\)", re.IGNORECASE)
_LEFT_OUT = re.compile(r"-\s*([^\W\d]\w*)")
_OPTION = re.compile(r"\b\w+\s*=(?!=)\s*[^,)]*")
_OURS = frozenset({"True", "False", "None", "np", "numpy", "math", "pd"})


@dataclass(frozen=True, slots=True)
class Formula:
    """The columns of a formula; ``everything`` where a dot stands for all others."""

    answers: frozenset[str]
    inputs: frozenset[str]
    left_out: frozenset[str]
    everything: bool


def read_formula(text: str) -> Formula | None:
    """Read ``y ~ a + C(b) + np.log(c)``; None where it has no left side, or more than one tilde."""
    left, tilde, right = text.partition("~")
    if not tilde or "~" in right or not left.strip() or "…" in left:
        return None
    right = _LAGGED.sub(" ", right)
    left_out = frozenset(_LEFT_OUT.findall(right)) if "(" not in right else frozenset[str]()
    everything = re.search(r"(?:^|[+\s])\.(?:$|[+\s-])", right) is not None
    return Formula(_names(left), _names(right) - left_out, left_out, everything)


def _names(side: str) -> frozenset[str]:
    found = set()
    for match in _NAME.finditer(_OPTION.sub(" ", _TEXT.sub(" ", side))):
        name = match["quoted"] or match["ticked"] or match["plain"]
        if name not in _OURS:
            found.add(name)
    return frozenset(found)
