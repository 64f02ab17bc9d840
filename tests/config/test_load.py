"""Which file counts, what it may say, and what a policy locks."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_mlsec.config.load import load_config
from jupyter_mlsec.errors import ConfigError
from jupyter_mlsec.model.rule import Severity


@pytest.fixture(autouse=True)
def _no_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLSEC_POLICY", raising=False)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_without_a_file_the_defaults_count(tmp_path: Path) -> None:
    config = load_config(tmp_path / "x.ipynb")
    assert (config.fail_on, config.select, config.root) == (Severity.MEDIUM, (), None)


def test_the_nearest_file_wins(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.mlsec]\nfail-on = "low"\n')
    write(tmp_path / "sub/mlsec.toml", 'fail-on = "critical"\n')
    assert load_config(tmp_path / "sub/x.ipynb").fail_on is Severity.CRITICAL
    assert load_config(tmp_path / "x.ipynb").fail_on is Severity.LOW
    assert load_config(tmp_path / "sub/x.ipynb").root == tmp_path / "sub"


def test_a_pyproject_without_our_table_is_passed_by(tmp_path: Path) -> None:
    write(tmp_path / "mlsec.toml", 'fail-on = "low"\n')
    write(tmp_path / "sub/pyproject.toml", "[project]\nname = 'x'\n")
    assert load_config(tmp_path / "sub/x.ipynb").fail_on is Severity.LOW


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fail_on = 'low'", "Object contains unknown field `fail_on`"),
        ("fail-on = 'loud'", "Invalid enum value 'loud' - at `$.fail-on`"),
        ("select = 'x'", "Expected `array`, got `str` - at `$.select`"),
        ("fail-on =", "is not valid TOML"),
        ("locked = []", "only a policy file can set locked"),
        ("[audit]\nmax_age = 3", "Object contains unknown field `max_age` - at `$.audit`"),
    ],
)
def test_a_wrong_file_is_an_error_that_names_it(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path / "mlsec.toml", text)
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path / "x.ipynb")
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_the_policy_overrides_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "mlsec.toml", 'fail-on = "critical"\n[audit]\nmax-age = 300\n')
    policy = write(tmp_path / "policy/hub.toml", 'fail-on = "low"\nlocked = ["fail-on"]\n')
    monkeypatch.setenv("MLSEC_POLICY", str(policy))
    config = load_config(tmp_path / "x.ipynb")
    assert (config.fail_on, config.audit.max_age) == (Severity.LOW, 300)


def test_a_locked_key_cannot_be_overridden_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = write(tmp_path / "hub.toml", 'fail-on = "low"\nlocked = ["fail-on"]\n')
    monkeypatch.setenv("MLSEC_POLICY", str(policy))
    with pytest.raises(ConfigError, match="fail-on is locked by the policy file"):
        load_config(tmp_path / "x.ipynb", {"fail-on": "critical"})


def test_a_policy_that_is_named_but_missing_is_not_no_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLSEC_POLICY", str(tmp_path / "gone.toml"))
    with pytest.raises(ConfigError, match="which is not a file"):
        load_config(tmp_path / "x.ipynb")
