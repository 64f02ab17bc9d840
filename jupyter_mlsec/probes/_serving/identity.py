"""Whether code asks who somebody is before it answers: by dependencies, decorators, layers in front, or by itself.

What a name says is believed only where its definition is not in the project: a function called ``verify`` that lets
everybody through asks nobody.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from jupyter_mlsec.probes._serving.credentials import (
    fetches,
    idle_parts,
    is_fetched,
    is_handed_on,
    must_be_shown,
    parameters_of,
    used_by,
)
from jupyter_mlsec.probes._serving.expressions import (
    answers_differ,
    called_on,
    elements,
    hooks,
    is_off,
    is_optional,
    last_name,
    stated,
)
from jupyter_mlsec.probes._serving.modules import Definition, Function
from jupyter_mlsec.probes._serving.permissions import lets_read, permissions, permits, reads_only
from jupyter_mlsec.probes._serving.services import Service
from jupyter_mlsec.probes._serving.signs import is_refusal, is_setup, login_kept, looks_at_who, opens, refuses
from jupyter_mlsec.probes._serving.vocabulary import asks_nobody, asks_who, hands_out

_DEEPEST = 4  # functions that call each other are followed so far
_SCHEMES = re.compile(r"(?:HTTP(?:Bearer|Basic|Digest|Authorization\w*)|OAuth2\w*|APIKey\w*|OpenIdConnect|JWTBearer)$")


@dataclass(frozen=True, slots=True, eq=False)
class Identity:
    """Answers for one service whether something in it asks who somebody is.

    ``strict``: that a key is asked for, and none compared, does not count.
    """

    service: Service
    strict: bool = False

    def route(self, node: Function, put: ast.expr | None) -> bool:
        """Tell whether a function that answers requests asks first."""
        decided = next((each for each in node.decorator_list if last_name(each) == "permission_classes"), None)
        if decided is not None and isinstance(decided, ast.Call) and decided.args:
            only_read = put is not None and "POST" not in ast.unparse(put).upper() and lets_read(decided)
            return self.guard(decided.args[0]) and not only_read
        for decorator in node.decorator_list:
            if decorator is put:
                if self._options(decorator):
                    return True
            elif last_name(decorator) != "authentication_classes" and self.guard(decorator):
                return True
        return self.parameters(node) or self._by_itself(node) or self._class_of(node)

    def _by_itself(self, node: Function) -> bool:
        """Tell whether a function that answers looks at who asks, and answers not everybody the same."""
        return self.body(node) and self._may_refuse(node)

    def guard(self, node: ast.expr, depth: int = 0) -> bool:
        """Tell whether something put in front asks: a decorator, a dependency, a layer, a list of them.

        What nobody knows here counts as asking unless its name speaks of something else.
        """
        match node:
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
                found = any(self.guard(each, depth) for each in parts)
            case ast.Starred(value=value):
                found = self.guard(value, depth)
            case ast.BinOp(left=left, right=right):
                found = self.guard(left, depth) or self.guard(right, depth)
            case ast.Constant(value=value):
                found = isinstance(value, str) and asks_who(value)
            case _ if opens(node) or is_off(node):
                found = False
            case ast.Call():
                found = not is_optional(node) and self._called(node, depth)
            case ast.Subscript(slice=inner):
                found = any(self.guard(each, depth) for each in elements(inner) if isinstance(each, ast.Call))
            case _:
                found = self._named(last_name(node), depth)
        return found

    def _called(self, node: ast.Call, depth: int) -> bool:
        inner = [*node.args, *(each.value for each in node.keywords)]
        name = last_name(node.func)
        if name in {"Depends", "Security", "Middleware", "Provide", "partial", "Annotated", "use", "Use"}:
            return bool(inner) and self._dependency(inner[0], depth)
        if fetches(node):
            return not self.strict and must_be_shown(node)  # it asks for a key, and takes any
        if _SCHEMES.search(name):
            return must_be_shown(node)
        given = (last_name(each) for each in inner if isinstance(each, (ast.Name, ast.Attribute)))
        return self._named(name, depth) or any(self._named(each, depth) for each in given)

    def layer(self, node: ast.expr) -> bool:
        """Tell whether something that sits in front of all routes asks; what nobody knows does, unless named so."""
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return any(self.layer(each) for each in node.elts)
        if is_off(node) or opens(node):
            return False
        if isinstance(node, ast.Call) and last_name(node.func) in {"Middleware", "DefineMiddleware", "Beforeware"}:
            return any(self.layer(each) for each in node.args[:1])
        name = last_name(node.func if isinstance(node, ast.Call) else node)
        known = self.service.definition(name)
        if known is not None:
            return self.asks(known)
        assigned = self.service.given(name)
        if assigned is not None:
            return self.layer(assigned)
        return asks_who(name) or (bool(name) and not asks_nobody(name) and not isinstance(node, ast.Constant))

    def asks(self, known: Definition, depth: int = 0) -> bool:
        """Tell whether a function, or a method of a class, asks who somebody is."""
        if isinstance(known, ast.ClassDef):
            bases = (last_name(each) for each in known.bases)
            if self._stated(known, depth + 1):
                return True
            return any(self.asks(each, depth) for each in known.body if isinstance(each, Function)) or any(
                self._named(base, depth + 1) for base in bases if base != known.name
            )
        return self.parameters(known, depth) or (self.body(known, depth) and self._may_refuse(known))

    def _may_refuse(self, known: Function) -> bool:
        """Tell whether a function that looks at who asks may do something else than let everybody through."""
        idle = idle_parts(known)
        if answers_differ(known, idle):
            return True
        inner = (each for each in ast.walk(known) if each is not known)
        return any(id(each) not in idle and self._refuses(each, known) for each in inner)

    def _refuses(self, node: ast.AST, known: Function) -> bool:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return answers_differ(node)
            case ast.Call(func=function):
                name = last_name(function)
                other = self.service.definition(name)
                if other is None:
                    on = called_on(function)
                    if is_handed_on(node):
                        return True
                    return refuses(name) or asks_who(name) or (asks_who(on) and on != "hmac")
                return other is not known and isinstance(other, Function) and self.asks(other, _DEEPEST - 1)
        return is_refusal(node)

    def parameters(self, node: Function, depth: int = 0) -> bool:
        """Tell whether a function is given what a dependency found out about somebody, or what it looks at itself."""
        for name, parts in parameters_of(node):
            shown = next((found for each in parts if (found := self._fetched(each, depth)) is not None), None)
            if shown is None:
                if any(self._injected(each, depth) for each in parts):
                    return True
            elif self._minds(node, name, depth) or (depth == 0 and not self.strict and must_be_shown(shown)):
                return True
        return False

    def _fetched(self, node: ast.expr, depth: int) -> ast.expr | None:
        """Return what a parameter is filled by where that is a credential as somebody showed it; None for others."""
        for each in ast.walk(node):
            if isinstance(each, ast.Call) and last_name(each.func) in {"Depends", "Security"}:
                given = each.args[0] if each.args else None
                if given is None:
                    return next(
                        (part for part in ast.walk(node) if isinstance(part, ast.Name) and is_fetched(part)), None
                    )
                known = given if isinstance(given, ast.Call) else self.service.given(last_name(given))
                return known if known is not None and fetches(known) else None
        assigned = self.service.given(last_name(node)) if isinstance(node, (ast.Name, ast.Attribute)) else None
        if assigned is not None:
            return self._fetched(assigned, depth + 1) if depth < _DEEPEST else None
        return node if isinstance(node, (ast.Name, ast.Attribute)) and is_fetched(node) else None

    def _minds(self, node: Function, name: str, depth: int) -> bool:
        """Tell whether a function does something with a credential by which somebody may be refused."""
        idle = idle_parts(node)
        for each in used_by(node, name):
            if id(each) in idle:
                continue
            known = self.service.definition(last_name(each.func)) if isinstance(each, ast.Call) else node
            if isinstance(each, ast.Call) and (known is None or known is node or isinstance(known, ast.ClassDef)):
                return True
            if isinstance(known, Function) and depth < _DEEPEST and self._may_refuse(known):
                return True
        return False

    def body(self, node: Function, depth: int = 0) -> bool:
        """Tell whether a function may refuse somebody, or asks something that may."""
        given = {each.arg for each in (*node.args.posonlyargs, *node.args.args) if not self._is_content(each)}
        given |= {"request", "req", "self"}
        return any(self._looks(inner, given, depth, node) for statement in node.body for inner in ast.walk(statement))

    def _is_content(self, argument: ast.arg) -> bool:
        """Tell whether a parameter is what somebody sends, in a class of the project: its ``user`` is a field."""
        known = None if argument.annotation is None else self.service.definition(last_name(argument.annotation))
        return isinstance(known, ast.ClassDef)

    def _looks(self, node: ast.AST, given: set[str], depth: int, outer: Function) -> bool:
        if not isinstance(node, ast.Call):
            return looks_at_who(node, given)
        if (kept := login_kept(node)) is not None:
            return kept
        name = last_name(node.func)
        if name in {"compare_digest", "verify_signature"}:
            return True
        known = self.service.definition(name)
        if known is None or known is outer:
            return (asks_who(name) or asks_who(called_on(node.func))) and not is_setup(name)
        return depth < _DEEPEST and isinstance(known, Function) and self.asks(known, depth + 1)

    def _options(self, put: ast.expr) -> bool:
        """Tell whether the decorator that makes a route names what guards it."""
        if not isinstance(put, ast.Call):
            return False
        for each in put.keywords:
            if each.arg in {"dependencies", "guards", "middleware", "middlewares", "permission", "apply", "on_request"}:
                if self.guard(each.value):
                    return True
            elif each.arg == "auth_level":
                return not opens(each.value)
            elif each.arg and asks_who(each.arg) and not is_off(each.value) and each.arg != "operation_id":
                return True
        return False

    def _injected(self, node: ast.expr, depth: int) -> bool:
        for each in ast.walk(node):
            if isinstance(each, ast.Call) and last_name(each.func) in {"Depends", "Security"}:
                if not each.args and not each.keywords:
                    return asks_who(ast.unparse(node)) and self._fetched(node, depth) is None
                if self.guard(each, depth):
                    return True
        name = last_name(node)
        if not isinstance(node, (ast.Name, ast.Attribute)):
            return False
        assigned = self.service.given(name)  # ``User = Annotated[str, Depends(who)]``
        if assigned is not None:
            return depth < _DEEPEST and self._injected(assigned, depth + 1)
        return not is_fetched(node) and (
            name.endswith(("CurrentUser", "CurrentUserDep", "Authorization"))
            or (asks_who(name) and self.service.definition(name) is None)
        )

    def _dependency(self, node: ast.expr, depth: int) -> bool:
        name = last_name(node.func if isinstance(node, ast.Call) else node)
        known = self.service.definition(name)
        if known is not None:
            return depth < _DEEPEST and self.asks(known, depth + 1)
        assigned = self.service.given(name)
        if assigned is not None and depth < _DEEPEST:
            return self.guard(assigned, depth + 1)
        if isinstance(node, ast.Call) and _SCHEMES.search(name):
            return self.guard(node, depth)
        if isinstance(node, ast.Lambda):
            return False
        return bool(name) and not hands_out(name)

    def _named(self, name: str, depth: int) -> bool:
        if not name:
            return False
        known = self.service.definition(name)
        if known is not None:
            return depth < _DEEPEST and self.asks(known, depth + 1)
        assigned = self.service.given(name)
        if assigned is not None and depth < _DEEPEST and not asks_who(name):
            return self.guard(assigned, depth + 1)
        return asks_who(name)

    def _stated(self, owner: ast.ClassDef, depth: int, method: str = "post") -> bool:
        """Tell whether what a class sets for its methods asks; permissions decide where they are set."""
        decided = permissions(owner)
        if decided is not None:
            return self.guard(decided, depth) and not (reads_only(method) and lets_read(decided))
        return any(self.guard(each, depth) for each in stated(owner))

    def _class_of(self, node: Function) -> bool:
        """Tell whether the class of a method asks for all its methods: by decorators, bases, settings, a hook."""
        owner = self.service.homes.get(node)
        if owner is None:
            return False
        if any(self.guard(each) for each in (*owner.decorator_list, *owner.bases)) and not permits(owner):
            return True
        return self._stated(owner, 0, node.name) or any(
            self.parameters(each) or self.body(each) for each in hooks(owner)
        )
