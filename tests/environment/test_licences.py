"""An SPDX expression where it follows, and nothing where it would be a guess."""

from __future__ import annotations

import pytest

from jupyter_mlsec.environment.licences import spdx

OSI = "License :: OSI Approved :: "


@pytest.mark.parametrize(
    ("expression", "field", "classifiers", "expected"),
    [
        ("mit", None, [], "MIT"),
        ("MIT AND (Apache-2.0 OR BSD-3-Clause)", None, [], "MIT AND (Apache-2.0 OR BSD-3-Clause)"),
        ("not a licence", "MIT", [], "MIT"),
        (None, "Apache License, Version 2.0", [], "Apache-2.0"),
        (None, "3-Clause BSD License", [], "BSD-3-Clause"),
        (None, "BSD", [], None),
        (None, "Copyright 2020\n\nPermission is hereby granted", [OSI + "MIT License"], "MIT"),
        (None, None, [OSI + "MIT License"], "MIT"),
        (None, None, ["License :: OSI Approved", OSI + "Apache Software License"], "Apache-2.0"),
        (None, None, [OSI + "BSD License"], None),
        (None, None, [OSI + "MIT License", OSI + "Apache Software License"], None),
        (None, None, [OSI + "MIT License", OSI + "BSD License"], None),
        (None, "UNKNOWN", [], None),
        (None, None, [], None),
        ("x" * 300, None, [], None),
    ],
)
def test_spdx(expression: str | None, field: str | None, classifiers: list[str], expected: str | None) -> None:
    assert spdx(expression, field, classifiers) == expected
