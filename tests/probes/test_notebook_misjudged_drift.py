"""Drift between a batch and itself: in tests of two samples, reports and detectors, under whatever name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
SEEN = ("warn", "The wrong thing is judged: a batch is held against itself (cell 2).")
LOAD = "import pandas as pd\nlive = pd.read_parquet('live.parquet')\nref = pd.read_parquet('ref.parquet')"
# In each, REF is where a stored reference belongs.
FAMILY = {
    "another name": "from scipy.stats import ks_2samp\nbase = REF\np = [ks_2samp(base[c], live[c]) for c in live]",
    "two names at once": "from scipy.stats import ks_2samp\nold, new = REF, live\nprint(ks_2samp(old['a'], new['a']))",
    "the same file again": "from scipy.stats import wasserstein_distance as w\n"
    "drift = w(pd.read_parquet('FILE.parquet')['a'], live['a'])",
    "evidently": "from evidently import Report\nReport([DataDriftPreset()]).run(reference_data=REF, current_data=live)",
    "evidently, by place": "from evidently import Report\nr = Report([DataDriftPreset()])\nout = r.run(live, REF)",
    "alibi-detect": "from alibi_detect.cd import KSDrift\ndrift = KSDrift(REF.to_numpy()).predict(live.to_numpy())",
    "nannyml": "import nannyml\ncalc = nannyml.UnivariateDriftCalculator()\ncalc.fit(REF)\nout = calc.calculate(live)",
    "deepchecks": "from deepchecks.tabular.checks import FeatureDrift\n"
    "FeatureDrift().run(train_dataset=REF, test_dataset=live)",
    "tfdv": "import tensorflow_data_validation as tfdv\ns = tfdv.generate_statistics_from_dataframe(live)\n"
    "drift = tfdv.validate_statistics(s, schema, previous_statistics=tfdv.generate_statistics_from_dataframe(REF))",
    "shares": "from scipy.spatial.distance import jensenshannon\nexpected = REF['a'].value_counts(normalize=True)\n"
    "actual = live['a'].value_counts(normalize=True)\nprint('drift', jensenshannon(expected, actual))",
}


@pytest.mark.parametrize("name", FAMILY)
def test_a_batch_against_itself_is_seen(ask_notebook: Ask, name: str) -> None:
    code = FAMILY[name]
    assert ask_notebook("misjudged_drift", LOAD, code.replace("REF", "live").replace("FILE", "live")) == SEEN
    assert ask_notebook("misjudged_drift", LOAD, code.replace("REF", "ref").replace("FILE", "ref"))[0] != "warn"


@pytest.mark.parametrize(
    "cell",
    [
        "shifted = live.copy()\nshifted['a'] *= 2\nprint('drift', ks_2samp(live['a'], shifted['a']))",
        "assert ks_2samp(live['a'], live['a']).pvalue == 1  # drift of nothing",
        "one, other = live.sample(100), live.sample(100)\nprint('drift', ks_2samp(one['a'], other['a']))",
        "print('drift', ks_2samp(live[live.day < '2026-01']['a'], live[live.day >= '2026-01']['a']))",
        "def test_drift():\n    return ks_2samp(live['a'], live['a'])\ntest_drift()",
    ],
)
def test_two_parts_of_one_batch_may_differ(ask_notebook: Ask, cell: str) -> None:
    said = ask_notebook("misjudged_drift", LOAD + "\nfrom scipy.stats import ks_2samp", cell)
    assert said == ("pass", "Nothing amiss is seen in what is judged.")


@pytest.mark.parametrize("cell", ["print(live.describe())", "from scipy.stats import ttest_ind\nttest_ind(a, a)"])
def test_no_test_of_drift_is_no_evidence(ask_notebook: Ask, cell: str) -> None:
    said = ("not-applicable", "Does not apply: the notebook holds no test of the kind.")
    assert ask_notebook("misjudged_drift", LOAD, cell) == said
