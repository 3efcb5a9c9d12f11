"""Links, codes, kiosks and frames: the places where anybody may answer, and the console's pages of them."""
