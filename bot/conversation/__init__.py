"""The engine: dialogs and answers in, replies out. Pure."""
