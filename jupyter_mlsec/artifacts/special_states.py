"""States whose texts a class executes when it gets them: what its library writes is taken, everything else is told.

Sources: ``scipy/stats/_distn_infrastructure.py`` (``_attach_argparser_methods``), whose template is the same in all
releases from 1.6 to 1.18; ``statsmodels/base/data.py`` (``ModelData.__setstate__``), which evaluates a formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from jupyter_mlsec.artifacts.value import Import, Mapping, Value

READ_KEYS = frozenset({"_parse_arg_template", "formula", "restore_design_info", "restore_model_spec"})
LONG_KEYS = frozenset({"_parse_arg_template"})  # whose values are longer than what is remembered of texts elsewhere
LONGEST = 4096
_SHAPES, _IN, _OUT = r"((?:[A-Za-z_]\w*, )*)", r"(loc=0(?:, scale=1)?)", r"(loc, (?:scale|1))"
_TEMPLATE = re.compile(
    rf"\ndef _parse_args\(self, {_SHAPES} {_IN}\):\n    return \(\1\), {_OUT}\n\n"
    r"def _parse_args_rvs\(self, \1 \2, size=None\):\n    return self\._argcheck_rvs\(\1 \3, size=size\)\n\n"
    r"def _parse_args_stats\(self, \1 \2, moments='mv'\):\n    return \(\1\), \3, moments\n",
    re.ASCII,
)
_FORMULA = re.compile(r"[\w\s+\-*/:~|^(),.]*", re.ASCII)
_CALLED = re.compile(r"([\w.]+)\s*\(")
_HARMLESS = frozenset(
    {"C", "I", "bs", "cc", "center", "cr", "exp", "log", "poly", "scale", "sqrt", "standardize", "te"}
)
_NUMPY = frozenset({"abs", "exp", "expm1", "log", "log10", "log1p", "log2", "power", "sqrt", "square"})
_MODULES: dict[str, Callable[[Mapping], bool]] = {}


def _of(*modules: str) -> Callable[[Callable[[Mapping], bool]], Callable[[Mapping], bool]]:
    def register(check: Callable[[Mapping], bool]) -> Callable[[Mapping], bool]:
        _MODULES.update(dict.fromkeys(modules, check))
        return check

    return register


@_of("scipy.stats._continuous_distns", "scipy.stats._discrete_distns", "scipy.stats._distn_infrastructure")
def _distribution(state: Mapping) -> bool:
    text = state.entries.get("_parse_arg_template", "")
    return text == "" or (isinstance(text, str) and _TEMPLATE.fullmatch(text) is not None)


@_of("statsmodels.base.data")
def _model_data(state: Mapping) -> bool:
    if not {"restore_design_info", "restore_model_spec"} & state.entries.keys():
        return True
    formula = state.entries.get("formula")
    if not isinstance(formula, str) or _FORMULA.fullmatch(formula) is None or "__" in formula:
        return False
    names = set(_CALLED.findall(formula)) - _HARMLESS
    attributes = set(re.findall(r"[A-Za-z_]\w*\.\w+", formula))
    return names | attributes <= {f"np.{name}" for name in _NUMPY} | {""}


def is_harmless(maker: Import, state: Value) -> bool:
    """Whether a class may get this state: it executes nothing of it, or only what its library writes."""
    check = _MODULES.get(maker.module)
    return check is None or (isinstance(state, Mapping) and check(state))
