"""Predictors: what probes of models share, as attacks, metrics and disturbances."""
