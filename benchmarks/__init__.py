"""How fast we are, told as ratios and counts: `make bench`."""
