"""The Python of a project, by name: functions and classes in other files than the service that uses them."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from jupyter_mlsec.probes._notebook.cells import parse_source

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef


_GIVEN = re.compile(r"^(\w+)[ \t]*(?::[^=\n]{1,300})?=(?!=)", re.MULTILINE)
_DEEPEST = 200  # levels of code; what is nested deeper is nobody's handwriting, and readers of it would not come back
_HEAD = re.compile(r"^[ \t]*(?:async\s+def|def|class)\s+(\w+)", re.MULTILINE)


@dataclass(slots=True, eq=False)
class Modules:
    """The texts of a project's modules, parsed only where somebody asks for a name in one."""

    texts: Mapping[str, str]
    _places: dict[str, list[str]] = field(default_factory=dict)  # name -> the files that seem to define it
    _given: dict[str, list[str]] = field(default_factory=dict)  # name -> the files that give it something
    _found: dict[str, Definition | None] = field(default_factory=dict)
    _trees: dict[str, ast.Module | None] = field(default_factory=dict)

    def definition(self, name: str) -> Definition | None:
        """Return the function or class of a name, the first in the order of the files; None where there is none."""
        if not self._places:
            self._places = {"": []}
            for path, text in self.texts.items():
                for each in dict.fromkeys(_HEAD.findall(text)):
                    self._places.setdefault(each, []).append(path)
        if name not in self._found:
            self._found[name] = self._look(name) if name else None
        return self._found[name]

    def assigned(self, name: str) -> ast.expr | None:
        """Return what a name is given at the top of a module: ``User = Annotated[str, Depends(who)]``."""
        if not self._given:
            self._given = {"": []}
            for path, text in self.texts.items():
                for each in dict.fromkeys(_GIVEN.findall(text)):
                    self._given.setdefault(each, []).append(path)
        for path in self._given.get(name, ()):
            for node in getattr(self._tree(path), "body", ()):
                targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
                if any(isinstance(each, ast.Name) and each.id == name for each in targets):
                    value = getattr(node, "value", None)
                    return value if isinstance(value, ast.expr) else None
        return None

    def _look(self, name: str) -> Definition | None:
        for path in self._places.get(name, ()):  # in some it may stand in a text that a cell writes to another
            tree = self._tree(path)
            for node in ast.walk(tree) if tree is not None else ():
                if isinstance(node, Definition) and node.name == name:
                    return node
        return None

    def _tree(self, path: str) -> ast.Module | None:
        if path not in self._trees:
            self._trees[path] = parse_script(self.texts[path])
        return self._trees[path]


def parse_script(text: str) -> ast.Module | None:
    """Return a script's tree; None where it is no Python, or too deep to be read: a call on a call on a call."""
    tree = parse_source(text)
    level: list[ast.AST] = [] if tree is None else [tree]
    for _ in range(_DEEPEST):
        level = [inner for node in level for inner in ast.iter_child_nodes(node)]
        if not level:
            return tree
    return None
