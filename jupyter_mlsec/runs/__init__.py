"""Runs: execute a notebook, bundle what came out, sign it, verify it and run it again."""
