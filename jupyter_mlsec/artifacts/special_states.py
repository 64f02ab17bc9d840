"""States whose texts a class executes when it gets them: what its library writes is taken, everything else is told.

Sources: ``scipy/stats/_distn_infrastructure.py`` (``_attach_argparser_methods``), whose template is the same in all
releases from 1.6 to 1.18; ``statsmodels/base/data.py`` (``ModelData.__setstate__``), which evaluates a formula.
"""

from __future__ import annotations

import re

from jupyter_mlsec.artifacts.value import Import, Mapping, Value

_RESTORES = frozenset({"restore_design_info", "restore_model_spec"})  # with one of these the formula is evaluated
READ_KEYS = _RESTORES | {"_parse_arg_template", "formula"}
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
_PACKAGES = (
    "scipy.stats.",
    "statsmodels.base.data",
    "statsmodels.distributions.",
)  # whose classes take any iterable of names and values for a state


def _is_template(text: Value) -> bool:
    return text == "" or (isinstance(text, str) and _TEMPLATE.fullmatch(text) is not None)


def _is_formula(formula: Value) -> bool:
    if not isinstance(formula, str) or _FORMULA.fullmatch(formula) is None or "__" in formula:
        return False
    names = set(_CALLED.findall(formula)) - _HARMLESS
    attributes = set(re.findall(r"[A-Za-z_]\w*\.\w+", formula))
    return names | attributes <= {f"np.{name}" for name in _NUMPY}


def is_harmless(maker: Import, state: Value) -> bool:
    """Whether an object may get this state: nothing of it is executed, or only what its library writes."""
    if not isinstance(state, Mapping):
        return not maker.module.startswith(_PACKAGES)
    entries = state.entries
    if "_parse_arg_template" in entries and not _is_template(entries["_parse_arg_template"]):
        return False
    return entries.keys().isdisjoint(_RESTORES) or _is_formula(entries.get("formula"))
