"""From what a person writes to a question: slots first, then one row of the table of intents.

Total on any text: every message becomes a `Question`, if only one that cannot be read.
"""
