"""Which rules look at what: texts for secrets, the program for calls and commands, the notebook as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jupyter_mlsec.code.program import analyse, check_code
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.rule import Hit, Rule
from jupyter_mlsec.model.text import Text
from jupyter_mlsec.secrets.detect import find_secrets


def texts_of(notebook: Notebook) -> Iterator[Text]:
    """Yield every text of a notebook, in reading order."""
    yield from notebook.texts
    for cell in notebook.cells:
        yield cell.source
        yield from cell.texts


def rule_hits(
    notebook: Notebook, rules: Mapping[str, Rule], versions: Mapping[str, str]
) -> Iterator[tuple[Rule, Hit] | str]:
    """Yield what the rules see; a string says which part could not be looked at, and why."""
    for text in texts_of(notebook):
        for match in find_secrets(text):
            rule = rules.get(match.rule)
            if rule is not None:
                yield rule, Hit(text, match.span, match.message, match.remedy, match.severity, match.confidence)
