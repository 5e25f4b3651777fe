"""Reads every content file as an editor's second pair of eyes: what is wrong, where, and how to mend it."""
