"""States with texts that a class executes, and states whose names the pickle has made."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.artifacts.conftest import Seen, text

Look = Callable[[bytes], Seen]
EXECUTED = {("opaque-pickle", "state with a text that is executed")}
TEMPLATE = (
    "\ndef _parse_args(self, a, b,  loc=0, scale=1):\n    return (a, b, ), loc, scale\n\n"
    "def _parse_args_rvs(self, a, b,  loc=0, scale=1, size=None):\n"
    "    return self._argcheck_rvs(a, b,  loc, scale, size=size)\n\n"
    "def _parse_args_stats(self, a, b,  loc=0, scale=1, moments='mv'):\n    return (a, b, ), loc, scale, moments\n"
)


def long_text(value: str) -> bytes:
    return b"X" + len(value).to_bytes(4, "little") + value.encode()


def state(module: str, name: str, entries: dict[str, str]) -> bytes:
    items = b"".join(text(key) + b"\x94" + long_text(value) for key, value in entries.items())
    return b"\x80\x04" + text(module) + text(name) + b"\x93)\x81}(" + items + b"ub."


@pytest.mark.parametrize("protocol", [b"", b"\x95\xff\0\0\0\0\0\0\0"])
def test_the_template_of_a_distribution(look: Look, protocol: bytes) -> None:
    def seen(template: str) -> Seen:
        data = state("scipy.stats._continuous_distns", "beta_gen", {"badvalue": "x", "_parse_arg_template": template})
        return look(data[:2] + protocol + data[2:] if protocol and len(data) < 200 else data)

    assert seen(TEMPLATE) == (set(), ())
    assert seen(TEMPLATE.replace("a, b, ", "")) == (set(), ())
    for wrong in (TEMPLATE + "import os", TEMPLATE.replace("loc=0", "loc=print()"), "x" * 9000, "1"):
        assert seen(wrong)[0] >= EXECUTED


@pytest.mark.parametrize(
    ("formula", "is_plain"),
    [
        ("y ~ a + b:c - 1", True),
        ("y ~ C(a) + np.log(b) + I(c ** 2)", True),
        ("y ~ a.__class__", False),
        ("y ~ print(a)", False),
        ("y ~ os.system(a)", False),
        ("y ~ np.load(a)", False),
        ("y ~ a['b']", False),
        ("y ~ f(a)(b)", False),
    ],
)
def test_the_formula_of_a_result(look: Look, formula: str, *, is_plain: bool) -> None:
    for mark in ("restore_design_info", "restore_model_spec"):
        data = state("statsmodels.base.data", "PandasData", {"formula": formula, mark: "x"})
        assert look(data)[0] == (set() if is_plain else EXECUTED)
    assert look(state("statsmodels.base.data", "PandasData", {"formula": formula})) == (set(), ())


def test_a_state_that_is_no_dictionary(look: Look) -> None:
    pairs = b"](" + text("_parse_arg_template") + text("1") + b"\x86e"
    data = b"\x80\x04" + text("scipy.stats._continuous_distns") + text("norm_gen") + b"\x93)\x81" + pairs + b"b."
    assert look(data) == (EXECUTED, ())


def test_a_name_that_the_pickle_has_made(look: Look) -> None:
    made = text("builtins") + text("str") + b"\x93" + text("formula") + b"\x85R"
    data = b"\x80\x04" + text("collections") + text("UserDict") + b"\x93)\x81}" + made + b"K\x01sb."
    assert look(data) == ({("opaque-pickle", "state with a name that the pickle has made")}, ())


def test_many_fields_do_not_hide_a_class(look: Look) -> None:
    field = text("numpy") + text("dtype") + b"\x93" + text("i4") + b"\x89\x88\x87R\x94K\x00\x86"
    many = b"".join(text(f"f{number}") + field for number in range(1100))
    data = text("collections") + text("UserDict") + b"\x93)\x81N}(" + many + text("__class__") + b"Nu\x86b."
    assert ("tampered-pickle-import", "state that changes an object's class") in look(b"\x80\x04" + data)[0]
