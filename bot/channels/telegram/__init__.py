"""Borrowers on Telegram: `door.Telegram` is what the application builds; only files behind it import aiogram."""
