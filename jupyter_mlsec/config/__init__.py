"""One frozen, typed configuration; unknown keys are errors."""
