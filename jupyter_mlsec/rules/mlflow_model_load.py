"""Most MLflow flavours save with cloudpickle, joblib or torch, and a `pyfunc` model brings Python code of its own.

What it sees: calls of `mlflow…load_model`, `mlflow…load_pyfunc`, `mlflow…spark_udf`, `mlflow…load_context`.

Exploit: Whoever may register `models:/fraud/Production` decides what runs in every notebook that loads it.

Use instead:

```python
skops.io.load(mlflow.artifacts.download_artifacts(uri))
```
"""

from __future__ import annotations

from jupyter_mlsec.code.call import CallRule, every
from jupyter_mlsec.model.rule import Family, Severity

RULE = CallRule(
    name="mlflow-model-load",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    message="an MLflow model is unpickled and may bring its own code",
    remedy="Pin the model's version and source, and prefer a flavour that saves without pickle.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000", "AML.T0010.003"),
    functions=(
        "mlflow..load_model",
        "mlflow..load_pyfunc",
        "mlflow..spark_udf",
        "mlflow..load_context",
    ),
    check=every,
)
