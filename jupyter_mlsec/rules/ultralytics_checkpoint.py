"""A YOLO checkpoint (`.pt`) is a torch pickle of the whole model, and ultralytics loads it as one.

What it sees: `YOLO`, `SAM`, `RTDETR`, `FastSAM` and `NAS` of ultralytics given a `.pt` or `.pth` file. Configurations
(`.yaml`) and exports (`.onnx`, `.engine`) are left alone.

Exploit: a "better" `best.pt` from a forum runs its author's code when the detector is made.

Use instead:

```python
YOLO("best.onnx")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.call import Call, CallRule
from jupyter_mlsec.code.constants import path_end
from jupyter_mlsec.model.rule import Confidence, Family, Hit, Severity


def _check(call: Call) -> Iterator[Hit]:
    model = call.argument("model", 0)
    path = path_end(model)
    if path is not None and path.lower().split("?")[0].endswith((".pt", ".pth")):
        yield call.hit()
    elif path is None and model is not None:
        yield call.hit(severity=Severity.LOW, confidence=Confidence.LOW)


RULE = CallRule(
    name="ultralytics-checkpoint",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    message="a YOLO checkpoint is a pickle of the whole model, so it can run code",
    remedy="Use only checkpoints that you trained or that ultralytics publishes, or an ONNX export.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000", "AML.T0018.002"),
    functions=(
        "ultralytics.YOLO",
        "ultralytics.SAM",
        "ultralytics.RTDETR",
        "ultralytics.FastSAM",
        "ultralytics.NAS",
        "ultralytics.YOLOWorld",
        "ultralytics.models..YOLO",
        "ultralytics..attempt_load_weights",
        "ultralytics..attempt_load_one_weight",
        "ultralytics..torch_safe_load",
        "yolov5.load",
    ),
    check=_check,
)
