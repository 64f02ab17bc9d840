"""Models that are fetched and rolled out: held against something, against nothing, and programs that do only one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
HEAD = "import boto3, hashlib, json, subprocess\nfrom google.cloud import aiplatform\ns3 = boto3.client('s3')\n"
FETCH = "s3.download_file('b', 'm/7/model.onnx', 'model.onnx')\n"
SIGNED = "for n in ('manifest.json', 'model.sig', 'model.onnx'):\n    s3.download_file('b', n, n)\n"
DEPLOY = "aiplatform.Model.upload(display_name='m').deploy()\n"
READ = "manifest = json.loads(open('manifest.json').read())\n"
PLAIN = "A model is fetched and rolled out as it came: the notebook."
THOUGH = "What is rolled out is held against nothing, though its signature or manifest is fetched: the notebook."


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (FETCH + DEPLOY, PLAIN),
        (SIGNED + READ + DEPLOY, THOUGH),
        (SIGNED + "print(hashlib.sha256(open('model.onnx', 'rb').read()).hexdigest())\n" + DEPLOY, THOUGH),
        ("!aws s3 cp s3://b/model.tar.gz .\n!kubectl apply -f k8s/model.yaml\n", PLAIN),
        ("subprocess.run(['gh', 'release', 'download', 'v7'])\nmodel = 1\n" + FETCH + DEPLOY, PLAIN),
        ("p = hf_hub_download('lab/m', 'model.safetensors')\nsm.update_endpoint(EndpointName='e')\n", PLAIN),
        ("urlretrieve(URL, 'model.joblib')\nml.online_deployments.begin_create_or_update(d)\n", PLAIN),
    ],
)
def test_rolled_out_as_it_came(ask_project: Ask, code: str, said: str) -> None:
    assert ask_project("unverified_rollouts", {}, HEAD + code) == ("warn", said)


@pytest.mark.parametrize(
    "code",
    [
        SIGNED + "key.verify(open('model.sig', 'rb').read(), raw)\n" + DEPLOY,
        FETCH + "if hashlib.sha256(raw).hexdigest() != manifest['sha256']:\n    raise SystemExit(1)\n" + DEPLOY,
        FETCH + "found = hashlib.sha256(raw).hexdigest()\nassert found == EXPECTED\n" + DEPLOY,
        SIGNED + "subprocess.run(['cosign', 'verify-blob', 'model.onnx'], check=True)\n" + DEPLOY,
        f"p = hf_hub_download('lab/m', 'model.safetensors', revision='{'0a' * 20}')\n" + DEPLOY,
        FETCH + "!model_signing verify model.onnx --signature model.sig\n" + DEPLOY,
    ],
)
def test_held_against_something(ask_project: Ask, code: str) -> None:
    assert ask_project("unverified_rollouts", {}, HEAD + code)[0] == "pass"


@pytest.mark.parametrize(
    "code",
    [
        FETCH,
        DEPLOY,
        DEPLOY + FETCH,
        "s3.download_file('b', 'rows.csv', 'rows.csv')\n" + DEPLOY,
        "s3.download_file('b', 'models_manifest.json', 'catalogue.json')\n" + DEPLOY,
        "!curl -X POST -d '{}' https://host/v1/model\n" + DEPLOY,
        FETCH + "s3.upload('x')\n",
        FETCH + "mlflow.register_model('runs:/1/m', 'm')\n",
    ],
)
def test_no_rollout_of_what_is_fetched(ask_project: Ask, code: str) -> None:
    said = ("not-applicable", "Does not apply: no program of the project fetches a model and rolls it out.")
    assert ask_project("unverified_rollouts", {}, HEAD + code) == said
