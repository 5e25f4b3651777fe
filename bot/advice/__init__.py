"""What is unlawful and what to do about it, in order. Pure."""
