"""The zip of an agent holds a JSON file whose values are base64 cloudpickles, and a torch checkpoint.

What it sees: calls of `stable_baselines3…load`, `sb3_contrib…load`, `stable_baselines…load`,
`stable_baselines3…load_replay_buffer`, `stable_baselines3…load_from_zip_file`, `stable_baselines3…load_from_pkl` and
its relatives.

Exploit: An agent from the hub plays well, and its `lr_schedule` runs a command when it is loaded.

Use instead:

```python
model.set_parameters(weights)
```
"""

from __future__ import annotations

from jupyter_mlsec.code.call import CallRule, every
from jupyter_mlsec.model.rule import Family, Severity

RULE = CallRule(
    name="stable-baselines-load",
    family=Family.UNSAFE_LOAD,
    severity=Severity.MEDIUM,
    message="a stable-baselines agent holds cloudpickled objects",
    remedy="Load only agents that you saved, or the policy's weights alone.",
    docs=__doc__,
    cwe=(502,),
    atlas=("AML.T0011.000", "AML.T0018.002"),
    functions=(
        "stable_baselines3..load",
        "sb3_contrib..load",
        "stable_baselines..load",
        "stable_baselines3..load_replay_buffer",
        "stable_baselines3..load_from_zip_file",
        "stable_baselines3..load_from_pkl",
        "sb3_contrib..load_replay_buffer",
        "huggingface_sb3.load_from_hub",
        "stable_baselines3..load_from_hub",
    ),
    check=every,
)
