"""What people write, read for danger and for facts. Pure."""
