"""Statutes, rules, channels, platforms and scams, each with its source."""
