"""Statements: imports, bindings and branches."""

from __future__ import annotations

import ast
from collections.abc import Callable

from jupyter_mlsec.code.attributes import attribute, held_dict, item
from jupyter_mlsec.code.constants import add
from jupyter_mlsec.code.control import Control
from jupyter_mlsec.code.expressions import element
from jupyter_mlsec.code.fragment import Fragment, Located
from jupyter_mlsec.code.intrinsics import environment_set
from jupyter_mlsec.code.names import canonical
from jupyter_mlsec.code.scope import Root
from jupyter_mlsec.code.values import (
    UNKNOWN,
    AnyOf,
    Argument,
    Arguments,
    Const,
    Instance,
    Klass,
    Map,
    Partial,
    Ref,
    Seq,
    Value,
    any_of,
    strings,
)

_NESTED = 60  # nested statements that are followed
_MAPPED = 256  # keys of a dict that are told apart


class Statements(Control):
    """The half of the interpreter that runs statements."""

    __slots__ = ()

    def execute(self, body: list[ast.stmt]) -> None:
        """Run statements one after the other."""
        self.depth += 1
        try:
            if self.depth > _NESTED:
                return
            for statement in body:
                handler = _HANDLERS.get(type(statement))
                if handler is None:
                    self._other(statement)
                else:
                    handler(self, statement)
        finally:
            self.depth -= 1

    def _other(self, node: ast.stmt) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.evaluate(child)

    def _expression(self, node: ast.Expr) -> None:
        self.evaluate(node.value)

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            module = self.module(alias.name, node=node)
            if alias.asname:
                self.assign(alias.asname, module)
            else:
                top = alias.name.partition(".")[0]
                self.assign(top, module if top == alias.name else self.module(top, node=node))

    def _import_from(self, node: ast.ImportFrom) -> None:
        name = self._absolute(node)
        module = self.module(name, node=node)
        for alias in node.names:
            if alias.name != "*":
                self.assign(alias.asname or alias.name, self._imported(name, module, alias.name, node))
            elif isinstance(module, Klass):
                self.scope.names.update(module.members)
            else:
                self.scope.root().star(canonical(name))

    def _absolute(self, node: ast.ImportFrom) -> str:
        """Return the full name of the module that names are imported from."""
        name = node.module or ""
        if not node.level:
            return name
        if self.package:
            parts = self.package.split(".")
            return ".".join((*parts[: len(parts) - node.level + 1], *([name] if name else ())))
        written = {path.rsplit("/", 1)[-1].removesuffix(".py") for path in self.written()}
        return name if name in written else f"?.{name}"

    def _imported(self, name: str, module: Value, member: str, node: ast.stmt) -> Value:
        inner = self.module(f"{name}.{member}", only_written=True, node=node)
        if isinstance(inner, Klass):
            return inner
        return attribute(self, module, member)

    def module(self, name: str, *, only_written: bool = False, node: Located | None = None) -> Value:
        """Return a module: one that is read, because a cell wrote it or it lies beside the notebook, or its name."""
        if self.written():
            known = self.names.fact(f"//{name}")
            if known is not None:
                return known
            plain = name.removeprefix("ipynb.fs.full.").removeprefix("ipynb.fs.defs.").replace(".", "/")
            for path in (f"{plain}.py", f"./{plain}.py", f"{plain}/__init__.py", f"{plain}.ipynb"):
                if path in self.written():
                    return self.load_file(path, name, node)
        return UNKNOWN if only_written else Ref(canonical(name))

    def load_file(self, path: str, name: str, node: Located | None = None) -> Klass:
        """Run a file in names of its own: one that a cell wrote, or one beside the notebook that ``node`` asks for."""
        outside = (self.scope, self.outer, self.package)
        self.scope = Root(self.journal)
        module = Klass(self.journal, name, (), None)
        self.names.establish(f"//{name}", module)
        body = self.names.fact(f"/{path}")
        try:
            if isinstance(body, Const) and isinstance(body.value, Fragment):
                self.run_python(body.value)
            elif isinstance(body, Const) and isinstance(body.value, tuple) and node is not None:
                self.outer = self.outer or (self.fragment, node)
                self.package = name if path.endswith("/__init__.py") else name.rpartition(".")[0]
                for part in body.value:
                    self.run_cell(part)
            module.put(self.scope.names)
        finally:
            self.scope, self.outer, self.package = outside
        return module

    def _assign(self, node: ast.Assign) -> None:
        value = self.evaluate(node.value)
        for target in node.targets:
            self.bind(target, value)

    def _annotated(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.bind(node.target, self.evaluate(node.value))

    def _augmented(self, node: ast.AugAssign) -> None:
        right = self.evaluate(node.value)
        if isinstance(node.op, ast.Add) and isinstance(node.target, ast.Name):
            self.bind(node.target, add(self.lookup(node.target.id), right))
        elif isinstance(node.op, ast.BitOr) and isinstance(right, Map) and isinstance(node.target, ast.Attribute):
            owner = self.evaluate(node.target)
            if isinstance(owner, Ref) and owner.name == "os.environ":
                for name, setting in right.items.items():
                    if isinstance(name, str):
                        environment_set(self, name, setting, node.target)
        elif isinstance(node.op, ast.BitOr) and isinstance(node.target, ast.Name):
            left = self.lookup(node.target.id)
            merged = (
                Map(self.journal, {**left.items, **right.items})
                if isinstance(left, Map) and isinstance(right, Map)
                else UNKNOWN
            )
            self.bind(node.target, merged)
        else:
            self.bind(node.target, UNKNOWN)

    def assign(self, name: str, value: Value) -> None:
        """Bind a name here, and outside where the function says that it is global."""
        if name in self.scope.outward:
            self.scope.root().send(name, value)
        self.scope.names[name] = value

    def bind(self, target: ast.expr, value: Value) -> None:
        """Assign a value to a name, an attribute, an item or a tuple of them."""
        if isinstance(target, ast.Name):
            self.assign(target.id, value)
        elif isinstance(target, ast.Tuple | ast.List):
            self._unpack(target.elts, value)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, Seq((value,)))
        elif isinstance(target, ast.Attribute):
            self._bind_attribute(target, value)
        elif isinstance(target, ast.Subscript):
            self._bind_item(target, value)

    def _unpack(self, targets: list[ast.expr], value: Value) -> None:
        for index, target in enumerate(targets):
            if isinstance(value, Seq) and len(value.items) == len(targets):
                self.bind(target, value.items[index])
            elif isinstance(value, AnyOf):
                key = Const(index)
                parts = [item(self, option, key, ast.Constant(index)) for option in value.options]
                self.bind(target, any_of(*parts))
            else:
                self.bind(target, element(value) if isinstance(value, Ref) else UNKNOWN)

    def _bind_attribute(self, target: ast.Attribute, value: Value) -> None:
        owner = self.evaluate(target.value)
        held = held_dict(owner) if isinstance(owner, Ref) else owner
        if isinstance(owner, Instance) and owner.fields is not None:
            owner.fields.put({target.attr: self._perhaps(owner.fields.items.get(target.attr), value)})
        elif isinstance(owner, Instance | Klass):
            klass = owner.klass if isinstance(owner, Instance) else owner
            known = klass.members.get(target.attr)
            certain = isinstance(owner, Klass) and not self.returned and not self.conditional
            klass.put({target.attr: value if known is None or certain else any_of(known, value)})
        elif isinstance(held, Map):
            held.put({target.attr: self._perhaps(held.items.get(target.attr), value)})
        elif isinstance(owner, Ref):
            name = f"{owner.name}.{target.attr}"
            self.patch(canonical(name), value)
            self._setting(name, value, target)
            if isinstance(value, Partial) and not owner.name.startswith("?."):
                value.use()
                self.invoke(value, Arguments(complete=False), value.node)

    def _perhaps(self, known: Value | None, value: Value) -> Value:
        """Return what is there after an assignment, which a branch may leave out."""
        return any_of(known, value) if known is not None and self.conditional else value

    def _setting(self, name: str, value: Value, target: ast.expr) -> None:
        """Note an attribute that is set as a call of ``name.__set__``, so that rules can see settings."""
        self.emit(Ref(f"{name}.__set__"), Arguments((Argument(value, self.fragment),)), target)

    def _bind_item(self, target: ast.Subscript, value: Value) -> None:
        owner = self.evaluate(target.value)
        key = self.evaluate(target.slice)
        if isinstance(owner, Map):
            if isinstance(key, Const) and isinstance(key.value, str | int | bool) and len(owner.items) < _MAPPED:
                owner.put({key.value: value})
            else:
                owner.spoil()
        elif isinstance(owner, Ref) and owner.name in {"builtins.globals()", "builtins.locals()"}:
            for name in strings(key):
                self.scope.names[name] = value
        elif isinstance(owner, Ref) and isinstance(key, Const) and isinstance(key.value, str):
            if owner.name == "os.environ":
                environment_set(self, key.value, value, target)
            elif owner.name == "sys.modules":
                self.names.establish(f"//{key.value}", None)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for decorator in node.decorator_list:
            self.evaluate(decorator)
        self.assign(node.name, self.define(node))

    def _return(self, node: ast.Return) -> None:
        value = self.evaluate(node.value) if node.value is not None else Const(None)
        if self.returned:
            self.returned[-1].append(value)

    def _outward(self, node: ast.Global | ast.Nonlocal) -> None:
        self.scope.outward.update(node.names)

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.scope.remove(target.id)
            else:
                self.evaluate(target)


_HANDLERS: dict[type[ast.AST], Callable[..., None]] = {
    ast.Expr: Statements._expression,  # noqa: SLF001 - the table of this class's own methods
    ast.Import: Statements._import,  # noqa: SLF001
    ast.ImportFrom: Statements._import_from,  # noqa: SLF001
    ast.Assign: Statements._assign,  # noqa: SLF001
    ast.AnnAssign: Statements._annotated,  # noqa: SLF001
    ast.AugAssign: Statements._augmented,  # noqa: SLF001
    ast.If: Statements.if_,
    ast.For: Statements.for_,
    ast.AsyncFor: Statements.for_,
    ast.While: Statements.while_,
    ast.With: Statements.with_,
    ast.AsyncWith: Statements.with_,
    ast.Try: Statements.try_,
    ast.TryStar: Statements.try_,
    ast.Match: Statements.match_,
    ast.FunctionDef: Statements._function,  # noqa: SLF001
    ast.AsyncFunctionDef: Statements._function,  # noqa: SLF001
    ast.ClassDef: Statements.define_class,
    ast.Return: Statements._return,  # noqa: SLF001
    ast.Global: Statements._outward,  # noqa: SLF001
    ast.Nonlocal: Statements._outward,  # noqa: SLF001
    ast.Delete: Statements._delete,  # noqa: SLF001
}
