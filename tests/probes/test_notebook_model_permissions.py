from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir

import pytest

Ask = Callable[..., tuple[str, str]]
SAVE = "import skops.io\nskops.io.dump(clf, 'clf.skops')"


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        (0o666, ("fail", "Everybody on this machine may change the model clf.skops.")),
        (0o604, ("warn", "Everybody on this machine may read the model clf.skops.")),
        (0o600, ("pass", "1 model file, none open to everybody.")),
    ],
)
def test_modes(ask_notebook: Ask, tmp_path: Path, mode: int, said: tuple[str, str]) -> None:
    path = tmp_path / "clf.skops"
    path.write_bytes(b"model")
    path.chmod(mode)
    for folder in path.resolve().parents:
        if folder.is_relative_to(gettempdir()) and folder != Path(gettempdir()):
            folder.chmod(0o755)
    assert ask_notebook("model_permissions", SAVE) == said


def test_a_model_that_is_not_here_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("model_permissions", SAVE) == ("error", "Not evidence: clf.skops is not here.")


def test_no_model_is_written(ask_notebook: Ask) -> None:
    assert ask_notebook("model_permissions", "x = 1")[0] == "not-applicable"
