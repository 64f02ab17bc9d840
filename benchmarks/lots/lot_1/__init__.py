"""Notebooks and projects with one planted defect each, and the same without it. Labelled before anything was run."""
