"""How answers, building, size and memory change from one plan to ten thousand: `python -m tests.growth`."""
