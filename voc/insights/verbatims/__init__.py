"""The explorer: finding verbatims by word and filter, showing them masked, taking them away."""
