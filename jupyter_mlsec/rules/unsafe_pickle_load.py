"""A pickle is a program: reading one runs whatever its author put into it.

What it sees: `pickle.load`, `pickle.loads`, `pickle.Unpickler`, the C and Python 2 spellings, `compress_pickle`,
`cPickle` through `six`, readers such as `srsly.pickle_loads`. An unpickler whose `find_class` refuses names is left
alone; the copy `pickle.loads(pickle.dumps(x))` is only a note.

Exploit: a "pre-trained" `model.pkl` whose `__reduce__` returns `(os.system, ("curl … | sh",))` runs that command when
it is read.

Use instead:

```python
skops.io.load("model.skops")  # scikit-learn
safetensors.torch.load_file("model.safetensors")  # weights
json.load(file)  # plain data
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.origin import remote
from jupyter_mlsec.code.values import Instance, Klass, Ref, Value
from jupyter_mlsec.model.rule import Confidence, Family, Hit, Severity


def _check(call: Call) -> Iterator[Hit]:
    if _restricted(call.base):
        return
    source = call.argument("file", 0) or call.argument("data", 0)
    if isinstance(source, Ref) and source.name in _DUMPS:
        yield call.hit("an object is copied by pickling it", severity=Severity.LOW, confidence=Confidence.MEDIUM)
    elif remote(source):
        yield call.hit("a pickle from the network is loaded: its author runs code here", severity=Severity.CRITICAL)
    elif call.own(source):
        yield call.hit("a pickle that this notebook also writes is loaded", severity=Severity.MEDIUM)
    else:
        yield call.hit()


def _restricted(base: Value | None) -> bool:
    """Whether the unpickler is a class of the notebook whose ``find_class`` refuses names."""
    klass = base.klass if isinstance(base, Instance) else base
    while isinstance(klass, Klass):
        for part in klass.node.body if klass.node else ():
            if isinstance(part, ast.FunctionDef) and part.name == "find_class":
                return any(isinstance(inner, ast.Raise) for inner in ast.walk(part))
        klass = next((parent for parent in klass.bases if isinstance(parent, Klass)), None)
    return False


_DUMPS = frozenset({"pickle.dumps()", "dill.dumps()", "cloudpickle.dumps()"})

RULE = CallRule(
    name="unsafe-pickle-load",
    family=Family.UNSAFE_LOAD,
    severity=Severity.HIGH,
    message="unpickling runs whatever code the file holds",
    remedy="Use a format without code: skops for scikit-learn, safetensors for weights, JSON or Parquet for data.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000", "AML.T0018.002"),
    functions=(
        "pickle.load",
        "pickle.loads",
        "pickle.Unpickler().load",
        "pickle..noload",
        "compress_pickle.load",
        "compress_pickle.loads",
        "srsly.pickle_loads",
        "zodbpickle..load",
        "zodbpickle..loads",
        "hickle.load",
        "klepto..load",
        "pickleshare.PickleShareDB",
        "multiprocessing.reduction.ForkingPickler.loads",
        "multiprocessing.reduction..loads",
        "torch._utils_internal.load_pickle",
        "kombu.serialization.pickle_loads",
        "distributed.protocol.pickle.loads",
        "pandas.compat.pickle_compat.load",
        "pandas.compat.pickle_compat.loads",
        "celery..pickle_loads",
    ),
    check=_check,
)
