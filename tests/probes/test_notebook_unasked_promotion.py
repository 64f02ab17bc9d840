from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
FIT = "from sklearn.svm import SVC\nmodel = SVC().fit(X, y)\n"
MEASURE = "auc = roc_auc_score(y_test, model.predict(X_test))\n"
MLFLOW = "import mlflow\nclient = mlflow.MlflowClient()\n"
STAGE = 'client.transition_model_version_stage("risk", 7, "Production")\n'
NOTHING = ("not-applicable", "Does not apply: no cell is seen to promote a model that the notebook trained.")
SPELLINGS = {
    "a stage of production": [
        f"{MLFLOW}{STAGE}",
        f'{MLFLOW}client.transition_model_version_stage(name="risk", version=v, stage="Production")',
        'import neptune\nversion = neptune.init_model_version(model="R")\nversion.change_stage("production")',
        'import comet_ml\ncomet_ml.API().update_registry_model_version("w", "risk", "1.0.0", stages=["production"])',
    ],
    "an alias of production": [
        f'{MLFLOW}client.set_registered_model_alias("risk", "champion", 7)',
        'import wandb\nrun = wandb.init()\nrun.log_artifact(made, aliases=["latest", "prod"])',
        'import wandb\nrun = wandb.init()\nmade.aliases.append("production")\nrun.log_artifact(made)',
        "from google.cloud import aiplatform\naiplatform.Model.upload(artifact_uri=uri, is_default_version=True)",
    ],
    "a registry of production": ['import wandb\nrun = wandb.init()\nrun.link_artifact(made, "team/models-production")'],
    "an approval by the code itself": [
        'import boto3\nboto3.client("sagemaker").create_model_package(ModelApprovalStatus="Approved", **kw)',
        'package.register(content_types=["text/csv"], approval_status="Approved")',
    ],
    "an endpoint that serves": [
        'import boto3\nboto3.client("sagemaker").update_endpoint(EndpointName="risk", EndpointConfigName=name)',
        "ml_client.online_deployments.begin_create_or_update(blue)",
        "!kubectl rollout restart deployment/risk",
        "!helm upgrade risk ./chart",
    ],
    "a folder of production": [
        'import joblib\njoblib.dump(model, "/srv/models/production/risk.joblib")',
        'import shutil\nshutil.copy("risk.onnx", "s3fs/live/risk.onnx")',
        'import boto3\nboto3.client("s3").upload_file("risk.pkl", "models", "prod/risk.pkl")',
        "!aws s3 cp risk.onnx s3://models/production/risk.onnx",
    ],
}
CASES = [(what, code) for what, codes in SPELLINGS.items() for code in codes]


@pytest.mark.parametrize(("what", "code"), CASES)
def test_straight_after_training(ask_notebook: Ask, what: str, code: str) -> None:
    assert ask_notebook("unasked_promotion", FIT, code) == (
        "fail",
        f"Cell 2 promotes a model ({what}), and nothing has measured it.",
    )


@pytest.mark.parametrize(("what", "code"), CASES)
def test_whatever_the_figures_are(ask_notebook: Ask, what: str, code: str) -> None:
    said = ask_notebook("unasked_promotion", FIT + MEASURE + "print(auc)\n" + code)
    assert said == ("warn", f"Cell 1 promotes a model ({what}), whatever its figures are.")


@pytest.mark.parametrize("code", [code for _, code in CASES])
def test_behind_a_stop(ask_notebook: Ask, code: str) -> None:
    stop = "if auc < 0.8:\n    raise SystemExit('no')\n"
    assert ask_notebook("unasked_promotion", FIT + MEASURE, stop, code)[0] == "pass"


@pytest.mark.parametrize(
    "asked",
    [
        f"if auc > old_auc:\n    {STAGE}",
        f"assert auc > old_auc\n{STAGE}",
        f"def go():\n    if auc < old_auc:\n        return\n    {STAGE}\ngo()\n",
        f"def go():\n    {STAGE}\nif auc > old_auc and approved:\n    go()\n",
        f"from ours import require_approval\nrequire_approval(model)\n{STAGE}",
        f"def check(value):\n    assert value > old_auc\ncheck(auc)\n{STAGE}",
        'stage = "Production" if auc > old else "Staging"\nclient.transition_model_version_stage("r", 7, stage)\n',
        f"auc > old_auc and {STAGE}",
        f"import sys\nif not ok:\n    sys.exit(1)\n{STAGE}",
        f"while not approved():\n    wait()\nelse:\n    {STAGE}",
    ],
)
def test_what_is_asked(ask_notebook: Ask, asked: str) -> None:
    assert ask_notebook("unasked_promotion", FIT + MEASURE + MLFLOW, asked) == (
        "pass",
        "1 promotion of models, each on a condition.",
    )


@pytest.mark.parametrize(
    "loose",
    [
        f"if True:\n    {STAGE}",
        f'if __name__ == "__main__":\n    {STAGE}',
        f"def go():\n    {STAGE}\ngo()\n",
        f"for name in names:\n    {STAGE}",
        f"assert True\n{STAGE}",
        f"if auc < 0.8:\n    print('low')\n{STAGE}",
        f"if verbose:\n    plot(auc)\n{STAGE}",
    ],
)
def test_what_only_looks_like_a_condition(ask_notebook: Ask, loose: str) -> None:
    assert ask_notebook("unasked_promotion", FIT + MEASURE + MLFLOW, loose)[0] == "warn"


@pytest.mark.parametrize(
    "code",
    [
        FIT,
        MLFLOW + STAGE,
        f"{MLFLOW}{STAGE}{FIT}",
        f'{FIT}{MLFLOW}client.transition_model_version_stage("risk", 7, "Staging")',
        f'{FIT}import joblib\njoblib.dump(model, "models/risk.joblib")',
        f'{FIT}name = "a".replace("a", "live/b")',
        f'{FIT}import wandb\nrun = wandb.init()\nrun.log_artifact(made, aliases=["candidate"])',
        f"{FIT}!kubectl get pods",
        f'{FIT}import boto3\nboto3.client("s3").upload_file("report.html", "reports", "prod/report.html")',
    ],
)
def test_what_promotes_nothing(ask_notebook: Ask, code: str) -> None:
    assert ask_notebook("unasked_promotion", code) == NOTHING


def test_a_cell_that_cannot_be_read_is_no_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("unasked_promotion", FIT, "def (:")[0] == "error"


def test_another_language_is_not_judged(ask_notebook: Ask) -> None:
    assert ask_notebook("unasked_promotion", "fit(x)", language="r")[0] in {"error", "not-applicable"}
