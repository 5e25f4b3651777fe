"""Reads every content file as an editor's second pair of eyes: what is wrong, where, and how to mend it."""

from bot.check.report import run

__all__ = ["run"]
