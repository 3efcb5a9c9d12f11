"""The survey on other people's pages: how it looks there, whether it asks, and what its script sends."""
