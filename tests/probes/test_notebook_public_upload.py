from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


def fails(what: str) -> tuple[str, str]:
    return ("fail", f"Anybody may read what the notebook sends out: {what}.")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "from huggingface_hub import create_repo\ncreate_repo('me/m', private=False)",
            fails("a repository is created public"),
        ),
        ("s3.put_object(Bucket='b', Key='k', Body=x, ACL='public-read')", fails("an object is made public")),
        ("blob.make_public()", fails("an object is made public")),
        ("!aws s3 cp train.csv s3://b/ --acl public-read", fails("an object is made public")),
        (
            "%%bash\ncurl --upload-file m.bin https://transfer.sh/m.bin",
            fails("a file is shown to everybody with the link"),
        ),
        ("!kaggle datasets create -p data -u", fails("a data set is published")),
        (
            "import mlflow\nmlflow.set_tracking_uri('http://mlflow.lab:5000')",
            fails("runs are sent to a tracker without encryption"),
        ),
        ("model.push_to_hub('me/m')", ("warn", "Cell 1 pushes to a hub, which publishes unless told otherwise.")),
        ("model.push_to_hub('me/m', private=True)", ("pass", "1 upload, none public or unencrypted.")),
        (
            "api.create_repo('me/m', private=True)\nmodel.push_to_hub('me/m')",
            ("pass", "2 uploads, none public or unencrypted."),
        ),
        (
            "import mlflow\nmlflow.set_tracking_uri('http://localhost:5000')",
            ("pass", "1 upload, none public or unencrypted."),
        ),
        ("x = (", ("error", "Not evidence: cell 1 is not valid Python.")),
        (
            "x = 1",
            (
                "not-applicable",
                "Does not apply: no cell is seen to send models or data to a hub, a tracker or a bucket.",
            ),
        ),
    ],
)
def test_uploads(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("public_upload", source) == said


def test_a_container_that_is_opened(ask_notebook: Ask) -> None:
    source = "service.create_container('models', public_access={})"
    opened = fails("a container is opened to everybody")
    assert ask_notebook("public_upload", source.format("'blob'")) == opened
    assert ask_notebook("public_upload", source.format("PublicAccess.CONTAINER")) == opened
    assert ask_notebook("public_upload", source.format("None"))[0] == "not-applicable"
