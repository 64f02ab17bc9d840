"""The attack finds boundaries whose distance is known, tells robust from fragile, and never calls silence robust."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._ground.observations import NotEvidenceError
from jupyter_mlsec.probes._predictors import attack as search
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_adversarial import PROBE

X, Y = load_breast_cancer(return_X_y=True)


def robust(found: Observation) -> float:
    return next(m.value for m in found.measurements if m.name == "robust-accuracy")


def test_the_distance_to_a_plane_is_found() -> None:
    random = np.random.default_rng(0)
    normal = random.normal(size=20)
    normal /= np.linalg.norm(normal)
    rows = random.normal(size=(60, 20))
    label = rows @ normal > 0
    limitless = np.full(20, np.inf)
    duel = search.duel_of(lambda asked, _: asked @ normal > 0, rows, label, -limitless, limitless)
    search.start(duel, rows, label)
    search.attack(duel, 300)
    assert np.median(duel.distance / np.abs(rows @ normal)) < 1.3
    assert (duel.distance >= np.abs(rows @ normal) - 1e-9).all()
    assert duel.queries <= 300


def test_found_rows_fool_the_model_and_stay_in_bounds() -> None:
    x, y = load_digits(return_X_y=True)
    model = RandomForestClassifier(30, random_state=0).fit(x[:900], y[:900])
    rows = x[900:930].copy()
    label = model.predict(rows)
    duel = search.duel_of(lambda asked, _: model.predict(asked), rows, label, np.zeros(64), np.full(64, 16.0))
    search.start(duel, x[:900], model.predict(x[:900]))
    search.attack(duel, 100)
    assert (model.predict(duel.found) != label).all()
    assert duel.found.min() >= 0
    assert duel.found.max() <= 16
    assert (rows == x[900:930]).all()


@pytest.mark.parametrize(
    "model",
    [
        make_pipeline(StandardScaler(), LogisticRegression()),
        RandomForestClassifier(30, random_state=0),
        KNeighborsClassifier(),
        make_pipeline(StandardScaler(), SVC()),
    ],
)
def test_any_classifier_can_be_attacked(model: object) -> None:
    fitted = model.fit(X[::2], Y[::2])  # type: ignore[attr-defined]
    found = PROBE.run(ModelSubject(name="clf", model=fitted, x=X[1::2], y=Y[1::2]))
    assert found.status in {Status.PASS, Status.WARN}
    assert found.details[0] == "100 rows attacked with 200 questions each."


def test_a_wide_margin_passes_and_a_thin_one_is_seen() -> None:
    random = np.random.default_rng(0)
    y = random.integers(0, 2, 300)
    wide = np.column_stack((np.where(y == 1, 5.0, -5.0) + random.normal(size=300), random.normal(size=300)))
    thin = np.column_stack((np.where(y == 1, 0.02, -0.02) * random.random(300), random.normal(size=300)))
    # most of the spread of the first feature comes from a few rows far out
    thin[:6, 0] = np.where(y[:6] == 1, 3.0, -3.0)

    class Sign:
        classes_ = np.array([0, 1])

        def predict(self, x: np.ndarray) -> np.ndarray:
            return (x[:, 0] > 0).astype(int)

    safe = PROBE.run(ModelSubject(name="clf", model=Sign(), x=wide, y=y))
    fragile = PROBE.run(ModelSubject(name="clf", model=Sign(), x=thin, y=y))
    assert (safe.status, fragile.status) == (Status.PASS, Status.WARN)
    assert robust(safe) > 0.95
    assert robust(fragile) < 0.1


def test_an_attacker_who_controls_little_is_held_to_it() -> None:
    frame = pd.DataFrame(X[1::2], columns=[f"f{n}" for n in range(X.shape[1])])
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(
        pd.DataFrame(X[::2], columns=frame.columns), Y[::2]
    )
    found = PROBE.run(ModelSubject(name="clf", model=model, x=frame, y=Y[1::2], controlled=("f3",)))
    assert found.status is Status.ERROR
    assert found.summary.startswith("Not evidence: the attack found a start for ")


class Stripes:
    """Answers by the stripe that a row lies in, which no linear model can tell."""

    classes_ = np.array([0, 1])

    def predict(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(np.floor(x[:, 0] * 20) % 2, dtype=int)


@pytest.mark.parametrize("factor", [99.0, None])
def test_rows_that_fall_count_although_the_attack_cannot_be_checked(
    factor: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power(*_: object) -> float:
        if factor is None:
            raise NotEvidenceError("the attack cannot be checked")
        return factor

    monkeypatch.setattr("jupyter_mlsec.probes.model_adversarial._own_power", power)
    x = np.random.default_rng(0).normal(size=(300, 3))
    y = Stripes().predict(x)
    found = PROBE.run(ModelSubject(name="clf", model=Stripes(), x=x, y=y))
    assert (found.status, robust(found)) == (Status.WARN, 0.0)
    assert found.details[1] == "A stronger attack would turn over more of them."
    wide = np.column_stack((np.where(y == 1, 5.0, -5.0) + x[:, 1], x[:, 2]))
    firm = RandomForestClassifier(20, random_state=0).fit(wide, y)
    assert PROBE.run(ModelSubject(name="clf", model=firm, x=wide, y=y)).status is Status.ERROR
    wrong = np.where(np.arange(300) % 5 < 3, 1 - y, y)  # few right answers are no attack's doing
    assert PROBE.run(ModelSubject(name="clf", model=firm, x=wide, y=wrong)).status is Status.ERROR


def test_one_answer_for_all_is_not_evidence() -> None:
    class Constant:
        classes_ = np.array([0, 1])

        def predict(self, x: np.ndarray) -> np.ndarray:
            return np.ones(len(x), dtype=int)

    found = PROBE.run(ModelSubject(name="clf", model=Constant(), x=X, y=Y))
    assert found.summary == "Not evidence: the model gives one answer for all rows."


def test_the_answer_is_the_same_twice() -> None:
    model = LogisticRegression(max_iter=5000).fit(X[::2], Y[::2])
    subject = ModelSubject(name="clf", model=model, x=X[1::2], y=Y[1::2])
    assert PROBE.run(subject) == PROBE.run(subject)
