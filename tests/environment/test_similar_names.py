"""Near misses of popular names are seen, and popular or short names are not called near misses."""

from __future__ import annotations

import pytest
from packaging.utils import canonicalize_name

from jupyter_mlsec.environment.similar_names import popular_names, similar_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("reqeusts", "requests"),
        ("requets", "requests"),
        ("requestss", "requests"),
        ("numpi", "numpy"),
        ("tens0rflow", "tensorflow"),
        ("scikitlearn", "scikit-learn"),
        ("pyth0n-dateutil", "python-dateutil"),
        ("matplotib", "matplotlib"),
        ("pandas", None),
        ("pandas2", None),
        ("psycopg3", None),
        ("six2", None),
        ("torh", None),
        ("torc", None),
        ("jupyter-mlsec", None),
        ("my-own-package", None),
    ],
)
def test_similar_name(name: str, expected: str | None) -> None:
    assert similar_name(name) == expected


def test_no_popular_name_is_called_an_impostor() -> None:
    assert [name for name in sorted(popular_names()) if similar_name(name)] == []


def test_the_list_is_normalised() -> None:
    assert {name for name in popular_names() if canonicalize_name(name) != name} == set()
