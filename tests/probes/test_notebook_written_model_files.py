from __future__ import annotations

from collections.abc import Callable

import pytest

from jupyter_mlsec.model.kernel import FileFact, Loading

Ask = Callable[..., tuple[str, str]]
SAVE = "import joblib\njoblib.dump(model, 'clf.joblib')"
GOOD = FileFact(exists=True, loading=Loading.VETTED, saw="only vetted names")
BAD = FileFact(exists=True, loading=Loading.DANGEROUS, saw="loading this file reaches os.system")
ASKS = FileFact(exists=True, loading=Loading.ASKS, saw="loading this file uses __main__.Model")
UNREAD = FileFact(exists=True, loading=Loading.UNREAD, saw="the file ends too early")


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (BAD, ("fail", "clf.joblib is dangerous to load.")),
        (GOOD, ("pass", "1 model file scanned without loading: only vetted names.")),
        (ASKS, ("warn", "clf.joblib names what nobody vetted.")),
        (UNREAD, ("error", "Not evidence: clf.joblib could not be looked at in full.")),
        (None, ("error", "Not evidence: clf.joblib is not here.")),
    ],
)
def test_the_scan_of_a_written_model_decides(ask_notebook: Ask, fact: FileFact | None, said: tuple[str, str]) -> None:
    files = {} if fact is None else {"clf.joblib": fact}
    assert ask_notebook("written_model_files", SAVE, files=files) == said


def test_the_worst_of_several_files_decides(ask_notebook: Ask) -> None:
    more = "import torch\ntorch.save(net, 'out/net.pt')\nimport dill\ndill.dump(x, 'x.dill')"
    files = {"clf.joblib": GOOD, "out/net.pt": UNREAD, "x.dill": BAD}
    assert ask_notebook("written_model_files", SAVE, more, files=files) == ("fail", "x.dill is dangerous to load.")
    files["x.dill"] = ASKS
    assert ask_notebook("written_model_files", SAVE, more, files=files) == (
        "error",
        "Not evidence: net.pt could not be looked at in full.",
    )


def test_nobody_looked_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("written_model_files", SAVE) == ("error", "Not evidence: nobody looked at the model files.")


@pytest.mark.parametrize("source", ["x = 1", "fig.savefig('a.png')", "import joblib\njoblib.dump(model, name)"])
def test_without_a_known_file_it_does_not_apply(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("written_model_files", source, files={})[0] == "not-applicable"


def test_code_that_cannot_be_read_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("written_model_files", "def f(:", files={})[0] == "error"
