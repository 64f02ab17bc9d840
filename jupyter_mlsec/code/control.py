"""Control: branches, loops and what may be left out."""

from __future__ import annotations

import ast

from jupyter_mlsec.code.expressions import element
from jupyter_mlsec.code.functions import Functions
from jupyter_mlsec.code.values import Const, Func, Partial, Ref, Value, any_of


class Control(Functions):
    """The part of the interpreter that decides which statements run, and how often."""

    __slots__ = ()

    def if_(self, node: ast.If) -> None:
        """Follow each branch; a long chain of ``elif`` is a loop, not a recursion.

        A branch that is written never to run (``if False``) is left out. One that a constant of the notebook decides
        about is looked at, because a constant is there to be changed, but what it binds does not count.
        """
        ends: list[dict[str, Value]] = []
        current: ast.If | None = node
        decided = False
        while current is not None:
            test = self.evaluate(current.test)
            known = bool(test.value) if isinstance(test, Const) and not self.returned and not decided else None
            written = _written_constant(current.test)
            before = self.scope.branch()
            if written is not False:
                self._branch(current.body)
                if known is not False and not decided:
                    ends.append(self.scope.names)
            decided = decided or known is True
            self.scope.names = before
            rest = [] if written is True else current.orelse
            current = rest[0] if len(rest) == 1 and isinstance(rest[0], ast.If) else None
            if current is None:
                self._branch(rest)
                if not decided:
                    ends.append(self.scope.names)
        self.scope.merge(ends)

    def _branch(self, body: list[ast.stmt]) -> None:
        """Run statements that may be left out."""
        self.conditional += 1
        self.execute(body)
        self.conditional -= 1

    def for_(self, node: ast.For | ast.AsyncFor) -> None:
        """Run a loop over what it goes through, once more where a round leaves something for the next."""
        given = element(self.evaluate(node.iter))
        before = self.scope.branch()
        self.bind(node.target, given)
        self.execute(node.body)
        if self._carries(node.body, before):
            self.bind(node.target, given)
            self._again(node.body)
        self.execute(node.orelse)

    def while_(self, node: ast.While) -> None:
        """Run a loop, once more where a round leaves something for the next."""
        self.evaluate(node.test)
        before = self.scope.branch()
        if _written_constant(node.test) is not False:
            self.execute(node.body)
            if self._carries(node.body, before):
                self._again(node.body)
        self.execute(node.orelse)

    def _carries(self, body: list[ast.stmt], before: dict[str, Value]) -> bool:
        """Whether a loop's body leaves something in a name that decides what it does when it runs once more.

        Such names are what they were before or what they are now, from here on.
        """
        if self.round or self.budget <= 0:
            return False
        names = self.scope.names
        changed = [name for name, value in names.items() if _decides(value) and before.get(name) is not value]
        if not changed:
            return False
        read = {
            inner.id
            for statement in body
            for inner in ast.walk(statement)
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load)
        }
        carried = [name for name in changed if name in read]
        for name in carried:
            known = before.get(name)
            if known is not None:
                names[name] = any_of(known, names[name])
        return bool(carried)

    def _again(self, body: list[ast.stmt]) -> None:
        """Run a loop's body once more, with what its first run left behind."""
        self.round = 1
        self.execute(body)
        self.round = 0

    def with_(self, node: ast.With | ast.AsyncWith) -> None:
        """Run what a context surrounds."""
        for context in node.items:
            value = self.evaluate(context.context_expr)
            if context.optional_vars is not None:
                self.bind(context.optional_vars, value)
        self.execute(node.body)

    def try_(self, node: ast.Try) -> None:
        """Run the body, and each handler after it."""
        self.execute(node.body)
        self.execute(node.orelse)
        ends = [self.scope.names]
        for handler in node.handlers:
            self.scope.names = dict(ends[0])
            self._branch(handler.body)
            ends.append(self.scope.names)
        self.scope.merge(ends)
        self.execute(node.finalbody)

    def match_(self, node: ast.Match) -> None:
        """Run each case; names are what any of them leaves behind."""
        self.evaluate(node.subject)
        ends = [self.scope.names]
        for case in node.cases:
            self.scope.names = dict(ends[0])
            if case.guard is not None:
                self.evaluate(case.guard)
            self._branch(case.body)
            ends.append(self.scope.names)
        self.scope.merge(ends)


def _decides(value: Value) -> bool:
    """Whether a value is a function, or a flag for one."""
    if isinstance(value, Ref):
        return not value.name.endswith((")", "]"))
    return isinstance(value, Func | Partial) or (isinstance(value, Const) and isinstance(value.value, bool))


def _written_constant(test: ast.expr) -> bool | None:
    """Return what a condition is that nobody can change without editing it: ``False``, ``0``, ``TYPE_CHECKING``."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return False if name == "TYPE_CHECKING" else None
