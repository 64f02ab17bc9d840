"""What a value may be as text or number, as far as that is known without running anything."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.values import Built, Const, Map, Ref, Seq, Value, options

GAP = "…"  # stands for a part of a text that is not known
_ENVIRONMENT = frozenset({"os.environ.get()", "os.getenv()", "os.environ.setdefault()"})
_JOINED = frozenset({"urllib.parse.urljoin()"})
_MOST = 16  # alternatives of one text
_DEPTH = 6


def texts(value: Value | None, depth: int = _DEPTH) -> tuple[str, ...]:
    """Return each text that a value may be; parts that nobody knows are ``…``. Nothing where nothing is known.

    What an environment variable is unless somebody sets it counts: it is what a stranger's machine uses.
    """
    found: list[str] = []
    for option in options(value):
        found.extend(_texts(option, depth))
    return tuple(dict.fromkeys(found))[:_MOST]


def _texts(value: Value, depth: int) -> Iterator[str]:
    if depth <= 0:
        return
    if isinstance(value, Const):
        if isinstance(value.value, str):
            yield value.value
        elif isinstance(value.value, bytes):
            yield value.value.decode("utf-8", errors="replace")
    elif isinstance(value, Built):
        whole = [""]
        for part in value.parts:
            known = texts(part, depth - 1) or (GAP,)
            whole = [begin + end for begin in whole for end in known][:_MOST]
        yield from whole
    elif isinstance(value, Ref):
        yield from _of_call(value, depth)


def _of_call(value: Ref, depth: int) -> Iterator[str]:
    if value.made is None:
        return
    if value.name in _ENVIRONMENT:
        yield from texts(value.made.find("default", 1), depth - 1)
    elif value.name in _JOINED:
        for base in texts(value.made.find("base", 0), depth - 1):
            yield f"{base}{GAP}"


def all_texts(value: Value | None, depth: int = _DEPTH) -> Iterator[str]:
    """Yield the texts of a value and of everything that it holds: elements, keys' values."""
    for option in options(value):
        yield from texts(option, depth)
        if depth <= 0:
            continue
        if isinstance(option, Seq):
            for item in option.items:
                yield from all_texts(item, depth - 1)
        elif isinstance(option, Map):
            for item in option.items.values():
                yield from all_texts(item, depth - 1)


def numbers(value: Value | None) -> tuple[float, ...]:
    """Return each number that a value may be; truth values are none, ``float("inf")`` is one."""
    found: list[float] = []
    for option in options(value):
        if isinstance(option, Const) and isinstance(option.value, (int, float)) and not isinstance(option.value, bool):
            found.append(float(option.value))
        elif isinstance(option, Ref):
            found.extend(_infinite(option))
    return tuple(dict.fromkeys(found))


def _infinite(value: Ref) -> Iterator[float]:
    if value.name.removeprefix("?.") in {"math.inf", "numpy.inf", "np.inf", "numpy.Inf", "torch.inf"}:
        yield float("inf")
    elif value.name == "builtins.float()" and value.made is not None:
        for text in texts(value.made.find("", 0)):
            if text.strip().lower().lstrip("+") in {"inf", "infinity"}:
                yield float("inf")
