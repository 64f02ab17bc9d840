"""``%mlsec`` and ``%%mlsec``: the engines, asked from a kernel."""
