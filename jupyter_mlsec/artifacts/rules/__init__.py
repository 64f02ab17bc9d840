"""Rules about model and data files, one a module."""
