"""Made-up tables: drawn from a model of real rows, written, and never held against the rows they were made after."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
MADE = (
    "import pandas as pd\nfrom sdv.single_table import TVAESynthesizer\nreal = pd.read_csv('people.csv')\n"
    "maker = TVAESynthesizer(meta)\nmaker.fit(real)\nfake = maker.sample(100)\n"
)
WRITTEN = "fake.to_csv('given/fake.csv', index=False)\n"


def said(place: str) -> tuple[str, str]:
    return "warn", f"Made after real rows, and not compared with them: {place}."


FITTED = "m.fit(real)\n"
OTHERS = {
    "ten.parquet": MADE + "print(abs(fake.mean() - real.mean()))\nfake.sample(10).to_parquet('ten.parquet')",
    "share.csv": (
        "from ctgan import CTGAN\nm = CTGAN(epochs=10)\nm.fit(real, ['sex'])\nout = m.sample(500)\n"
        "out['id'] = range(500)\nout.to_csv('share.csv')"
    ),
    "x.csv": (
        "from synthcity.plugins import Plugins\nm = Plugins().get('tvae')\n" + FITTED
        + "m.generate(count=100).dataframe().to_csv('x.csv')"
    ),
    "rows.csv": "from be_great import GReaT\nm = GReaT(llm='gpt2')\n" + FITTED + "m.sample(9).to_csv('rows.csv')",
    "org/fake-patients": (
        "from datasets import Dataset\nfrom realtabformer import REaLTabFormer\nm = REaLTabFormer()\n" + FITTED
        + "Dataset.from_pandas(m.sample(n_samples=10)).push_to_hub('org/fake-patients')"
    ),
    "f.csv": (
        "from sdv.single_table import CopulaGANSynthesizer\nclass Maker:\n    def __init__(self):\n"
        "        self.s = CopulaGANSynthesizer(meta)\n    def run(self, real):\n        self.s.fit(real)\n"
        "        return self.s.sample(10)\nMaker().run(real).to_csv('f.csv')"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("place", "cell"), [("given/fake.csv", MADE + WRITTEN), *OTHERS.items()])
def test_rows_that_nobody_compares(ask_notebook: Ask, cell: str, place: str) -> None:
    assert ask_notebook("synthetic_copies", cell) == said(place)


@pytest.mark.parametrize("looks", [
    "from scipy.spatial.distance import cdist\nassert cdist(fake, real).min() > 0.1\n",
    "from sklearn.neighbors import NearestNeighbors\nd = NearestNeighbors().fit(real).kneighbors(fake)[0]\n",
    "from anonymeter.evaluators import SinglingOutEvaluator\nSinglingOutEvaluator(ori=real, syn=fake).evaluate()\n",
    "from sdmetrics.single_table import DCRBaselineProtection\nDCRBaselineProtection.compute_breakdown(real, fake)\n",
    "assert fake.merge(real).empty\n",
    "from checks import dcr_share\nassert dcr_share(fake, real) < 0.53\n",
])  # fmt: skip
def test_rows_that_are_compared(ask_notebook: Ask, looks: str) -> None:
    verdict = ("pass", "Made-up rows are compared with the real ones.")
    assert ask_notebook("synthetic_copies", MADE, looks + WRITTEN) == verdict


def test_what_looks_like_a_comparison(ask_notebook: Ask) -> None:
    for looks in (
        "from sklearn.neighbors import KNeighborsClassifier\nKNeighborsClassifier().fit(fake[['a']], fake['y'])\n",
        "both = real.merge(regions)\n",
        "from sdmetrics.reports.single_table import QualityReport\nQualityReport().generate(real, fake, meta)\n",
    ):
        assert ask_notebook("synthetic_copies", MADE, looks + WRITTEN) == said("given/fake.csv")


@pytest.mark.parametrize("cell", [
    "from snsynth.pytorch.nn import DPCTGAN\ns = DPCTGAN(epsilon=1.0)\ns.fit(real)\ns.sample(10).to_csv('f.csv')",
    "import pandas as pd\npd.read_csv('p.csv').sample(100).to_csv('f.csv')",
    MADE + "print(fake.mean())",
])  # fmt: skip
def test_what_is_no_such_table(ask_notebook: Ask, cell: str) -> None:
    verdict = ("not-applicable", "Does not apply: no table that is made after real rows is seen to be written.")
    assert ask_notebook("synthetic_copies", cell) == verdict


def test_code_that_cannot_be_read_is_no_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("synthetic_copies", MADE + "assert fake.merge(real).empty\n" + WRITTEN, "def (")[0] == "error"
