from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import os\nos.chmod('m.onnx', 0o777)", ("fail", "A file is opened to everybody.")),
        ("!chmod 666 d.csv", ("fail", "A file is opened to everybody.")),
        ("import os\nos.umask(0)", ("fail", "Everybody may change what the notebook writes.")),
        ("import os\nos.chmod('d.csv', 0o644)", ("warn", "A file is shown to everybody on the machine.")),
        ("import os\nos.chmod('d.csv', 0o600)", ("pass", "1 file mode set, none open to everybody.")),
        ("x = 1", ("not-applicable", "Does not apply: no cell sets the permissions of a file.")),
        ("x =", ("error", "Not evidence: cell 1 is not valid Python.")),
    ],
)
def test_permissions(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("opened_files", source) == said
