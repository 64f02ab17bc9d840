"""Keys, salts and initial vectors: written down where everybody reads them, or drawn so that they can be foretold."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.code.call import Call
from jupyter_mlsec.code.program import Program
from jupyter_mlsec.code.values import Argument, Arguments, Const, Ref, Value, options
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.cells import nodes_of
from jupyter_mlsec.probes._notebook.ciphers import is_cryptography
from jupyter_mlsec.probes._notebook.deeds import fits
from jupyter_mlsec.probes._notebook.options import plain_name

_WRITTEN = "a key, salt or initial vector that is written down"
_GUESSED = "a secret made of numbers that can be foretold"
_FIXED = frozenset({
    "base64.b64decode()", "base64.b64encode()", "base64.urlsafe_b64decode()", "base64.urlsafe_b64encode()",
    "binascii.unhexlify()", "builtins.bytearray()", "builtins.bytes()", "builtins.bytes.fromhex()", "builtins.str()",
    "codecs.decode()",
})  # fmt: skip
_DIGESTS = re.compile(r"hashlib\.\w+\(\)\.(?:hex)?digest\(\)|builtins\.int\.to_bytes\(\)")
_WORDS = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_GENERATORS = re.compile(
    r"(?:random|np\.random|numpy\.random|rnd|rng)"
    r"\.(?:choices?|getrandbits|randbytes|bytes|randint|sample|randrange|random)"
)
_PUT_TOGETHER = re.compile(r"join|bytes|hex|string\.|ascii|getrandbits|chr\(|encode|b64|str\(|:0?\d*[xd]\}")


def key_material(program: Program, trees: list[ast.Module]) -> Iterator[str]:
    """Yield how a secret is weak: written into a cell, or drawn by a generator for simulations."""
    fixed = _fixed_names(trees)
    for call in program.calls:
        for argument in _secret_arguments(call):
            yield from _weak(argument, fixed)
    for tree in trees:
        yield from _foretold(tree)


def _secret_arguments(call: Call) -> Iterator[Argument]:
    name, positional = call.name.removeprefix("?."), call.arguments.positional
    for place in sorted(words("ciphers", "secret_places")):
        pattern, _, position = place.rpartition(":")
        if int(position) < len(positional) and fits(pattern, name):
            yield positional[int(position)]
    if is_cryptography(call):
        for keyword, argument in call.arguments.keywords.items():
            if plain_name(keyword) in words("ciphers", "secret_options"):
                yield argument


def _weak(argument: Argument, fixed: set[str]) -> Iterator[str]:
    node = argument.node
    known = isinstance(node, ast.Name) and node.id in fixed
    if known or _is_fixed_node(node) or any(_is_fixed(option) for option in options(argument.value)):
        yield _WRITTEN
    elif any(isinstance(option, Ref) and option.name.startswith(_foretelling()) for option in options(argument.value)):
        yield _GUESSED


def _foretelling() -> tuple[str, ...]:
    return tuple(sorted(words("ciphers", "foretold")))


def _is_fixed(value: Value, depth: int = 4) -> bool:
    if isinstance(value, Const):
        return isinstance(value.value, (str, bytes)) and bool(value.value)
    return (
        depth > 0 and isinstance(value, Ref) and value.made is not None and _is_made_of_fixed(value, value.made, depth)
    )


def _is_made_of_fixed(value: Ref, made: Arguments, depth: int) -> bool:
    if value.name in {"os.environ.get()", "os.getenv()"}:
        default = made.find("default", 1)
        return default is not None and all(_is_fixed(each, depth - 1) for each in options(default))
    if value.name in {"os.environ.get().encode()", "os.getenv().encode()"} and isinstance(value.base, Ref):
        return _is_fixed(value.base.base if value.base.made is None and value.base.base else value.base, depth - 1)
    if value.name in _FIXED or _DIGESTS.fullmatch(value.name):
        given = [*made.values(), *_makers(value)]
        return bool(given) and all(
            (isinstance(each, Const) and each.value is not None) or _is_fixed(each, depth - 1) for each in given
        )
    return False


def _makers(value: Ref) -> Iterator[Value]:
    """Yield what the object was made of whose method gave a value: ``sha256(b"x").digest()``."""
    base = value.base
    if isinstance(base, Ref) and base.made is not None:
        yield from base.made.values()
    elif isinstance(base, Ref) and isinstance(base.base, Ref) and base.base.made is not None:
        yield from base.base.made.values()


def _is_fixed_node(node: ast.expr | None) -> bool:
    """Tell whether an expression is bytes that are put together of constants: ``b"0" * 16``."""
    if not isinstance(node, ast.BinOp):
        return False
    leaves = [each for each in ast.walk(node) if isinstance(each, (ast.Constant, ast.Name, ast.Call, ast.Attribute))]
    return all(isinstance(each, ast.Constant) for each in leaves) and any(
        isinstance(each, ast.Constant) and isinstance(each.value, (bytes, str)) for each in leaves
    )


def _fixed_names(trees: list[ast.Module]) -> set[str]:
    """Return the names that hold bytes which are put together of constants."""
    found: set[str] = set()
    for tree in trees:
        for node in nodes_of(tree):
            if isinstance(node, ast.Assign) and _is_fixed_node(node.value):
                found.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return found


def _foretold(tree: ast.Module) -> Iterator[str]:
    """Yield secrets that are drawn from a generator for simulations: ``token = "".join(random.choices(…))``."""
    for node in nodes_of(tree):
        targets = node.targets if isinstance(node, ast.Assign) else ()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and _is_secret(node.name):
            returned = (each.value for each in ast.walk(node) if isinstance(each, ast.Return) and each.value)
            if any(_draws(each) for each in returned):
                yield _GUESSED
        if any(isinstance(target, ast.Name) and _is_secret(target.id) for target in targets) and _draws(node.value):  # type: ignore[attr-defined]
            yield _GUESSED


def _is_secret(name: str) -> bool:
    parts = [each.lower() for each in _WORDS.findall(_CAMEL.sub("_", name))]
    return any(part in words("ciphers", "secret_names") for part in parts)


def _draws(node: ast.expr) -> bool:
    """Tell whether an expression is made of bytes or letters that a simulation's generator drew."""
    return any(
        isinstance(each, ast.Call) and _GENERATORS.fullmatch(ast.unparse(each.func)) for each in ast.walk(node)
    ) and bool(_PUT_TOGETHER.search(ast.unparse(node)))
