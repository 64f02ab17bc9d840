"""Which rules look at what: texts for secrets, the program for calls and commands, the notebook as a whole.

A part that fails is a part that nobody looked at: it is named, and the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mlsec.code.call import CallRule
from jupyter_mlsec.code.command import CommandRule
from jupyter_mlsec.code.memory import Memory
from jupyter_mlsec.code.program import analyse, check_code
from jupyter_mlsec.model.kernel import KernelFacts
from jupyter_mlsec.model.notebook import Notebook, TargetKind
from jupyter_mlsec.model.rule import Hit, Rule
from jupyter_mlsec.model.text import Text
from jupyter_mlsec.notebook.code_beside import code_beside
from jupyter_mlsec.rules._base import NotebookRule, TextRule
from jupyter_mlsec.scan.informed import informed
from jupyter_mlsec.scan.live_names import with_live_names
from jupyter_mlsec.scan.memory import CleanTexts, text_digest
from jupyter_mlsec.scan.rewritten import Rewritten
from jupyter_mlsec.secrets.detect import find_secrets

if TYPE_CHECKING:
    from jupyter_mlsec.scan.fixes.secret import SecretFixes

_clean = CleanTexts()


@dataclass
class Looked:
    """What was seen in one target, and what could not be looked at."""

    hits: list[tuple[Rule, Hit]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(self, part: str, look: Callable[[], Iterable[tuple[Rule, Hit]]]) -> None:
        """Take the hits of one part; if it fails, say so by its name and the error's type, never by its words."""
        try:
            self.hits.extend(look())
        except Exception as error:  # noqa: BLE001 - a bug in one rule must not hide what the others see
            self.problems.append(f"{part} failed ({type(error).__name__}): please report this bug")


def look(
    notebook: Notebook, rules: Mapping[str, Rule], kernel: KernelFacts | None = None, memory: Memory | None = None
) -> Looked:
    """Run ``rules`` over every part of a notebook, with what a live kernel knows and what is remembered of it."""
    looked = Looked()
    texts = tuple((text, text_digest(text)) for text in texts_of(notebook))
    looked.add("the search for secrets", lambda: _secrets(notebook, texts, rules))
    told, unseen = with_live_names(notebook, kernel)
    looked.add(
        "the analysis of the code",
        lambda: (
            (rule, placed)
            for rule, hit in _code(told, rules, kernel, memory, looked.problems)
            if (placed := hit if unseen is None else unseen.placed(rule, hit)) is not None
        ),
    )
    for rule in rules.values():
        if isinstance(rule, TextRule):
            looked.add(f"the rule {rule.name}", lambda rule=rule: _text_hits(rule, texts))  # type: ignore[misc]
        elif isinstance(rule, NotebookRule):
            looked.add(
                f"the rule {rule.name}",
                lambda rule=rule: ((rule, hit) for hit in rule.check(notebook)),  # type: ignore[misc]
            )
    return looked


def texts_of(notebook: Notebook) -> Iterator[Text]:
    """Yield every text of a notebook, in reading order."""
    yield from notebook.texts
    for cell in notebook.cells:
        yield cell.source
        yield from cell.texts


def _secrets(
    notebook: Notebook, texts: Iterable[tuple[Text, bytes]], rules: Mapping[str, Rule]
) -> Iterator[tuple[Rule, Hit]]:
    fixes: SecretFixes | None = None
    for text, digest in texts:
        if ("secrets", digest) in _clean:
            continue
        matches = find_secrets(text)
        if not matches:
            _clean.add("secrets", digest)
            continue
        fixes = fixes or _secret_fixes(notebook)
        for match, ways in zip(matches, fixes.of(text, matches), strict=True):
            rule = rules.get(match.rule)
            if rule is not None:
                yield rule, Hit(text, match.span, match.message, match.remedy, match.severity, match.confidence, ways)


def _secret_fixes(notebook: Notebook) -> SecretFixes:
    """Import what makes fixes only where there is something to fix."""
    from jupyter_mlsec.scan.fixes.secret import SecretFixes

    return SecretFixes(notebook)


def _code(
    notebook: Notebook,
    rules: Mapping[str, Rule],
    kernel: KernelFacts | None,
    memory: Memory | None,
    problems: list[str],
) -> Iterator[tuple[Rule, Hit]]:
    if not any(isinstance(rule, (CallRule, CommandRule)) for rule in rules.values()):
        return  # nobody asks what the code does, and finding that out takes longer than all the rest
    remembered = memory or Memory()
    files = _code_files(notebook, kernel)
    program = analyse(notebook, kernel.versions if kernel else {}, remembered, files)
    problems.extend(program.problems)
    if kernel is None:
        yield from check_code(program, rules.values())
    else:
        yield from check_code(program, informed(rules, kernel, Rewritten(notebook, program, kernel.next_cell)))
    if memory is None:
        remembered.clear()


def _code_files(notebook: Notebook, kernel: KernelFacts | None) -> Mapping[str, tuple[Text, ...]]:
    """Return the modules and notebooks beside a notebook that it uses, where it is known where it lies."""
    from jupyter_mlsec.scan.file_facts import FileFacts  # it needs the scanner itself

    if kernel is None or notebook.kind is not TargetKind.NOTEBOOK:
        return {}
    files = kernel.files if kernel.beside is None else kernel.beside
    if isinstance(files, FileFacts):
        return code_beside(notebook, files.folder, files.root)
    if kernel.is_disk or kernel.beside is not None:
        return {}
    here = Path.cwd()  # a live kernel's own
    return code_beside(notebook, here, here)


def _text_hits(rule: TextRule, texts: Iterable[tuple[Text, bytes]]) -> Iterator[tuple[Rule, Hit]]:
    for text, digest in texts:
        if (rule.name, digest) in _clean:
            continue
        hits = tuple(rule.check(text))
        if not hits:
            _clean.add(rule.name, digest)
        yield from ((rule, hit) for hit in hits)
