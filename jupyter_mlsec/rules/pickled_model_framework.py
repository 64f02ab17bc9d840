"""Many libraries save their objects with pickle without saying so.

What it sees: calls of `paddle.load`, `paddle.fluid.load`, `autogluon…load`, `darts…load`, `bertopic…load`, `top2vec…load` and its
relatives.

Exploit: A model file with the usual extension of the library is a pickle with a `__reduce__` that runs a command.

Use instead:

```python
skops.io.load("model.skops")
```
"""

from __future__ import annotations

from jupyter_mlsec.code.call import CallRule, every
from jupyter_mlsec.model.rule import Family, Severity

RULE = CallRule(
    name="pickled-model-framework",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    message="this library unpickles what it loads, which can run any code",
    remedy="Load only what you saved yourself, or ask for a format without code.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000", "AML.T0018.002"),
    functions=(
        "paddle.load",
        "paddle.fluid.load",
        "autogluon..load",
        "darts..load",
        "bertopic..load",
        "top2vec..load",
        "surprise.dump.load",
        "nemo..restore_from",
        "networkx.read_gpickle",
        "networkx.readwrite.gpickle.read_gpickle",
        "shap..load",
        "kats..load",
        "sktime..load",
        "mmengine..load_checkpoint",
        "mmcv..load_checkpoint",
        "*.recv_pyobj",
        "pyarrow.deserialize",
        "allennlp.models.archival.load_archive",
        "allennlp..load_archive",
        "simpletransformers..load",
        "deepchem..load_from_disk",
        "deepchem.utils.load_from_disk",
        "nltk.data.load",
        "h2o.load_model",
        "pomegranate..from_pickle",
        "cornac..load",
        "implicit..load_model",
        "spotlight..load",
        "causalml..load_model",
        "econml..load",
        "imodels..load",
        "chemprop..load_checkpoint",
        "tpot..load",
        "lifelines..load_model",
        "ray.cloudpickle.load",
        "ray.cloudpickle.loads",
        "prefect..read_pickle",
    ),
    check=every,
)
