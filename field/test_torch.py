"""What PyTorch saves: tensors, state dicts and whole modules, in both of its formats."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from field.conftest import CLEAN, Seen

MODEL = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(4, 2))
OBJECTS = {
    "tensor": torch.arange(12.0).reshape(3, 4),
    "kinds": {
        str(kind): torch.zeros(2, dtype=kind) for kind in (torch.float16, torch.bfloat16, torch.int8, torch.bool)
    },
    "sparse": torch.eye(3).to_sparse(),
    "state": MODEL.state_dict(),
    "checkpoint": {
        "epoch": 3,
        "model": MODEL.state_dict(),
        "optimizer": torch.optim.AdamW(MODEL.parameters()).state_dict(),
    },
    "module": MODEL,
    "transformer": nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 1),
    "lstm": nn.LSTM(3, 4),
}


@pytest.mark.parametrize("name", OBJECTS)
@pytest.mark.parametrize("is_zip", [True, False])
def test_what_torch_saves_is_clean(look: Callable[[Path], Seen], tmp_path: Path, name: str, *, is_zip: bool) -> None:
    path = tmp_path / "model.pt"
    torch.save(OBJECTS[name], path, _use_new_zipfile_serialization=is_zip)
    assert look(path) == CLEAN
