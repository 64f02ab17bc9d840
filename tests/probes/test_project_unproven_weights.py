"""Model files that releases hand to users: what is no release, and what was fetched for something else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
SILENT = ("not-applicable", "Does not apply: nothing in the project brings a model to users.")


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("train.sh", "python train.py\naws s3 cp model.pt s3://scratch/runs/\n"),
        ("release.sh", "aws s3 cp s3://models/model.pt .\npython serve.py\n"),
        ("release.sh", "gh release create v1 dist/package.whl CHANGELOG.md\n"),
        ("Makefile", "release:\n\tcurl -O https://host.example/model.onnx\n\tpython -m build\n\ttwine upload dist/*\n"),
        ("README.md", "Run `gh release create v1 model.onnx`.\n"),
        ("release.sh", "# gh release create v1 model.onnx\n"),
    ],
)
def test_what_brings_no_model_to_users_is_no_evidence(ask_project: Ask, place: str, text: str) -> None:
    assert ask_project("unproven_weights", {place: text}) == SILENT


def test_weights_to_start_from_are_not_what_goes_out(ask_project: Ask) -> None:
    start = "wget https://host.example/base.safetensors\npython tune.py base.safetensors\n"
    said = ask_project("unproven_weights", {"release.sh": start + "gh release create v1 tuned.safetensors\n"})
    assert said == ("warn", "release.sh releases model files; nothing signs them or says where they are from.")
    same = ask_project("unproven_weights", {"release.sh": start + "gh release create v1 base.safetensors\n"})
    assert same[0] == "fail"


def test_what_is_sent_with_curl_was_not_fetched(ask_project: Ask) -> None:
    text = "python train.py\ncurl -T model.onnx https://releases.example/model.onnx\n"
    assert ask_project("unproven_weights", {"release.sh": text})[0] == "warn"
    assert ask_project("unproven_weights", {"release.sh": f"{text}cosign attest-blob model.onnx\n"})[0] == "pass"
