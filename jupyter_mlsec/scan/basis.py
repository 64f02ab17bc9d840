"""What a verdict about a cell that is about to run is based on: the facts of the kernel that made a difference.

In sentences about names of code, versions and files; never a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.model.kernel import KernelFacts

_WORD = re.compile(r"[^\W\d]\w*")
_MOST = 6


class Asked(Mapping[str, str]):
    """Versions that remember which of them somebody asked for."""

    def __init__(self, versions: Mapping[str, str]) -> None:
        self._versions = versions
        self.names: dict[str, None] = {}

    def __getitem__(self, name: str) -> str:
        found = self._versions[name]
        self.names[name] = None
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._versions)

    def __len__(self) -> int:
        return len(self._versions)


def basis(
    source: str, kernel: KernelFacts, by_text: Iterable[Finding], by_kernel: Iterable[Finding], asked: Iterable[str]
) -> tuple[str, ...]:
    """Return what the kernel says that bears on the verdict of a cell.

    ``by_text`` are the cell's findings without the kernel, ``by_kernel`` those with it, ``asked`` the distributions
    whose versions the rules wanted to know.
    """
    words = set(_WORD.findall(source))
    text, live = {_key(one): one for one in by_text}, {_key(one): one for one in by_kernel}
    lines = source.splitlines()
    changed = [
        *(one for key, one in live.items() if key not in text),
        *(one for key, one in text.items() if key not in live),
    ]
    near = dict.fromkeys(
        word
        for one in changed
        for line in lines[one.position.line - 1 : one.position.end_line]
        for word in _WORD.findall(line)
    )
    told = [_meaning(name, kernel) for name in near]
    told += [
        _attribute(path, meaning)
        for path, meaning in kernel.attributes.items()
        if near and path.rpartition(".")[2] in words
    ]
    told += [
        f"the kernel has {name} {kernel.versions[name]}"
        for name in asked
        if _is_named(name, words, kernel) and name in kernel.versions
    ]
    return tuple(sentence for sentence in dict.fromkeys(told) if sentence)[:_MOST]


def _key(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.position.line, finding.position.column, finding.severity


def _meaning(name: str, kernel: KernelFacts) -> str:
    """Return what a name is in the kernel, in one phrase; nothing where that is plain data or not known."""
    meaning = kernel.names.get(name, "")
    if not all(part.isidentifier() for part in meaning.removesuffix("()").split(".")):
        return ""
    if name in kernel.definitions:
        return f"the name {name} is this session's own function in the live kernel"
    if meaning in {name, "", "io.open"} or meaning.startswith(("builtins.", "IPython.")):  # as in every session
        return ""
    if meaning.endswith("()"):
        return f"the name {name} is an instance of {meaning.removesuffix('()')} in the live kernel"
    return f"the name {name} is {meaning} in the live kernel"


def _attribute(path: str, meaning: str) -> str:
    """Return what an attribute is in the kernel, in one phrase."""
    parts = (*path.split("."), *meaning.replace("()", "").split("."))
    if not all(part.isidentifier() for part in parts):
        return ""
    shown = "this session's own code" if meaning.startswith("__main__.") else meaning.removesuffix("()")
    return f"{path} is {shown} in the live kernel"


def _is_named(distribution: str, words: set[str], kernel: KernelFacts) -> bool:
    """Whether the cell uses what a distribution brings, by its name or by another one."""
    modules = {"pyyaml": "yaml"}.get(distribution, distribution.replace("-", "_"))
    return modules in words or any(
        kernel.names.get(word, "").partition(".")[0] == modules for word in words if word in kernel.names
    )
