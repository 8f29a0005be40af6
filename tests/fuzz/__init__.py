"""Input that nobody means: made at random out of real questions, files and codes, and held against the laws of answers.

A case is fully told by its kind, number and seed: `python -m tests.fuzz --only question --case 4711` repeats it.

`texts` makes texts, `laws` says what holds for whatever comes back, `kinds` names the kinds and what each does
(`asking`, `codes`, `chats` with `bot`, `files`, `records`), `running` runs them on a `place`.
"""
