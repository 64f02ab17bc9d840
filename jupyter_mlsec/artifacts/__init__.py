"""Readers of model and data files: which code a file could run, found without loading it."""
