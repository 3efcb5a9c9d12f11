"""Closing the loop: which response deserves a case, whose it is, by when, and what was done."""
