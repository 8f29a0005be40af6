"""Planbot's search and answers next to what people would use instead: `python -m tests.peers`, see BENCHMARKS.md."""
