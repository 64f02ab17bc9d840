"""``mlsec convert``: a model in a format that holds no code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.cli.exits import CLEAN, FOUND
from jupyter_mlsec.cli.output import json_text, write_output

if TYPE_CHECKING:
    from jupyter_mlsec.convert.convert import Converted


@click.command("convert")
@click.argument("model", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="NAME.safetensors or .skops."
)
@click.option("--key", default="", metavar="NAME", help="The entry of a checkpoint that holds the state dict.")
@click.option("--overwrite", is_flag=True, help="Replace the output where it exists.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def command(model: Path, output: Path, key: str, *, overwrite: bool, style: str) -> int:
    """Write MODEL as safetensors (PyTorch state dicts) or skops (scikit-learn), if all it names is vetted.

    It is loaded in a process of its own, with limits and without network, and the result is read again and compared.
    A model that is not vetted is not loaded: exit code 1.
    """
    from jupyter_mlsec.cli.main import show_error
    from jupyter_mlsec.convert.convert import NotVettedError, convert

    try:
        done = convert(model, output, key=key, overwrite=overwrite)
    except NotVettedError as error:
        show_error(error)
        return FOUND
    write_output(json_text(_shape(done)) if style == "json" else _text(done))
    return CLEAN


def _shape(done: Converted) -> dict[str, object]:
    return {
        "format": "mlsec-convert/1",
        "source": {"path": str(done.source), "sha256": done.source_digest},
        "target": {"path": str(done.target), "sha256": done.target_digest},
        "kind": "state-dict" if done.holds_tensors else "estimator",
        "parts": done.parts,
        "trusted": list(done.types),
        "notes": list(done.notes),
    }


def _text(done: Converted) -> str:
    parts = f"{done.parts:,} {'tensors' if done.holds_tensors else 'arrays'}, read again and compared"
    lines = [f"{done.source} -> {done.target}: {parts}", *done.notes]
    if done.types:
        lines.append(f"to load it: skops.io.load({done.target.name!r}, trusted={list(done.types)!r})")
    return "\n".join(lines)
