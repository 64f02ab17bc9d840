"""``python -m jupyter_mlsec`` is the ``mlsec`` command."""

from __future__ import annotations

from jupyter_mlsec.cli.main import main

if __name__ == "__main__":
    main()
