"""The sixth lot of planted defects: pairs labelled by somebody who had read neither the readers nor an earlier lot.

It is spread over all 62 items, also those that are decided by what a kernel holds. When it was new: 165 of 293 planted
defects were seen as they are written (56.3 %; 149 of them, 50.9 %, by a probe that says less of the clean twin), and 16
of 293 clean twins failed (5.5 %). The families that were mended next were chosen without it, but for three: checks that
change nothing, tests that cannot fail, and records that leave open what they are there for; after that 217 were seen
(212, 72.4 %, for their own reason). The clean twins that failed were then read, and mended where the tool was wrong: one
fails still, because in the profile of the benchmark nothing at all is known about most stages.
"""
