"""Golden talks: what was said to the bot and every word it answered."""
