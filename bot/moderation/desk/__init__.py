"""The desk: the moderators' pages at /desk, made on the server, live by server-sent events."""

from bot.moderation.desk.addresses import routes

__all__ = ["routes"]
