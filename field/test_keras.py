"""What Keras and TensorFlow save: archives, HDF5, SavedModel, TensorFlow Lite, pickles of models, checkpoints."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from field.conftest import CLEAN, Seen

Look = Callable[[Path], Seen]
CODE = {"keras-lambda-code"}


@cache
def models() -> dict[str, Any]:
    """Return models of most kinds of layers, compiled."""
    network = keras.Sequential(
        [
            *(layers.Input((8, 8, 3)), layers.Conv2D(4, 3, activation="relu"), layers.BatchNormalization()),
            *(layers.MaxPooling2D(), layers.Flatten(), layers.Dropout(0.2), layers.Dense(2, activation="softmax")),
        ]
    )
    network.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    network.fit(np.zeros((4, 8, 8, 3)), np.zeros(4), verbose=0)
    words = layers.Input((5,))
    inner = layers.LSTM(4, return_sequences=True)(layers.Embedding(10, 4)(words))
    both = layers.Bidirectional(layers.GRU(3))(inner)
    row = layers.Dense(2, kernel_regularizer="l2", kernel_initializer="he_normal")(both)
    recurrent = keras.Model(words, row)
    rate = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
    recurrent.compile(keras.optimizers.SGD(rate), loss=keras.losses.Huber())
    normal = layers.Normalization()
    normal.adapt(np.eye(4))
    seen = layers.Input((4, 8))
    return {
        "network": network,
        "recurrent": recurrent,
        "normal": keras.Sequential([layers.Input((4,)), normal, layers.Dense(1)]),
        "attention": keras.Model(seen, layers.MultiHeadAttention(2, 4)(seen, seen)),
    }


NAMES = ("network", "recurrent", "normal", "attention")


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize("name", NAMES)
def test_saved_models_are_clean(look: Look, tmp_path: Path, name: str, suffix: str) -> None:
    path = tmp_path / f"model{suffix}"
    models()[name].save(path)
    assert look(path) == CLEAN


@pytest.mark.parametrize("name", NAMES)
def test_weights_and_configurations_are_clean(look: Look, tmp_path: Path, name: str) -> None:
    models()[name].save_weights(tmp_path / "model.weights.h5")
    (tmp_path / "model.json").write_text(models()[name].to_json(), encoding="utf-8")
    assert look(tmp_path / "model.weights.h5") == CLEAN
    assert look(tmp_path / "model.json") == CLEAN


@pytest.mark.parametrize("name", NAMES)
def test_pickled_models_are_clean(look: Look, tmp_path: Path, name: str) -> None:
    """A pickled model is an archive in a pickle, which is loaded without safe mode: it is looked at."""
    (tmp_path / "model.pkl").write_bytes(pickle.dumps(models()[name]))
    assert look(tmp_path / "model.pkl") == CLEAN


def test_a_lambda_is_found_wherever_it_is_saved(look: Look, tmp_path: Path) -> None:
    model = keras.Sequential([layers.Input((4,)), layers.Lambda(lambda x: x * 2)])
    model.save(tmp_path / "model.keras")
    model.save(tmp_path / "model.h5")
    (tmp_path / "model.pkl").write_bytes(pickle.dumps(model))
    for suffix in (".keras", ".h5", ".pkl"):
        assert {rule for rule, _ in look(tmp_path / f"model{suffix}")[0]} == CODE


def test_graphs_are_clean(look: Look, tmp_path: Path) -> None:
    models()["network"].export(str(tmp_path / "exported"), verbose=False)
    tf.saved_model.save(models()["normal"], str(tmp_path / "saved"))
    converter = tf.lite.TFLiteConverter.from_keras_model(models()["network"])
    (tmp_path / "model.tflite").write_bytes(converter.convert())
    for path in ("exported/saved_model.pb", "saved/saved_model.pb", "model.tflite"):
        assert look(tmp_path / path) == CLEAN


def test_a_graph_that_writes_files_is_found(look: Look, tmp_path: Path) -> None:
    class Writer(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([], tf.string)])
        def write(self, text: Any) -> Any:
            tf.io.write_file("unseen.txt", text)
            return tf.io.read_file("unseen.txt")

    tf.saved_model.save(Writer(), str(tmp_path / "saved"))
    found, problems = look(tmp_path / "saved/saved_model.pb")
    assert found == {("graph-file-operation", f"operation {name}") for name in ("ReadFile", "WriteFile")}
    assert problems == ()
