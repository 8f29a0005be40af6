"""The tables of the state file in which learning from use is kept."""

TABLES = """
CREATE TABLE kept_questions (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,  -- old buttons must not mean another one
    key       TEXT NOT NULL,             -- its words, without what does not change a question
    context   TEXT NOT NULL,             -- JSON: the turns before it that it needs
    text      TEXT NOT NULL,             -- as it was last asked
    language  TEXT NOT NULL,
    intent    TEXT NOT NULL,
    state     TEXT NOT NULL,             -- open, taught or dismissed
    lesson_id INTEGER,                   -- what was taught for it
    UNIQUE (key, context)
) STRICT;
CREATE TABLE askings (
    question_id INTEGER NOT NULL REFERENCES kept_questions (id),
    person      TEXT NOT NULL,           -- a salted hash: tells people apart, not who they are
    reason      TEXT NOT NULL,           -- unanswered or rated
    asked_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX askings_by_question ON askings (question_id, asked_at);
CREATE TABLE lessons (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    kind      TEXT NOT NULL,             -- alias, answer or absent
    content   TEXT NOT NULL,             -- JSON
    taught_by INTEGER NOT NULL,
    taught_at INTEGER NOT NULL,
    state     TEXT NOT NULL              -- proposed, kept or undone
) STRICT;
CREATE TABLE digests (
    person_id  INTEGER PRIMARY KEY,
    told_until INTEGER NOT NULL          -- what came later was not told yet
) STRICT;
"""
