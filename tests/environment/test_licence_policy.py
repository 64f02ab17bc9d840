"""Licences held against an allow-list: every form of an SPDX expression, and what SPDX does not know."""

from __future__ import annotations

import pytest

from jupyter_mlsec.environment.licence_policy import checked, is_allowed
from jupyter_mlsec.errors import ConfigError

ALLOWED = checked(["mit", "apache-2.0", "BSD-3-Clause", "GPL-2.0-only WITH Classpath-exception-2.0"])


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("MIT OR GPL-3.0-only", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("MIT AND Apache-2.0", True),
        ("MIT AND (GPL-3.0-only OR Apache-2.0)", True),
        ("MIT AND (GPL-3.0-only OR LGPL-3.0-only)", False),
        ("(MIT AND GPL-3.0-only) OR BSD-3-Clause", True),
        ("MIT OR GPL-3.0-only AND LGPL-3.0-only", True),
        ("GPL-3.0-only AND LGPL-3.0-only OR MIT", True),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", True),
        ("GPL-2.0-only WITH GCC-exception-2.0", False),
        ("GPL-2.0-only", False),
        ("Apache-2.0+", True),
        ("LicenseRef-ours", False),
        ("", False),
    ],
)
def test_expressions(expression: str, expected: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_allowed(expression, ALLOWED) is expected


def test_what_spdx_does_not_know_is_an_error() -> None:
    with pytest.raises(ConfigError, match=r"^audit\.allow-licences names 'Mitt', which is no SPDX licence$"):
        checked(["MIT", "Mitt"])
