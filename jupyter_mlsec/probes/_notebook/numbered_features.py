"""Row numbers and identifiers in the lists of features of which a notebook asks importances."""

from __future__ import annotations

import ast
import re

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._notebook.idle_checks import code_of
from jupyter_mlsec.probes._notebook.limits import pattern
from jupyter_mlsec.probes._notebook.scarce_classes import mentioned

_FEATURES = re.compile(
    r"(?:\w+_)?(?:feat\w*|cols?|columns|predictors|inputs|merkmale|variables)(?:_\w+)?", re.IGNORECASE
)
_OTHERS = re.compile(r"id|drop|exclud|ignor|key|meta|date", re.IGNORECASE)  # a list of what is left out


def numbered_features(notebook: Notebook) -> set[str]:
    """Return the row numbers and identifiers in lists of features, where importances are asked."""
    code = code_of(notebook)
    asked = pattern("importance")
    if not any(asked.fullmatch(each) for each in mentioned(code)):
        return set()
    told = pattern("identifiers")
    return {
        str(each.value)
        for name, given in code.names.given.items()
        if _FEATURES.fullmatch(name) and _OTHERS.search(name) is None
        for value in given
        if isinstance(value, ast.List | ast.Tuple)
        for each in value.elts
        if isinstance(each, ast.Constant) and told.fullmatch(str(each.value).lower())
    }
