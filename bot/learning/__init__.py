"""Learning from use: which questions failed, what administrators teach about them, and what that would change.

Knows ids and texts, nothing of Telegram's objects. What is learned is data in the state file, never code or an index.
"""
