"""What a route says about what it is sent by the types of its parameters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.probes._serving.modules import Function

BOUNDS = re.compile(
    r"\b(?:ge|gt|le|lt|min_length|max_length|min_items|max_items|pattern|regex|multiple_of|conint|confloat|constr|conlist)\b"
    r"|Literal\[|Enum\b|field_validator|validator\(|model_validator|\b(?:Positive|Negative|NonNegative)\w+|validate\."
    r"|\b(?:Annotated\[.*(?:Field|Shape|DType|Meta|Len|Gt|Ge|Lt|Le|Interval)\()"
)
_FILLED_IN = frozenset(
    {"background_tasks", "cls", "context", "ctx", "request", "req", "response", "self", "headers", "websocket"}
)
_INJECTED = re.compile(
    r"\b(?:Cookie|Depends|Header|Security|Request|Response|WebSocket|State|BackgroundTasks|Context)\b"
)
_UPLOADS = re.compile(r"\bUploadFile\b|\bUploadedFile\b|\bFile\(")
_LOOSE = frozenset({"", "Any", "dict", "Dict", "list", "List", "object", "bytes", "str", "JSON", "Mapping", "JSONDict"})
_TABLES = frozenset({"ndarray", "NDArray", "ArrayLike", "DataFrame", "Series", "Tensor", "Array", "Image", "LazyFrame"})
_SCALARS = frozenset({"int", "float", "Decimal"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a route. ``outer`` is its type's name, ``inner`` what stands in that one's brackets.

    ``said`` is all that is written about it: the whole annotation and the default.
    """

    name: str
    outer: str
    inner: str
    said: str

    @property
    def bounded(self) -> bool:
        """Whether something about it says which values are right."""
        return BOUNDS.search(self.said) is not None

    @property
    def uploaded(self) -> bool:
        """Whether it is a file that somebody sends."""
        return _UPLOADS.search(self.said) is not None

    @property
    def loose(self) -> bool:
        """Whether its type lets anything in: a plain mapping, an array of any shape, a file of any size."""
        return not self.bounded and (
            (self.outer in _LOOSE and not self.inner) or self.outer in _TABLES or self.uploaded
        )

    @property
    def endless(self) -> bool:
        """Whether it is a number without ends, or a list or mapping of such."""
        return not self.bounded and (self.outer in _SCALARS or (self.outer in _LOOSE and bool(self.inner)))


def parameters(route: Function) -> Iterator[Parameter]:
    """Yield the parameters of a route that hold what somebody sends; what a framework fills in is left out."""
    positional = [*route.args.posonlyargs, *route.args.args]
    defaults: list[ast.expr | None] = [*[None] * (len(positional) - len(route.args.defaults)), *route.args.defaults]
    pairs = [*zip(positional, defaults, strict=True), *zip(route.args.kwonlyargs, route.args.kw_defaults, strict=True)]
    for argument, default in pairs:
        annotation = argument.annotation
        said = " ".join(ast.unparse(each) for each in (annotation, default) if each is not None)
        if argument.arg not in _FILLED_IN and not _INJECTED.search(said):
            yield Parameter(argument.arg, *_type(annotation), said)


def _type(annotation: ast.expr | None) -> tuple[str, str]:
    """Return a type's name and what stands in its brackets: ``Annotated[list[float], …]`` -> list, float."""
    match annotation:
        case None:
            return "", ""
        case ast.Constant(value=str(text)):
            outer, _, inner = text.partition("[")
            return outer.rpartition(".")[2], inner.rstrip("]")
        case ast.Subscript(value=value, slice=inside):
            name = ast.unparse(value).rpartition(".")[2]
            if name in {"Annotated", "Optional"}:
                return _type(inside.elts[0] if isinstance(inside, ast.Tuple) and inside.elts else inside)
            return name, ast.unparse(inside)
        case ast.BinOp(left=left, op=ast.BitOr()):
            return _type(left)
        case _:
            return ast.unparse(annotation).rpartition(".")[2], ""
