"""Listening here: the hosted page, the click in a mail, what is provisional and what is final.

One way in: `submission.record`.
"""
