"""The interpreter's memory: all calls of a run in the order of time, and what objects were given when."""

from __future__ import annotations

import ast

from jupyter_mlsec.code.fragment import whole
from jupyter_mlsec.code.history import History
from jupyter_mlsec.code.interpreter import Interpreter
from jupyter_mlsec.code.journal import Journal
from jupyter_mlsec.code.run import Run
from jupyter_mlsec.code.scope import Globals
from jupyter_mlsec.code.values import AnyOf, Arguments, Const, Func, Klass, Ref, Unknown, Value
from jupyter_mlsec.model.text import Place, Syntax, Text
from jupyter_mlsec.probes._notebook.traced import Event, Item, Part, mixed

_EVENTS = 40_000  # of one notebook that are kept
# Methods after which an object holds something of what they were given.
_GROWS = frozenset({
    "adapt", "add", "append", "extend", "fit", "fit_generator", "fit_on_texts", "fit_predict", "fit_resample",
    "fit_transform", "insert", "load_state_dict", "partial_fit", "put", "set_params", "train_on_batch",
    "train_from_iterator", "build_vocab", "update",
})  # fmt: skip
_EMPTY = Text(Place.SOURCE, "", Syntax.PYTHON)


class Recorder(Interpreter):
    """Runs cells on abstract values and writes down what is called and what grows."""

    __slots__ = ("total", "traces")

    def __init__(self, journal: Journal, names: Globals) -> None:
        super().__init__(journal, names, Run(History()), names, whole(_EMPTY), {})
        self.traces: dict[Run, list[Event]] = {}
        self.total = 0

    def emit(self, ref: Ref, arguments: Arguments, node: ast.expr, *, escaped: bool = False) -> None:
        """Note a call of something outside the notebook."""
        super().emit(ref, arguments, node, escaped=escaped)
        self.keep(ref.name, arguments, node, ref.base, escaped=escaped)

    def keep(
        self, name: str, arguments: Arguments, node: ast.expr, base: Value | None, *, escaped: bool = False
    ) -> None:
        """Note a call."""
        inlined = self.inlined > 0
        self._add(Event(name, node, self.fragment, arguments, base, self.outer, escaped, inlined))

    def grow(self, owner: Value, value: Value, node: ast.expr, how: str = "") -> None:
        """Note that an object holds something more from now on; a part of it is the object."""
        while isinstance(owner, Part | Item) or (isinstance(owner, Ref) and owner.name.endswith((".loc", ".iloc"))):
            inner = owner.base
            if inner is None or isinstance(owner, Part):
                break
            owner = inner
        for option in owner.options if isinstance(owner, AnyOf) else (owner,):
            if not isinstance(option, Const | Unknown | Func | Klass):
                self._add(Event(how, node, self.fragment, Arguments(), None, self.outer, grown=option, value=value))

    def changed(self, function: Ref, arguments: Arguments, node: ast.Call) -> None:
        """Note what a method leaves in its object."""
        method = function.name.rpartition(".")[2]
        in_place = arguments.keywords.get("inplace")
        said = in_place is not None and isinstance(in_place.value, Const) and in_place.value.value is True
        if (method in _GROWS or said or method.endswith("_")) and function.base is not None:
            given = [each for each in arguments.values() if not isinstance(each, Const)]
            self.grow(function.base, mixed(given), node, method)

    def _add(self, event: Event) -> None:
        self.total += 1
        if self.total <= _EVENTS:
            self.traces.setdefault(self.run, []).append(event)
