"""Writes .pre-commit-hooks.yaml: the names of files that a hook gets are those that a scan of a folder looks at.

Run it where a new format of model files brings a new suffix; a test says when.
"""

from __future__ import annotations

from pathlib import Path

from jupyter_mlsec.artifacts.suffixes import ARTIFACT_SUFFIXES

_FILE = Path(__file__).parents[1] / ".pre-commit-hooks.yaml"
_HEAD = """\
# What https://pre-commit.com reads. Made by tools/commit_hooks.py; docs/git.md says which hook is for what.
# The framework hands over the names of files and lays what is not staged aside, so that files are what is staged.
# "--" keeps a file whose name begins with a dash from being taken for an option: options of yours come before it.
"""
_HOOK = """\

- id: {id}
  name: {name}
  description: {description}
  entry: mlsec scan
  args: ["--"]
  language: python
  types: [file]
  files: (?i)\\.({suffixes})$
  require_serial: true
"""
_STAGED = """\

- id: mlsec-staged
  name: mlsec, what is staged
  description: The same for everything in git's index, read from the index itself; looks at nothing with --all-files
  entry: mlsec scan --staged
  language: python
  pass_filenames: false
  always_run: true
  stages: [pre-commit, pre-merge-commit, manual]
"""


def hooks() -> str:
    """Return the file's text."""
    artifacts = sorted(suffix.lstrip(".") for suffix in ARTIFACT_SUFFIXES)
    kinds = (
        (
            "mlsec",
            "mlsec",
            "Notebooks, Python files and model files, as mlsec scan looks at them",
            ["ipynb", "py", *artifacts],
        ),
        (
            "mlsec-notebooks",
            "mlsec, notebooks",
            "Secrets, unsafe loading and personal data, outputs included",
            ["ipynb"],
        ),
        ("mlsec-python", "mlsec, Python files", "Secrets, unsafe loading, remote code and risky installs", ["py"]),
        ("mlsec-artifacts", "mlsec, model files", "What loading model and data files would run", artifacts),
    )
    parts = [
        _HOOK.format(id=key, name=name, description=description, suffixes="|".join(suffixes))
        for key, name, description, suffixes in kinds
    ]
    return "".join((_HEAD, *parts, _STAGED))


if __name__ == "__main__":
    _FILE.write_text(hooks(), encoding="utf-8")
