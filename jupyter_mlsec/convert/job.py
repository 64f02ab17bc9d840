"""What the converting process is told, and what it answers: JSON both ways, and nothing of the model in either."""

from __future__ import annotations

import msgspec

TENSORS = "model.safetensors"
ESTIMATOR = "model.skops"
SUFFIXES = {".safetensors": TENSORS, ".skops": ESTIMATOR}


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One conversion. The model's bytes come on standard input and must have this digest (``sha256:…``) and size.

    ``output`` is ``model.safetensors`` or ``model.skops``, in the process's own folder; ``key`` is the entry of a
    checkpoint that holds the state dict, empty where the checkpoint is one.
    """

    sha256: str
    size: int
    output: str
    key: str = ""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: the output's digest and what is in it, or the problem and what to do about it.

    ``parts`` counts tensors or fitted arrays; ``types`` are the types that a reader of the output has to trust.
    """

    sha256: str = ""
    parts: int = 0
    types: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""
    help: tuple[str, ...] = ()
