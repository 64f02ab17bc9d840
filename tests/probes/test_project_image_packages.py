from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., tuple[str, str]]
FROM = "FROM python:3.11-slim\n"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            "RUN pip install pandas scikit-learn>=1.4\n",
            ("fail", "The image takes any version of pandas and scikit-learn."),
        ),
        ("RUN pip install --no-cache-dir \\\n    torch\n", ("fail", "The image takes any version of torch.")),
        ("RUN uv pip install 'fastapi[standard]'\n", ("fail", "The image takes any version of fastapi[standard].")),
        (
            "RUN pip install --upgrade pip && pip install -r requirements.lock\n",
            ("pass", "2 installations in the image, each pinned or from a lock."),
        ),
        (
            "RUN pip install --index-url https://index.lab pandas==3.1.1 ./app\n",
            ("pass", "1 installation in the image, each pinned or from a lock."),
        ),
        (
            "# RUN pip install pandas\n",
            ("not-applicable", "Does not apply: no container file installs packages with pip."),
        ),
    ],
)
def test_installations(ask_project: Ask, lines: str, said: tuple[str, str]) -> None:
    assert ask_project("image_packages", {"Dockerfile": FROM + lines}) == said


def test_another_python(ask_project: Ask) -> None:
    from tests.probes.conftest import notebook

    source: dict[str, Any] = {"source": "x = 1"}
    made = notebook(source)
    made = type(made)(
        **{field: getattr(made, field) for field in made.__slots__}
        | {"metadata": {"language_info": {"name": "python", "version": "3.12.4"}}}
    )
    assert ask_project("image_packages", {"Dockerfile": FROM + "RUN pip install a==1\n"}, notebook=made) == (
        "warn",
        "The image has Python 3.11, the notebook was run with 3.12.",
    )


def test_without_container_files(ask_project: Ask) -> None:
    assert ask_project("image_packages", {"a.py": ""}) == (
        "not-applicable",
        "Does not apply: the project has no container files.",
    )
