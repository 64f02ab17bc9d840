"""A second lot of defects, in the spellings of other people. Labelled before anything was run."""
