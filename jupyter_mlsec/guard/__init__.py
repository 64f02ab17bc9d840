"""The guard: one audit hook that stops a load before what it would run; a guard for loads, not a sandbox."""
