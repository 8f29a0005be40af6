"""Small faults put into understanding and answering, one at a time: which of them do the tests and the score notice?

The faults are mutmut's (its operators on syntax trees); running them is our own, since each must be tried in a second:
one process imports the libraries and builds the indexes once, and every mutant is tried in a fork of it, first on the
questions with known answers, then on the tests, in both on those alone that ran the changed function.

`making` makes mutants, `trying` tries one, `__main__` is the command.
"""
