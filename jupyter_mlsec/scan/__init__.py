"""The scanner: rules over cells and files, hits into findings."""
