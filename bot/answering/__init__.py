"""From a question to an answer that is data: facts, citations, choices, or why not. Knows the index, not how it is shown."""
