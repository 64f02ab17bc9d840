"""Models that are released: signed or not, in a form that runs or one that does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
FLOW = ".github/workflows/r.yml"
STEPS = "on: {push: {tags: ['v*']}}\njobs:\n  r:\n    runs-on: x\n    steps:\n"


def _flow(*steps: str) -> str:
    return STEPS + "".join(f"      - {step}\n" for step in steps)


PICKLE = "publishes a pickle that nobody has signed"
TRAIN = "run: python train.py --out dist/m.pkl"
SIGN = "run: cosign sign-blob --yes --bundle dist/m.sigstore.json dist/m.pkl"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (FLOW, _flow(TRAIN, 'run: gh release create "$TAG" dist/*'), PICKLE),
        (FLOW, _flow("uses: softprops/action-gh-release@v2\n        with: {files: out/m.joblib}"),
         PICKLE),
        (FLOW, _flow("env: {M: out/m.pt}\n        run: hf upload lab/m $M"), PICKLE),
        (".gitlab-ci.yml", "r:\n  script:\n    - python fit.py -o m.pkl\n    - glab release create v1 m.pkl\n",
         PICKLE),
        ("release.sh", "huggingface-cli upload lab/m \\\n  model.pth\n", PICKLE),
    ],
)  # fmt: skip
def test_pickles_without_a_signature(ask_project: Ask, name: str, text: str, said: str) -> None:
    assert ask_project("unsigned_releases", {name: text}) == ("fail", f"{name} {said}.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("release.sh", "aws s3 cp model.pkl s3://b/m.pkl\n"),
        ("Makefile", "release:\n\tgh release upload v1 model.onnx\n"),
        (FLOW, _flow("run: gsutil cp out/m.safetensors gs://b/")),
    ],
)
def test_what_is_only_unsigned(ask_project: Ask, name: str, text: str) -> None:
    assert ask_project("unsigned_releases", {name: text}) == (
        "warn",
        f"{name} brings a model to others that nobody has signed.",
    )


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ({FLOW: _flow(TRAIN, SIGN, "run: gh release create v1 dist/*").replace("pkl", "onnx")}, "pass"),
        ({FLOW: _flow(TRAIN, SIGN, "run: gh release create v1 dist/*")}, "warn"),
        ({FLOW: _flow("run: gh release create v1 m.onnx", "uses: actions/attest-build-provenance@v2")}, "pass"),
        ({"release.sh": "gpg --batch --detach-sign m.onnx\ngh release upload v1 m.onnx m.onnx.sig\n"}, "pass"),
        ({FLOW: _flow("run: gh release create v1 dist/*.whl")}, "not-applicable"),
        ({FLOW: _flow(TRAIN, "run: pytest")}, "not-applicable"),
        ({"notes.md": "gh release create v1 model.pkl\n"}, "not-applicable"),
    ],
)
def test_signed_and_no_releases(ask_project: Ask, files: dict[str, str], status: str) -> None:
    assert ask_project("unsigned_releases", files)[0] == status
