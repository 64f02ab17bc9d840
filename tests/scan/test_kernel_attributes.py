"""Attributes as a kernel has them, read without running anything of the person's: traps count who touches them."""

from __future__ import annotations

import functools
import io
import json
import pickle
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from jupyter_mlsec.scan.kernel_attributes import attributes
from jupyter_mlsec.scan.kernel_names import forget_namespaces, found, identity
from jupyter_mlsec.scan.kernel_probe import answer

touched: list[str] = []


class Trap(type):
    """A metaclass all of whose doors are wired."""

    def __getattribute__(cls, name: str) -> Any:
        touched.append(f"metaclass {name}")
        return super().__getattribute__(name)

    def __eq__(cls, other: object) -> bool:
        touched.append("metaclass ==")
        return cls is other

    def __hash__(cls) -> int:
        touched.append("metaclass hash")
        return 1

    def __instancecheck__(cls, instance: object) -> bool:
        touched.append("isinstance")
        return True

    @property
    def load(cls) -> object:
        touched.append("property of the metaclass")
        return pickle.load


class Wired(metaclass=Trap):
    """An object all of whose doors are wired, too."""

    def __getattribute__(self, name: str) -> Any:
        touched.append(f"object {name}")
        return object.__getattribute__(self, name)

    def __eq__(self, other: object) -> bool:
        touched.append("==")
        return True

    def __hash__(self) -> int:
        touched.append("hash")
        return hash("load")

    def __repr__(self) -> str:
        touched.append("repr")
        return "Wired()"

    def __bool__(self) -> bool:
        touched.append("bool")
        return True

    def __len__(self) -> int:
        touched.append("len")
        return 1


class Asking:
    """Answers by code of its own."""

    def __getattr__(self, name: str) -> Any:
        touched.append(f"__getattr__ {name}")
        return pickle.load

    @property
    def prop(self) -> object:
        touched.append("property")
        return pickle.load

    @functools.cached_property
    def cached(self) -> object:
        touched.append("cached property")
        return pickle.load


class Name(str):
    """A key that is no plain string."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        touched.append("key ==")
        return str.__eq__(self, other)

    def __hash__(self) -> int:
        touched.append("key hash")
        return str.__hash__(self)


class Plain:
    """A class as people write it."""

    static = staticmethod(pickle.load)
    bound = classmethod(functools.partial)  # type: ignore[var-annotated]  # no function of anybody's
    join = str.join

    def load(self) -> None:
        """Do nothing."""


@pytest.fixture(autouse=True)
def _untouched() -> Iterator[None]:
    forget_namespaces()
    touched.clear()
    yield
    assert touched == []


def told(namespace: dict[str, Any], *names: str) -> dict[str, str | None]:
    forget_namespaces()
    return {path: identity(value) for path, value in attributes(namespace, names).items()}


def test_a_function_of_a_module_that_is_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told({"json": json}, "json", "load", "json.load") == {}
    monkeypatch.setattr(json, "load", pickle.load)
    for namespace in ({"json": json}, {"j": json}, {}):
        names = ("j", "load", "j.load") if "j" in namespace else ("json", "load")
        assert told(namespace, *names) == {"json.load": "pickle.load"}
    assert told({"json": json}, "json", "dumps", "json.dumps") == {}


def test_a_module_that_is_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "json", pickle)
    assert told({}, "json", "load", "loads", "os", "path") == {"json.load": "pickle.load", "json.loads": "pickle.loads"}
    fake = ModuleType("json")
    fake.load = pickle.load  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "json", fake)
    assert told({}, "json", "load") == {"json.load": "pickle.load"}
    monkeypatch.setitem(sys.modules, "json", Plain)  # Python takes whatever stands there
    assert told({}, "json", "static") == {"json.static": "pickle.load"}
    assert told({"mine": fake}, "mine", "load") == {"mine.load": "pickle.load"}


def test_modules_in_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    import os.path

    monkeypatch.setattr(os.path, "join", os.system)
    assert told({"os": os}, "os", "path", "join") == {"os.path.join": "os.system"}


def test_a_module_in_a_module_that_somebody_has_put_there(monkeypatch: pytest.MonkeyPatch) -> None:
    import concurrent.futures

    monkeypatch.setattr(concurrent, "futures", pickle)
    names = ("concurrent", "futures", "load")
    assert told({}, *names) == {"concurrent.futures.load": "pickle.load"}


def test_names_of_one_package_for_the_same_thing_are_nothing_new() -> None:
    import collections
    import concurrent.futures
    import os

    names = (
        "os",
        "path",
        "join",
        "open",
        "fspath",
        "collections",
        "OrderedDict",
        "abc",
        "concurrent",
        "futures",
        "Future",
    )
    assert told({"os": os, "collections": collections, "concurrent": concurrent}, *names) == {}


@pytest.mark.parametrize(
    ("value", "name", "expected"),
    [
        (Plain(), "load", {}),
        (Plain(), "static", {"x.static": "pickle.load"}),
        (Plain(), "bound", {"x.bound": "functools.partial"}),
        (Plain(), "join", {}),
        (Plain, "static", {"x.static": "pickle.load"}),
        (pickle.Unpickler, "load", {}),
        ("text", "join", {}),
        (3, "real", {}),
        (None, "load", {}),
    ],
)
def test_attributes_of_objects(value: object, name: str, expected: dict[str, str]) -> None:
    assert told({"x": value}, "x", name, f"x.{name}") == expected


def test_an_attribute_of_an_instance_goes_before_that_of_its_class() -> None:
    one = Plain()
    one.load = pickle.load  # type: ignore[method-assign,assignment]
    assert told({"x": one}, "x.load") == {"x.load": "pickle.load"}
    one.inner = Plain()  # type: ignore[attr-defined]
    one.inner.load = pickle.loads  # type: ignore[attr-defined]
    assert told({"x": one}, "x.inner.load") == {"x.inner.load": "pickle.loads"}


def test_a_method_of_a_class_that_somebody_has_put_there(monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path

    monkeypatch.setattr(Path, "read_bytes", pickle.load)
    assert told({"p": Path()}, "p.read_bytes", "p.write_bytes") == {"p.read_bytes": "pickle.load"}
    assert told({"Path": Path}, "Path.read_bytes") == {"Path.read_bytes": "pickle.load"}


def test_what_has_doors_of_its_own_is_unknown_and_untouched() -> None:
    fake = ModuleType("fake")
    vars(fake)["load"] = Wired()
    vars(fake)["__getattr__"] = touched.append
    namespace = {"a": Wired(), "b": Wired, "c": Asking(), "fake": fake}
    names = [
        f"{name}.{attribute}" for name in namespace for attribute in ("load", "prop", "cached", "other", "__dict__")
    ]
    assert told(namespace, *namespace, "load", "other", *names) == {}
    assert touched == []
    facts = answer(namespace, [*namespace, "load", "prop", *names], [])
    assert facts["names"] == {
        "a": f"{__name__}.Wired()",
        "b": f"{__name__}.Wired",
        "c": f"{__name__}.Asking()",
        "fake": "fake",
    }


def test_a_namespace_with_keys_of_its_own_is_not_looked_into() -> None:
    module = ModuleType("odd")
    vars(module)[Name("load")] = pickle.load
    namespace = {"odd": module, "load": pickle.load}
    touched.clear()  # making it has hashed the key
    assert told(namespace, "odd", "load", "odd.load") == {}
    one = Plain()
    vars(one)[Name("load")] = pickle.load
    touched.clear()
    assert told({"x": one}, "x", "load", "x.load") == {}
    odd = {Name("json"): json, "x": pickle.load}
    touched.clear()
    assert answer(odd, ["json", "x", "x.load"], [])["names"] == {}


def test_a_name_of_a_module_or_a_class_that_is_no_string_is_none() -> None:
    module = ModuleType("m")
    vars(module)["__name__"] = Wired()
    odd = type("Odd", (), {"__module__": Wired()})
    touched.clear()
    assert [identity(module), identity(odd), identity(odd())] == [None, None, None]


def test_a_method_is_what_it_is_bound_to() -> None:
    assert identity(Plain().load) == f"{__name__}.Plain().load"
    assert identity(pickle.Unpickler(io.BytesIO()).load) == "pickle.Unpickler().load"  # noqa: S301 - nothing is read
    assert identity(json.JSONDecoder().decode) == "json.JSONDecoder().decode"


def test_a_huge_namespace_is_looked_into_once_and_one_beyond_that_never() -> None:
    huge = {f"name_{number}": number for number in range(200_001)}
    assert found(huge, "name_1") is None
    huge.popitem()
    assert found(huge, "name_1") == 1


def test_questions_about_everything_have_an_end() -> None:
    namespace = {f"module_{number}": ModuleType(f"module_{number}") for number in range(400)}
    for module in namespace.values():
        vars(module).update(namespace, load=pickle.load)
    assert len(told(namespace, *namespace, "load")) == 50
