"""The seventh lot: pairs over all 62 items, labelled by people who had read neither the readers nor an earlier lot.

One half (every other case of an item, by the SHA-256 of its name) stays unread by whoever mends probes, so that it can
be asked again. When the lot was new, at commit 5560ccc: 118 of 259 planted defects were seen (45.6 %; 99 of them,
38.2 %, by a probe that says less of the clean twin), and 10 clean twins failed (3.9 %). In the unread half 54 of 129
were seen for their own reason (41.9 %), 4 twins failed; after new families were mended, 73 (56.6 %; 76, 58.9 %, in any
way), and 2 failed. In the half whose misses of evaluations, documents and pipelines were shown: 45 of 130 before, 82
afterwards. Of leakage, in the unread half, 19 of 30 before and after.
"""
