"""Rule pages: all that a rule says about itself, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from inline_snapshot import snapshot

from jupyter_mlsec.model.rule import Family, Rule
from jupyter_mlsec.reports.rules_markdown import rule_page, rules_index


def test_page(rules: Mapping[str, Rule]) -> None:
    assert rule_page(rules["unsafe-torch-load"]) == snapshot("""\
# unsafe-torch-load

**torch.load runs code from the file.**

Unsafe loading · severity high · confidence high

A checkpoint is a pickle.

Use `weights_only=True` instead.

## What to do

Pass weights_only=True.

## To allow it

On the line, or alone on the line above:

```python
# mlsec: allow[unsafe-torch-load] the reason
```

## References

- [CWE-502](https://cwe.mitre.org/data/definitions/502.html)
- [MITRE ATLAS AML.T0011.000](https://atlas.mitre.org/techniques/AML.T0011.000)
""")


def test_a_rule_with_nothing_to_refer_to_has_no_references(rules: Mapping[str, Rule]) -> None:
    page = rule_page(replace(rules["unsafe-torch-load"], cwe=(), atlas=(), docs=""))
    assert [line for line in page.splitlines() if line.startswith("#")] == snapshot(
        ["# unsafe-torch-load", "## What to do", "## To allow it", "# mlsec: allow[unsafe-torch-load] the reason"]
    )


def test_index(rules: Mapping[str, Rule]) -> None:
    rule = rules["unsafe-torch-load"]
    other = replace(rule, name="a-pipe", family=Family.SECRET, message="a | b.")
    assert rules_index([rule, other]) == snapshot("""\
# Rules

## Secrets

| rule | severity | confidence | finds |
|---|---|---|---|
| [a-pipe](a-pipe.md) | high | high | a \\| b. |

## Unsafe loading

| rule | severity | confidence | finds |
|---|---|---|---|
| [unsafe-torch-load](unsafe-torch-load.md) | high | high | torch.load runs code from the file |
""")
