"""Telling people: the weekly digest, on each reader's own wall clock."""
