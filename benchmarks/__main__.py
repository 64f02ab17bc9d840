"""``python -m benchmarks [NAME…]``: run benchmarks and print their figures; ``BENCH_MATERIAL`` names the samples."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Run the named benchmarks, or all: modules of this folder that define ``main``."""
    sys.path.insert(0, str(HERE.parent))
    names = sys.argv[1:] or [module.name for module in pkgutil.iter_modules([str(HERE)]) if module.name[0] != "_"]
    for name in names:
        if not (HERE / f"{name}.py").exists():
            continue  # what a benchmark asks for itself: ``python -m benchmarks lifecycle_planted fifth``
        module = importlib.import_module(f"benchmarks.{name}")
        if hasattr(module, "main"):
            print(f"\n## {name}\n{(module.__doc__ or '').strip()}\n")
            module.main()


main()
