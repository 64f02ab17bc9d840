from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("line", "ignore", "said"),
    [
        ("COPY . /app\n", None, ("fail", "Dockerfile copies the whole folder into the image.")),
        ("ADD ./ /app\n", None, ("fail", "Dockerfile copies the whole folder into the image.")),
        ('COPY [".", "/app"]\n', None, ("fail", "Dockerfile copies the whole folder into the image.")),
        (
            "COPY . .\n",
            "data\n",
            ("warn", "Dockerfile copies the folder, and .dockerignore lets .env and .git through."),
        ),
        (
            "COPY --chown=app . .\n",
            ".git\n.env*\n*.ipynb\n",
            ("pass", "Dockerfile copies the folder without what .dockerignore keeps out."),
        ),
        (
            "COPY app.py model.skops /app/\n",
            None,
            ("pass", "1 container file, none copies the whole folder into the image."),
        ),
        (
            "COPY --from=build . /app\n",
            None,
            ("pass", "1 container file, none copies the whole folder into the image."),
        ),
    ],
)
def test_what_is_copied(ask_project: Ask, line: str, ignore: str | None, said: tuple[str, str]) -> None:
    files = {"Dockerfile": f"FROM python:3.12\n{line}"} | ({} if ignore is None else {".dockerignore": ignore})
    assert ask_project("build_context", files) == said


def test_without_container_files(ask_project: Ask) -> None:
    assert ask_project("build_context", {"a.py": ""}) == (
        "not-applicable",
        "Does not apply: the project has no container files.",
    )
