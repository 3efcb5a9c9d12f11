"""Commands that read JSON Lines from a pipe, without a database and without the web half."""
