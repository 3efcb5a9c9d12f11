"""What is suddenly spoken of: each week is looked through once, and what emerged in it is kept and shown."""
