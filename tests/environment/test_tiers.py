"""Imported, reachable, or merely installed."""

from __future__ import annotations

from jupyter_mlsec.environment.installed import Distribution, Environment
from jupyter_mlsec.environment.tiers import reachable, tiers
from jupyter_mlsec.model.audit import Tier

IMPORTED, REACHABLE, INSTALLED = Tier.IMPORTED, Tier.REACHABLE, Tier.INSTALLED


def dist(name: str, *requires: str, modules: tuple[str, ...] = ()) -> Distribution:
    return Distribution(name=name, version="1", requires=requires, modules=modules or (name.replace("-", "_"),))


def world(*items: Distribution) -> Environment:
    markers = {"python_version": "3.11", "sys_platform": "linux", "extra": ""}
    return Environment(python="3.11.7", markers=markers, distributions=items)


def test_the_import_name_leads_to_the_distribution() -> None:
    environment = world(
        dist("scikit-learn", "NumPy>=1", "scipy", modules=("sklearn",)),
        dist("numpy"),
        dist("scipy", "numpy"),
        dist("flask"),
    )
    assert tiers(environment, frozenset({"sklearn", "os", "mymodule"})) == {
        "scikit-learn": IMPORTED,
        "numpy": REACHABLE,
        "scipy": REACHABLE,
        "flask": INSTALLED,
    }


def test_imported_beats_reachable() -> None:
    environment = world(dist("a", "b"), dist("b"))
    assert tiers(environment, frozenset({"a", "b"})) == {"a": IMPORTED, "b": IMPORTED}


def test_nothing_imported_leaves_everything_merely_installed() -> None:
    assert tiers(world(dist("a", "b"), dist("b")), frozenset()) == {"a": INSTALLED, "b": INSTALLED}


def test_a_shared_namespace_counts_for_all_of_its_distributions() -> None:
    environment = world(dist("google-a", modules=("google",)), dist("google-b", modules=("google",)))
    assert set(tiers(environment, frozenset({"google"})).values()) == {IMPORTED}


def test_markers_are_those_of_that_interpreter() -> None:
    environment = world(dist("a", "b; sys_platform == 'win32'", "c; python_version < '3.12'"), dist("b"), dist("c"))
    assert reachable(environment, ["a"]) == {"a", "c"}


def test_extras_are_followed_where_they_are_asked_for() -> None:
    environment = world(
        dist("a", "b[fast]"),
        dist("b", "c; extra == 'fast'", "d; extra == 'slow'", "e"),
        dist("c"),
        dist("d"),
        dist("e"),
    )
    assert reachable(environment, ["a"]) == {"a", "b", "c", "e"}
    assert reachable(environment, ["b"]) == {"b", "e"}


def test_circles_absent_ones_and_unreadable_lines_end() -> None:
    environment = world(dist("a", "b", "absent", "=== not a requirement"), dist("b", "a[x]"))
    assert reachable(environment, ["a", "nowhere"]) == {"a", "b"}
