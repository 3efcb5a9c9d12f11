"""What moves the score of a survey."""
