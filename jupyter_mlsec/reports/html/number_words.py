"""Names of numbers for people: what is measured, in the words of who has to decide and did not write the probe.

A number that is not listed is called by its own name, hyphens read as spaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "attribute-advantage": "how much better the model tells",
        "class-share": "share of the largest class",
        "copy-agreement": "agreement of a stolen copy",
        "direct-identifiers": "columns that identify people",
        "ece": "calibration error (ECE)",
        "f1": "F1",
        "false-refusals": "good requests refused",
        "far-auroc": "unknown rows told apart (AUROC)",
        "k": "smallest group of alike rows (k)",
        "l": "fewest different values in a group (l)",
        "let-through": "kinds of bad requests let through",
        "letters-auroc": "random letters told apart (AUROC)",
        "log-loss": "log loss",
        "lost-words-drop": "loss when words are lost",
        "membership-auc": "training rows recognised (AUC)",
        "missing-drop": "loss with missing values",
        "near-copies": "near copies in both splits",
        "noise-drop": "loss under noise",
        "proxy-auc": "group told from other columns (AUC)",
        "psi": "drift (PSI)",
        "robust-accuracy": "accuracy under attack",
        "roc-auc": "ROC AUC",
        "selection-ratio": "ratio of selection rates",
        "shift-drop": "loss under a shift",
        "shuffled-auroc": "shuffled rows told apart (AUROC)",
        "split-overlap": "rows in both splits",
        "stored-rows": "training rows kept in the model",
        "t": "distance of a group's values (t)",
        "uniques": "rows that stand alone",
        "typing-drop": "loss under typing mistakes",
        "word-robust-accuracy": "accuracy under word changes",
        "worst-slice": "worst slice",
        "worst-slice-error": "error in the worst slice",
    }
)


def number_words(name: str) -> str:
    """Return what a number is called on the page: ``k`` becomes words, ``missing:age`` is about age."""
    what, _, about = name.partition(":")
    words = WORDS.get(what) or what.replace("-", " ")
    return f"{words}: {about}" if about else words
