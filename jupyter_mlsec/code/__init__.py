"""Notebook-aware program analysis: what the cells call and which commands they run, found without running anything."""
