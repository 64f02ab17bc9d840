"""Models that take the place of another: after a decision, without one, and programs that promote nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
HEAD = "import os, shutil, mlflow, wandb\nfrom pathlib import Path\n"
ALIAS = "client.set_registered_model_alias(NAME, 'champion', new.version)"


@pytest.mark.parametrize(
    "code",
    [
        ALIAS,
        "role = 'production'\nclient.set_registered_model_alias(NAME, role, v)",
        "client.transition_model_version_stage(NAME, 3, stage='Production', archive_existing_versions=True)",
        "sm.update_model_package(ModelPackageArn=arn, ModelApprovalStatus='Approved')",
        "run.log_artifact(art, aliases=['latest', 'production'])",
        "art.aliases.append('champion')",
        "version.change_stage('production')",
        "shutil.copy('models/candidate.onnx', 'models/production/model.onnx')",
        "Path('candidate.joblib').replace('prod/model.joblib')",
        "os.replace(candidate, 'live/model.pkl')",
        "if __name__ == '__main__':\n    " + ALIAS,
        "if not path.is_file():\n    raise SystemExit('nothing there')\n" + ALIAS,
    ],
)
def test_the_newest_wins(ask_project: Ask, code: str) -> None:
    said = "A model takes the place of the old one, and nothing compares the two: the notebook."
    assert ask_project("unmatched_promotion", {}, HEAD + code) == ("warn", said)


@pytest.mark.parametrize(
    "code",
    [
        "if new_auc > old_auc:\n    " + ALIAS,
        "if rmse(y, old) <= rmse(y, new):\n    raise SystemExit('stays')\n" + ALIAS,
        "assert gain > 0\n" + ALIAS,
        "low = quantile(gains, 0.025)\nif low < 0:\n    sys.exit(1)\n" + ALIAS,
        "check_against_champion(new)\n" + ALIAS,
        "if version.tags.get('approved_by'):\n    " + ALIAS,
    ],
)
def test_something_decides(ask_project: Ask, code: str) -> None:
    said = ("pass", "1 promotion of a model, each after a decision.")
    assert ask_project("unmatched_promotion", {}, HEAD + code) == said


@pytest.mark.parametrize(
    "code",
    [
        "client.set_registered_model_alias(NAME, 'challenger', 3)",
        "client.transition_model_version_stage(NAME, 3, stage='Archived')",
        "client.set_model_version_tag(NAME, 3, 'change_approved_by', 'B')",
        "name = 'model_production'.replace('model', 'production')",
        "shutil.copy('data/raw.csv', 'data/current/raw.csv')",
        "table = table.rename(columns={'model': 'production'})",
    ],
)
def test_nothing_is_promoted(ask_project: Ask, code: str) -> None:
    said = ("not-applicable", "Does not apply: no program of the project puts a model in the place of another.")
    assert ask_project("unmatched_promotion", {}, HEAD + code) == said


def test_what_the_notebook_trains_and_promotes_is_told_by_another_probe(ask_project: Ask, ask_notebook: Ask) -> None:
    cell = "from sklearn.svm import SVC\nm = SVC().fit(X, y)\n" + HEAD + "client = mlflow.MlflowClient()\n" + ALIAS
    assert ask_notebook("unasked_promotion", cell)[0] == "fail"
    assert ask_project("unmatched_promotion", {}, cell)[0] == "not-applicable"
    said = "A model takes the place of the old one, and nothing compares the two: release.py."
    assert ask_project("unmatched_promotion", {"release.py": HEAD + ALIAS}, cell) == ("warn", said)
