"""The people behind the bot: flags, the queue, the desk."""
