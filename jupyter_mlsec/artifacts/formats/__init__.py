"""Formats of model and data files, one a module."""
