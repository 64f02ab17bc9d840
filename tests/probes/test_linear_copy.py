"""A linear copy finds the ways out of a linear model, and knows when there is nothing to copy."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_mlsec.probes._predictors.linear_copy import linear_copy

RANDOM = np.random.default_rng(0)
ROWS = RANDOM.normal(size=(2_000, 3)) * (1.0, 4.0, 0.5)


def test_the_way_out_of_a_plane_is_its_normal() -> None:
    normal = np.array([3.0, -1.0, 2.0]) / 14**0.5
    labels = np.where(ROWS @ normal > 0.4, "no", "yes")
    copy = linear_copy(ROWS, labels)
    assert copy is not None
    ways = copy.ways_out(ROWS[:50], labels[:50])
    towards = np.where(labels[:50] == "yes", 1.0, -1.0)
    assert np.linalg.norm(ways, axis=1) == pytest.approx(np.ones(50))
    assert (ways @ normal * towards).min() > 0.9


def test_of_several_classes_the_nearest_is_meant() -> None:
    rows = RANDOM.normal(size=(3_000, 2))
    corners = np.array([[1.0, 0.0], [-0.5, 0.87], [-0.5, -0.87]])
    copy = linear_copy(rows, (rows @ corners.T).argmax(axis=1))
    assert copy is not None
    up, down = copy.ways_out(np.array([[1.0, 0.4], [1.0, -0.4]]), np.array([0, 0]))
    assert up[1] > 0.4
    assert down[1] < -0.4


def test_one_class_or_very_wide_rows_are_not_copied() -> None:
    assert linear_copy(ROWS, np.zeros(len(ROWS))) is None
    assert linear_copy(np.zeros((10, 1_001)), np.arange(10)) is None
