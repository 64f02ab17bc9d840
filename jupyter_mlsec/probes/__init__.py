"""One probe a file: what it measures, and the checklist items it is evidence for."""
