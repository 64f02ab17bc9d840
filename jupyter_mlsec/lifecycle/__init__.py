"""The checklist: evidence that probes compute, decisions that people make, and what they are bound to."""
