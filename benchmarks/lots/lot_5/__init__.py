"""The fifth lot of planted defects: pairs labelled by somebody who had read neither the readers nor an earlier lot.

When it was new: 177 of 233 planted defects were seen as they are written (76.0 %; 164 of them, 70.4 %, by a probe that
says less of the clean twin), and 7 of 233 clean twins failed (3.0 %). Since then what was missed is mended in part.
"""
