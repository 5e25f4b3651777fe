"""How a message reaches us and how a reply leaves: terminal, web, Telegram, WeChat."""
