from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("packages", "said"),
    [
        (
            {"numpy": "1.26.4", "pandas": "3.0.1"},
            ("warn", "numpy 1.26.4 is of a line older than two years, which nobody mends any more."),
        ),
        ({"numpy": "1.16.0"}, ("warn", "numpy 1.16.0 is of a line older than two years, which nobody mends any more.")),
        ({"numpy": "2.4.6", "pandas": "9.0"}, ("pass", "2 packages of lines that are still mended.")),
        (
            {"flask": "1.0"},
            ("not-applicable", "Does not apply: none of the packages whose support is known is installed."),
        ),
    ],
)
def test_lines(ask_environment: Ask, packages: dict[str, str], said: tuple[str, str]) -> None:
    assert ask_environment("package_support", packages=packages) == said
