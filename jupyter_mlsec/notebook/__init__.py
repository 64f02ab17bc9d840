"""Readers of notebooks and scripts: bytes in, vocabulary out, nothing is executed and nbformat is not needed."""
