"""What every probe stands on: observations, limits, budgets, what notebooks and kernels are as subjects."""
