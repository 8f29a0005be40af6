"""From an answer to what a person sees: plain text, JSON, Telegram HTML.

All wording stands here, in Chinese and English.
"""
