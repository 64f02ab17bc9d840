"""``python -m tools.checklist_page``: write the tables of docs/checklist.md anew."""

from __future__ import annotations

from pathlib import Path

from jupyter_mlsec.lifecycle.reference import with_tables

PAGE = Path(__file__).parents[1] / "docs" / "checklist.md"


def main() -> None:
    """Replace what stands between the two marks."""
    PAGE.write_text(with_tables(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
