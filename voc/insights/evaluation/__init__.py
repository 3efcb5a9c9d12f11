"""How good the readings are, judged by people on a random sample."""
