"""What ``mlsec convert`` makes of PyTorch's own files, read again by safetensors' own library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from jupyter_mlsec.convert.convert import convert

MODEL = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(4, 2))
GRID = torch.arange(12.0).reshape(3, 4)
STATES: dict[str, dict[str, torch.Tensor]] = {
    "module": MODEL.state_dict(),
    "views": {"whole": GRID, "turned": GRID.T, "part": GRID[1:, 1:3], "expanded": GRID.expand(2, 3, 4)},
    "kinds": {
        str(kind): GRID.to(kind)
        for kind in (torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int8, torch.uint8, torch.bool)
    },
    "small": {"scalar": torch.tensor(3), "empty": torch.zeros(0, 3), "parameter": nn.Parameter(GRID)},
}
SAVE: dict[str, Callable[..., Any]] = {
    "archive": torch.save,
    "old": lambda value, path: torch.save(value, path, _use_new_zipfile_serialization=False),
}


@pytest.mark.parametrize("how", SAVE)
@pytest.mark.parametrize("name", STATES)
def test_every_tensor_comes_out_as_it_was(name: str, how: str, tmp_path: Path) -> None:
    SAVE[how](STATES[name], tmp_path / "model.pt")
    done = convert(tmp_path / "model.pt", tmp_path / "model.safetensors")
    again = load_file(tmp_path / "model.safetensors")
    assert done.parts == len(again) == len(STATES[name])
    for key, tensor in STATES[name].items():
        assert (again[key].dtype, again[key].shape) == (tensor.dtype, tensor.shape)
        assert torch.equal(again[key], tensor.detach())


def test_an_entry_of_a_checkpoint_is_named(tmp_path: Path) -> None:
    optimizer = torch.optim.AdamW(MODEL.parameters()).state_dict()
    torch.save({"epoch": 3, "model": MODEL.state_dict(), "optimizer": optimizer}, tmp_path / "model.pt")
    done = convert(tmp_path / "model.pt", tmp_path / "model.safetensors", key="model")
    assert done.parts == len(MODEL.state_dict())
