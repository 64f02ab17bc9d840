"""The secret detector: texts in, matches out; no value ever leaves it, and no socket is ever opened."""
