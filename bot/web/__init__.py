"""What the web chat and the desk share below them: headers, pace, forms."""
