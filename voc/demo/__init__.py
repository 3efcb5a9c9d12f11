"""A believable company to click through, in a workspace of its own: filled in seconds, wiped by its id, mailing nobody.

`making` makes the empty workspace and says who is in it; it is all that the web process knows. `filling` claims an
empty demo and fills it, part by part, through the same verbs as the pages: people, customers and surveys first, then
half a year week by week, then readings and digests. What happened in that half year is decided beforehand, from a
seed and the Monday of the current week, in `story`.
"""
