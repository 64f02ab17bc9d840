"""The options that a call is given, wherever they stand: keywords, dictionaries handed on, pairs set one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.call import Call
from jupyter_mlsec.code.values import Const, Map, Ref, Seq, Value
from jupyter_mlsec.code.values import options as alternatives
from jupyter_mlsec.probes._notebook.folded import texts

_PLAIN = re.compile(r"[^a-z0-9]+")
_SETTERS = frozenset({"option", "config", "set", "setdefault", "__setitem__", "set_option", "putenv", "set_parameter"})
_DEPTH = 4
_PAIR = 2
OFF = frozenset({"0", "false", "no", "off", "none", "disable", "disabled", "n", "f", "cert_none", "never"})
ON = frozenset({"1", "true", "yes", "on", "enable", "enabled", "y", "t"})


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its name in small letters and digits only (``ssl_mode`` and ``sslMode`` are one), and its value."""

    name: str
    value: Value

    @property
    def off(self) -> bool:
        """Whether it may say no: ``False``, ``None``, ``"disable"``, ``0``."""
        return any(_says(each, OFF, truth=False) for each in alternatives(self.value))

    @property
    def on(self) -> bool:
        """Whether it may say yes."""
        return any(_says(each, ON, truth=True) for each in alternatives(self.value))

    @property
    def words(self) -> tuple[str, ...]:
        """Its texts in small letters; the last part of a name stands for it: ``ssl.CERT_NONE``."""
        names = (each.name.rpartition(".")[2].removesuffix("()") for each in alternatives(self.value)
                 if isinstance(each, Ref))  # fmt: skip
        return tuple(word.strip().lower() for word in (*texts(self.value), *names))


def plain_name(name: str) -> str:
    """Return an option's name as :class:`Option` has it."""
    return _PLAIN.sub("", name.lower())


def options_of(call: Call) -> Iterator[Option]:
    """Yield the options of a call, those in dictionaries that it is given among them."""
    arguments = call.arguments
    for keyword, argument in arguments.keywords.items():
        yield Option(plain_name(keyword), argument.value)
        yield from _inside(argument.value, _DEPTH)
    for argument in arguments.positional:
        yield from _inside(argument.value, _DEPTH)
    last = call.name.rpartition(".")[2]
    if last in _SETTERS and len(arguments.positional) == _PAIR:
        for name in texts(arguments.positional[0].value):
            yield Option(plain_name(name), arguments.positional[1].value)
    elif last == "__set__" and arguments.positional:
        yield Option(plain_name(call.name.rpartition(".__set__")[0].rpartition(".")[2]), arguments.positional[0].value)


def _inside(value: Value, depth: int) -> Iterator[Option]:
    for each in alternatives(value) if depth > 0 else ():
        if isinstance(each, Map):
            yield from _of_pairs(each.items.items(), depth)
        elif isinstance(each, Seq):
            pairs = [item.items for item in each.items if isinstance(item, Seq) and len(item.items) == _PAIR]
            yield from _of_pairs(((name, held) for key, held in pairs for name in texts(key)), depth)
            for item in each.items:
                yield from _inside(item, depth - 1)
        elif isinstance(each, Ref) and each.name == "builtins.dict()" and each.made is not None:
            yield from _of_pairs(((name, held.value) for name, held in each.made.keywords.items()), depth)


def _of_pairs(pairs: Iterable[tuple[object, Value]], depth: int) -> Iterator[Option]:
    for name, held in pairs:
        if isinstance(name, str):
            yield Option(plain_name(name), held)
        yield from _inside(held, depth - 1)


def _says(value: Value, words: frozenset[str], *, truth: bool) -> bool:
    if isinstance(value, Const):
        if isinstance(value.value, str):
            return value.value.strip().lower() in words
        return value.value is truth or (value.value is None and not truth) or _is_number(value.value, truth=truth)
    return isinstance(value, Ref) and value.name.rpartition(".")[2].lower() in words


def _is_number(value: object, *, truth: bool) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value == int(truth)
