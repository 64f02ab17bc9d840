"""A fourth lot, by somebody who knows the items and none of the readers. Labelled before it was run.

When it was new (commit 7f7fc62): 439 of 801 planted defects were seen (54.8 %; 127 of 233 as they are written), and 13
of 801 clean twins failed (1.6 %; 5 of 233). A warning that stands on the twin just as well made 11 of the 127.
"""
