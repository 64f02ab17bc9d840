"""Many libraries save their objects with pickle without saying so.

What it sees: calls of `paddle.load`, `paddle.fluid.load`, `autogluon…load`, `darts…load`, `bertopic…load`,
`top2vec…load`, kedro's `PickleDataset`, `SqliteDict` and their relatives.

Exploit: A model file with the usual extension of the library is a pickle with a `__reduce__` that runs a command.

Use instead:

```python
skops.io.load("model.skops")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.constants import path_end
from jupyter_mlsec.model.rule import Family, Hit, Severity


def _check(call: Call) -> Iterator[Hit]:
    if ".datasets" in call.name:
        return
    path = path_end(call.argument("resource_url", 0))
    if call.name == "nltk.data.load" and not (path or "").endswith((".pickle", ".pkl")):
        return
    yield call.hit()


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
        "autogluon..load",
        "darts..load",
        "bertopic..load",
        "top2vec..load",
        "surprise.dump.load",
        "nemo..restore_from",
        "networkx..read_gpickle",
        "mmengine..load_checkpoint",
        "detectron2..DetectionCheckpointer().load",
        "detectron2..DetectionCheckpointer().resume_or_load",
        "fvcore..Checkpointer().load",
        "mmcv..load_checkpoint",
        "*.recv_pyobj",
        "pyarrow.deserialize",
        "allennlp..load_archive",
        "deepchem..load_from_disk",
        "nltk.data.load",
        "kedro_datasets..PickleDataset().load",
        "kedro.extras.datasets.pickle.PickleDataSet().load",
        "sqlitedict.SqliteDict",
        "ray.cloudpickle.load",
        "ray.cloudpickle.loads",
        "ray.rllib..from_checkpoint",
        "ray.rllib..restore",
        "ray.tune..restore",
        "bentoml..load_model",
        "pyspark.serializers..loads",
        "pyspark.cloudpickle..loads",
        "mmdet..init_detector",
        "mmseg..init_model",
        "mmpose..init_model",
        "mmpretrain..init_model",
        "mmengine..load_from_local",
        "fairseq..load_model_ensemble_and_task",
        "fairseq..load_model_ensemble",
        "fairseq..load_checkpoint_to_cpu",
        "dgl..load_info",
        "allennlp..from_path",
        "allennlp..from_archive",
        "ktrain..load_predictor",
        "pytorch_tabnet..load_model",
        "recbole..load_data_and_model",
        "ludwig..load",
        "deepdish..load",
        "scvi..load",
        "scvi..load_query_data",
        "merlion..load",
        "sktime..load",
        "neuralforecast..load",
        "tsai..load_learner",
        "d3rlpy.load_learnable",
        "snorkel..load",
        "shap..load",
    ),
    check=_check,
)
