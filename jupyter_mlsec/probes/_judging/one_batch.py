"""Drift that is measured between a batch and itself: nothing can have moved, and the alarm never rings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Const, Ref, Value
from jupyter_mlsec.probes._judging.reading import Reading, Wrong
from jupyter_mlsec.probes._notebook.answers import method_of
from jupyter_mlsec.probes._notebook.program import Call
from jupyter_mlsec.probes._notebook.traced import Item

_WHAT = "a batch is held against itself"
# Functions of two samples; what they are asked about drift is said by the words around them.
_TWO = re.compile(
    r"ks_2samp|anderson_ksamp|mannwhitneyu|wasserstein\w*|energy_distance|jensenshannon|epps_singleton_2samp|ranksums"
    r"|cramervonmises_2samp|ttest_ind|brunnermunzel|kruskal|chi2_contingency|chisquare|entropy|rel_entr|kl_div\w*|mmd\w*"
    r"|ks_test|kstest|validate_statistics"
    r"|\w*(?:psi|population_stability|drift|divergence|stability_index)\w*",
    re.IGNORECASE,
)
_SURE = re.compile(
    r"\w*(?:drift|psi\b|population_stability|stability_index|ks_2samp|validate_statistics)\w*", re.IGNORECASE
)
_ABOUT = re.compile(
    r"drift|\bpsi\b|monitor|dérive|deriva|verschiebung|überwach|shift|\blive\b|produc|produz|current|baseline|referen|riferiment"
    r"|aktuell|漂移|監視|监控|基準|基线",
    re.IGNORECASE,
)
_REPORTS = re.compile(r"(?:\w+\.)*(?:Report|TestSuite|Dashboard|Profile|Suite|\w*Drift\w*|\w*Drift\w*Check)\(\)")
_RUNS = frozenset({"calculate", "run", "run_check", "compare"})
_DETECTORS = re.compile(r"\w*(?:Drift|MMD|KSTest|LSDD|Detector|DriftCalculator|CBPE|DLE)\w*")
_ASKS = frozenset({"calculate", "compare", "detect", "estimate", "predict", "score", "test", "transform", "update"})
_LEARNS = frozenset({"fit", "fit_transform", "set_reference"})
_REFERENCES = ("reference_data", "reference", "ref", "x_ref", "baseline", "expected", "train_dataset", "reference_df",
               "previous_statistics")  # fmt: skip
_CURRENTS = ("current_data", "current", "cur", "x", "live", "actual", "test_dataset", "current_df", "production")


def one_batch(reading: Reading) -> Iterator[Wrong]:
    """Yield the measures of drift whose reference is the batch that is looked at."""
    for call in reading.program.calls:
        sides = _sides(call) or _learned(call, reading)
        if sides is None or not _is_meant(call, reading) or reading.honest(call.node):
            continue
        if reading.strict.same(*sides, call.order) and _are_rows(sides[0]):
            yield Wrong("DEP-07", call.cell.number, _WHAT)


def _sides(call: Call) -> tuple[Value, Value] | None:
    """Return the reference and the batch that one call is given."""
    named = call.arguments.keywords
    plain = [each.value for each in call.arguments.positional]
    reference = next((named[each].value for each in _REFERENCES if each in named), None)
    current = next((named[each].value for each in _CURRENTS if each in named), None)
    runs = call.method in _RUNS and call.base is not None and _REPORTS.fullmatch(getattr(call.base, "name", ""))
    if reference is not None and current is not None:
        return reference, current
    if not (runs or _TWO.fullmatch(call.method)):
        return None
    if reference is not None or current is not None:
        given = reference if reference is not None else current
        return (given, plain[0]) if given is not None and plain else None
    return (plain[0], plain[1]) if len(plain) > 1 else None


def _learned(call: Call, reading: Reading) -> tuple[Value, Value] | None:
    """Return what a detector was made or fitted with, and what it is asked about."""
    given = [each.value for each in call.arguments.positional] or [
        each.value for name, each in call.arguments.keywords.items() if name in _CURRENTS
    ]
    made = call.base
    if call.method not in _ASKS or not given or not isinstance(made, Ref) or not made.name.endswith("()"):
        return None
    if not _DETECTORS.fullmatch(method_of(made)) or made.made is None:
        return None
    for other in reading.program.calls:
        if other.order < call.order and other.base == made and other.method in _LEARNS and other.arguments.positional:
            return other.arguments.positional[0].value, given[0]
    first = [each.value for each in made.made.positional] or [
        each.value for name, each in made.made.keywords.items() if name in _REFERENCES
    ]
    return (first[0], given[0]) if first else None


def _is_meant(call: Call, reading: Reading) -> bool:
    """Tell whether a comparison is about drift: by its own name, or by the words of its statement and of the code."""
    if _SURE.search(call.name) is not None:
        return True
    words = reading.told(call.node)
    return _ABOUT.search(words) is not None or reading.item(call.node, "") == "DEP-07"


def _are_rows(value: Value) -> bool:
    """Tell whether a value may be a batch: no number, and nothing whose making nobody can see at all."""
    return isinstance(value, Ref | Item) and not isinstance(value, Const)
