"""The checklist's items, the statements they answer, and the standards they map to, as data."""
