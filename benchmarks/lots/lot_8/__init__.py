"""The eighth lot: two pairs for each of the 62 items, six for leakage, written by somebody who had read the catalogue.

Whoever wrote it is an evaluator who plants what people ordinarily get wrong: had read the items and the form of a pair,
and no probe, no test and no earlier lot but one module for its form. Defect and twin were labelled before anything was
run. One half (every other case of an item, by the SHA-256 of its name) stays unread by whoever mends probes.
When the lot was new, as one cell or with its files alone: 84 of 128 defects were seen (65.6 %; read half 38 of 64,
unread half 46 of 64), and 5 clean twins failed (3.9 %).
"""
