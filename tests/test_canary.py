"""The command as it is started: a secret is found, and its value comes out nowhere (tests/canary looks at the rest)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run


def document(token: str) -> dict[str, Any]:
    html = f"<table><tr><th>token</th></tr><tr><td>{token}</td></tr></table>"
    cells: list[dict[str, Any]] = [
        {"source": f"import torch\nlogin('{token}'); torch.load('x', weights_only=False)"},
        {"outputs": [{"output_type": "display_data", "metadata": {}, "data": {"text/html": html}}]},
        {"metadata": {"papermill": {"parameters": {"token": token}}}},
        {"metadata": {"tags": [token]}},
        {
            "cell_type": "markdown",
            "attachments": {"a.txt": {"text/plain": base64.b64encode(token.encode()).decode()}},
        },
    ]
    plain = {"cell_type": "code", "metadata": {}, "outputs": [], "source": "x = 1"}
    whole = [{**plain, "id": f"c{index}", **cell} for index, cell in enumerate(cells)]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": whole}


def forms(token: str) -> Iterator[bytes]:
    """Yield the value as it is, without its public prefix, and in base64 and hex."""
    for value in (token, token[3:], base64.b64encode(token.encode()).decode().rstrip("=")[:-1], token.encode().hex()):
        yield value.encode()


def assert_absent(token: str, where: str, data: bytes) -> None:
    assert not any(form in data for form in forms(token)), where


def test_no_format_shows_it(hf_token: str, mlsec: Run, tmp_path: Path) -> None:
    (tmp_path / "x.ipynb").write_text(json.dumps(document(hf_token)))
    for style in ("text", "json", "sarif", "github"):
        done = mlsec("scan", "x.ipynb", "--format", style)
        assert done.returncode == 1, done.stderr
        assert_absent(hf_token, style, (done.stdout + done.stderr).encode())
        if style == "json":
            found = {finding["cell"]["index"] for finding in json.loads(done.stdout)["findings"]}
            assert found == {0, 1, 2, 3, 4}
    assert mlsec("scan", "x.ipynb", "--write-baseline", "base.json").returncode == 0
    assert_absent(hf_token, "baseline", (tmp_path / "base.json").read_bytes())
    done = mlsec("checklist", "x.ipynb", "--format", "json")
    assert_absent(hf_token, "checklist", (done.stdout + done.stderr).encode())


def test_an_unreadable_notebook_is_not_quoted(hf_token: str, mlsec: Run, tmp_path: Path) -> None:
    (tmp_path / "x.ipynb").write_text(json.dumps(document(hf_token))[:-3])
    done = mlsec("scan", "x.ipynb", "--format", "json")
    assert done.returncode == 2
    assert {finding["family"] for finding in json.loads(done.stdout)["findings"]} == {"secret"}
    assert_absent(hf_token, "unreadable", (done.stdout + done.stderr).encode())


def test_a_bug_of_ours_does_not_quote_it(
    hf_token: str,
    write_notebook: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from jupyter_mlsec.cli import main
    from jupyter_mlsec.scan import subjects

    def failing(_text: object) -> object:
        raise ValueError(hf_token)

    path = write_notebook(f"login('{hf_token}')")
    monkeypatch.setattr(subjects, "find_secrets", failing)
    monkeypatch.setattr("sys.argv", ["mlsec", "scan", str(path), "--format", "json"])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 2
    shown = capsys.readouterr()
    assert "the search for secrets failed (ValueError)" in shown.out
    assert_absent(hf_token, "bug", (shown.out + shown.err).encode())
