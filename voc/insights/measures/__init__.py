"""Scores as people see them: every survey's, and measures that span several surveys of one metric."""
