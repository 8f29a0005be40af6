"""From a question to an answer that is data: facts, citations, choices, or why not.

Knows the index, but not how an answer is shown.
"""
