"""How a question is understood, answered and shown; and the ways in: terminal and Telegram."""
