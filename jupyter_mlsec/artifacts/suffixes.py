"""File names by which a folder's walk recognises model and data files; content decides what they are.

Only what is read: a suffix that many other formats share (``.bin``, ``.zip``, ``.gz``, ``.dat``) would make a walk
report files that no loader of objects ever opens.
"""

from __future__ import annotations

ARTIFACT_SUFFIXES: frozenset[str] = frozenset(
    {
        ".ckpt",
        ".dill",
        ".jbl",
        ".joblib",
        ".npy",
        ".npz",
        ".pickle",
        ".pk",
        ".pkl",
        ".pt",
        ".pth",
        ".safetensors",
    }
)
