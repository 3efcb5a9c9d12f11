"""What one group of verbatims speaks of more than another."""
