from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
FETCH = "import urllib.request\nurllib.request.urlretrieve('https://data.lab/x.csv?key=1', 'x.csv')\n"
CHECK = "import hashlib\nassert hashlib.sha256(open('x.csv', 'rb').read()).hexdigest() == PINNED\n"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (FETCH, ("warn", "https://data.lab/x.csv is used as it comes.")),
        (FETCH + CHECK, ("pass", "1 download, each held against a digest or a signature.")),
        (
            "import pooch\npooch.retrieve('https://data.lab/x.csv', known_hash=None)",
            ("fail", "The check of a download's digest is switched off."),
        ),
        ("x = 1", ("not-applicable", "Does not apply: the notebook fetches no file.")),
        ("x =", ("error", "Not evidence: cell 1 is not valid Python.")),
    ],
)
def test_downloads(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("unverified_downloads", source) == said
