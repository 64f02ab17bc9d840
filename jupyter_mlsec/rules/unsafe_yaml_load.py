"""YAML's full and unsafe loaders make any Python object that the document names.

What it sees: `yaml.load` and `yaml.load_all` without a safe loader, `unsafe_load`, `full_load` (PyYAML before 5.4 ran
code there too), the classes `Loader`, `UnsafeLoader` and `FullLoader`, and ruamel's `YAML(typ="unsafe")`.

Exploit: a config file with `!!python/object/apply:os.system ["…"]` runs a command when it is read.

Use instead:

```python
yaml.safe_load(stream)
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.values import Klass, Ref, Value, names, options, strings
from jupyter_mlsec.model.rule import Edit, Family, Fix, Hit, Severity

_UNSAFE = ("UnsafeLoader", "CUnsafeLoader", "Loader", "CLoader")
_FULL = ("FullLoader", "CFullLoader", "full_load", "full_load_all")
_RENAMED = frozenset({"load", "load_all", "unsafe_load", "unsafe_load_all", "full_load", "full_load_all"})
_FULL_IS_SAFE = (5, 4)


def _check(call: Call) -> Iterator[Hit]:
    last = call.name.rpartition(".")[2]
    if call.escaped and last.endswith("Loader"):
        return  # the class is handed to yaml.load, which is reported itself
    if call.name.startswith("ruamel.yaml.YAML()"):
        yield from _ruamel(call)
    elif last.startswith("unsafe_load") or last in _UNSAFE:
        yield call.hit(fixes=_safe_load(call))
    elif last in _FULL:
        yield from _full(call)
    elif last in {"load", "load_all"}:
        yield from _load(call)


def _load(call: Call) -> Iterator[Hit]:
    loader = call.argument("Loader", 1)
    if loader is None:
        if call.arguments.complete or call.escaped:
            message = "yaml.load without a loader can make any Python object"
            yield call.hit(message, severity=Severity.MEDIUM, fixes=_safe_load(call))
        return
    kinds = {_kind(option) for option in options(loader)}
    if kinds & set(_UNSAFE):
        yield call.hit(fixes=_loader_fix(call))
    elif kinds & set(_FULL):
        yield from _full(call)


def _kind(loader: Value) -> str:
    """Return the last name of a loader, or of the loader that a class of the notebook extends."""
    while isinstance(loader, Klass) and loader.bases:
        loader = loader.bases[0]
    return loader.name.rpartition(".")[2] if isinstance(loader, Ref) else ""


def _full(call: Call) -> Iterator[Hit]:
    version = call.version("pyyaml")
    severity = Severity.LOW if version is not None and version >= _FULL_IS_SAFE else Severity.MEDIUM
    message = "before PyYAML 5.4 the full loader could run code"
    yield call.hit(message, severity=severity, fixes=_loader_fix(call) or _safe_load(call))


def _ruamel(call: Call) -> Iterator[Hit]:
    made = call.base.made if isinstance(call.base, Ref) else None
    kind = made.find("typ", 0) if made else None
    if "unsafe" in {*strings(kind)}:
        yield call.hit("ruamel's unsafe YAML makes any Python object that the document names")


def _loader_fix(call: Call) -> tuple[Fix, ...]:
    """Name the safe loader where the unsafe one is written as an attribute (``yaml.Loader``)."""
    argument = call.arguments.keywords.get("Loader")
    if argument is None and len(call.arguments.positional) > 1:
        argument = call.arguments.positional[1]
    if argument is None or not isinstance(argument.node, ast.Attribute):
        return ()
    if not any(name.startswith("yaml.") for name in names(argument.value)) or not call.fragment.exact:
        return ()
    end = call.fragment.inner(argument.node)[1]
    span = call.fragment.at(end - len(argument.node.attr), end)
    return (Fix("use the safe loader", (Edit(call.text, span, "SafeLoader"),), safe=False),)


def _safe_load(call: Call) -> tuple[Fix, ...]:
    """Call ``safe_load`` in place of another function, where that function's name is written."""
    if not isinstance(call.node, ast.Call) or not isinstance(call.node.func, ast.Attribute) or call.outer is not None:
        return ()
    name = call.node.func.attr
    if name not in _RENAMED or not call.fragment.exact or not call.name.startswith("yaml."):
        return ()
    end = call.fragment.inner(call.node.func)[1]
    span = call.fragment.at(end - len(name), end)
    edit = Edit(call.text, span, "safe_load_all" if name.endswith("_all") else "safe_load")
    return (Fix("use the safe loader", (edit,), safe=False),)


RULE = CallRule(
    name="unsafe-yaml-load",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="this YAML loader makes any Python object that the document names",
    remedy="Use yaml.safe_load.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000",),
    functions=(
        "yaml.load",
        "yaml.load_all",
        "yaml.unsafe_load",
        "yaml.unsafe_load_all",
        "yaml.full_load",
        "yaml.full_load_all",
        "yaml.UnsafeLoader",
        "yaml.Loader",
        "yaml.CLoader",
        "yaml.FullLoader",
        "ruamel.yaml.load",
        "ruamel.yaml.load_all",
        "ruamel.yaml.unsafe_load",
        "ruamel.yaml.YAML().load",
        "ruamel.yaml.YAML().load_all",
        "oyaml.load",
    ),
    check=_check,
)
