"""What each starter says: a file for each, complete in every language that we ship."""
