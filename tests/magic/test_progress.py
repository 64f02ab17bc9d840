from __future__ import annotations

import pytest

from jupyter_mlsec.magic.progress import telling


def test_one_line_that_is_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    with telling(heavy=True) as tell:
        assert tell is not None
        tell("backdoor-trigger", 3, 9)
    said = capsys.readouterr()
    line = "4 of 9: backdoor-trigger (interrupt to stop)"
    assert (said.out, said.err) == ("", f"\r{line:78}\r\r{'':78}\r")


def test_quick_measurements_say_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with telling(heavy=False) as tell:
        assert tell is None
    assert capsys.readouterr() == ("", "")
