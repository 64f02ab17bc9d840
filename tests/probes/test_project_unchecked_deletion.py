"""Programs that record a deletion: after a look, without one, and those that only delete or only write."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
HEAD = "import json, os, shutil, boto3\nfrom pathlib import Path\n"
NOTE = "json.dump({'model': 'm1', 'deleted': paths, 'by': 'B'}, open('d.json', 'w'))\n"


@pytest.mark.parametrize(
    "code",
    [
        "for p in paths:\n    shutil.rmtree(p, ignore_errors=True)\n" + NOTE,
        "for p in paths:\n    if os.path.exists(p):\n        os.remove(p)\n" + NOTE,
        "[Path(p).unlink(missing_ok=True) for p in paths]\n" + NOTE,
        "s3 = boto3.client('s3')\ns3.delete_objects(Bucket='b', Delete=keys)\n" + NOTE,
        "!rm -rf data/m1 models/m1\n" + NOTE,
        "found = list(Path('data').rglob('*'))\nfor p in found:\n    p.unlink()\n" + NOTE,
        "shutil.rmtree('data/m1')\nr = {'modell': 'm1', 'gelöscht am': day}\nout.write(json.dumps(r))\n",
        "def clean(p):\n    shutil.rmtree(p)\n    return p\nclean('a')\n" + NOTE,
    ],
)
def test_deletions_that_nobody_has_looked_after(ask_project: Ask, code: str) -> None:
    said = ("warn", "A deletion is recorded that nobody has looked after: the notebook.")
    assert ask_project("unchecked_deletion", {}, HEAD + code) == said


@pytest.mark.parametrize(
    "code",
    [
        "for p in paths:\n    shutil.rmtree(p)\nleft = [p for p in paths if os.path.exists(p)]\n" + NOTE,
        "for p in paths:\n    Path(p).unlink()\nassert not list(Path('data').rglob('*m1*'))\n" + NOTE,
        "s3.delete_object(Bucket='b', Key='k')\nleft = s3.list_object_versions(Bucket='b')\n" + NOTE,
        "!rm -rf data/m1\n!find . -name '*m1*'\n" + NOTE,
    ],
)
def test_deletions_after_a_look(ask_project: Ask, code: str) -> None:
    assert ask_project("unchecked_deletion", {}, HEAD + code)[0] == "pass"


@pytest.mark.parametrize(
    "code",
    [
        "shutil.rmtree('tmp')\n",
        NOTE,
        "names.remove('a')\n" + NOTE,
        "shutil.rmtree('tmp')\njson.dump({'auc': 1, 'n': 2}, out)\n",
    ],
)
def test_no_deletion_or_no_record(ask_project: Ask, code: str) -> None:
    said = ("not-applicable", "Does not apply: no program of the project deletes something and writes it down.")
    assert ask_project("unchecked_deletion", {}, HEAD + code) == said
