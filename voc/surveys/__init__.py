"""What we ask: surveys, their versions and questions. A published version never changes."""
