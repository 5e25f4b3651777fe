"""Where conversations, records and replies are kept, encrypted."""
