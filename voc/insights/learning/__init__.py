"""Learning from a workspace's own scores: every version kept, one of them on."""
