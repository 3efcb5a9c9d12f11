"""The codebook that people edit, what they correct, and the pages of themes."""
