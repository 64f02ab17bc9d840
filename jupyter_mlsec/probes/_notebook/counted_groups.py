"""Whether a notebook looks at the groups of people in a column: counts them, compares them, draws or weighs by them."""

from __future__ import annotations

import ast
import re

from jupyter_mlsec.probes._notebook.consequences import Code, called

_COUNTS = re.compile(
    r"group_?by|value_counts|crosstab|pivot\w*|unique|n_?unique|counts?|Counter|resample|stratif\w*|countplot|FacetGrid"
    r"|\w*plot\w*|hist\w*|bar[hs]?|boxplot|pie|catplot|treemap|sunburst|get_group|filter|query|eq|isin|where|sql\w*"
    r"|ProfileReport|create_report|Dataset|StandardDataset|BinaryLabelDataset|MetricFrame|table|tabulate|summary\w*"
    r"|\w*(?:fair|bias|audit|sensitive|parity|disparit|reweigh|represent|balance)\w*",
    re.IGNORECASE,
)
_ASKS = re.compile(r"sensitive|protected|group|strat|weight|hue|fair|bias|by$|color|facet|split_col", re.IGNORECASE)
_TARGETS = re.compile(r"y(?:_\w+)?|target\w*|labels?|answer|ziel|cible|objetivo", re.IGNORECASE)
_NAMED = re.compile(
    r"sensitive_features|protected_attribute|demographic_parity|disparate_impact|equalized_odds|aequitas"
)


def is_counted(column: str, code: Code) -> bool:
    """Tell whether anything in the code looks at the groups of a column, or may do so under a name."""
    for node in code.nodes:
        if isinstance(node, ast.Call) and _looks(node, column, code):
            return True
        if isinstance(node, ast.Compare) and _holds(node, column, code):
            return True
        if isinstance(node, ast.keyword) and node.arg and _ASKS.search(node.arg) and _holds(node.value, column, code):
            return True
    return any(_NAMED.search(ast.unparse(tree)) for tree in code.trees)


def is_answer(column: str, code: Code) -> bool:
    """Tell whether a column is what is predicted: ``y = df["gender"]``."""
    for node in code.nodes:
        if isinstance(node, ast.Assign) and _has(node.value, column):
            targets = [each for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)]
            if any(_TARGETS.fullmatch(each.id) for each in targets):
                return True
    return False


def _looks(node: ast.Call, column: str, code: Code) -> bool:
    name = called(node)
    if name in code.functions and any(_holds(each, column, code) for each in node.args):
        return True  # a function of the notebook's own that is given the column
    if not _COUNTS.fullmatch(name):
        return False
    receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
    given = [*node.args, *(each.value for each in node.keywords), *([receiver] if receiver is not None else [])]
    return any(_holds(each, column, code) or _is_any_column(each) for each in given)


def _holds(node: ast.expr, column: str, code: Code) -> bool:
    """Tell whether an expression names a column, itself or by a name that was given it."""
    if _has(node, column):
        return True
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return any(_has(given, column) for name in names for given in code.names.given.get(name, ()) if _is_short(given))


def _is_short(node: ast.expr) -> bool:
    """Tell whether a value is a name, a column, or a list of them, and no table that was made with the column."""
    return isinstance(node, ast.Constant | ast.List | ast.Tuple | ast.Attribute | ast.Subscript)


def _has(node: ast.expr, column: str) -> bool:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            if each.value == column or (
                len(each.value) > len(column) and re.search(rf"\b{re.escape(column)}\b", each.value)
            ):
                return True
        elif isinstance(each, ast.Attribute) and each.attr == column:
            return True
    return False


def _is_any_column(node: ast.expr) -> bool:
    """Tell whether something is taken from a table by a name that is not written there: ``df[column]``."""
    return any(
        isinstance(each, ast.Subscript) and isinstance(each.slice, ast.Name | ast.ListComp) for each in ast.walk(node)
    )
