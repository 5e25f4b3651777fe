"""The web chat: one page that talks, with or without JavaScript, and asks no other host for anything."""

from bot.channels.webchat.doors import routes

__all__ = ["routes"]
