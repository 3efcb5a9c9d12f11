"""What the verbatims say, kept: readings, themes and results."""
