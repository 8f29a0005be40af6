"""The tables of the state file, as steps from the first version on. None is ever changed once it was released."""

from bot.learning import tables as learning

STEPS: tuple[str, ...] = (
    """
    CREATE TABLE allowed_chats (
        chat_id    INTEGER PRIMARY KEY,
        allowed_by INTEGER NOT NULL,
        allowed_at INTEGER NOT NULL  -- seconds since 1970, as everywhere in this file
    ) STRICT;
    CREATE TABLE notices (
        person_id INTEGER PRIMARY KEY,
        told_at   INTEGER NOT NULL
    ) STRICT;
    """,
    """
    CREATE TABLE answers (
        chat_id     INTEGER NOT NULL,
        message_id  INTEGER NOT NULL,  -- of the answer
        question_id INTEGER NOT NULL,  -- of the message that it answers
        person_id   INTEGER NOT NULL,
        topic_id    INTEGER NOT NULL,
        origin      TEXT NOT NULL,     -- JSON: the conversation up to the question
        before      TEXT NOT NULL,     -- JSON: the same, and what buttons asked below the answer since
        turn        TEXT NOT NULL,     -- what was asked, or the code of the last button
        after       TEXT NOT NULL,     -- JSON: the conversation up to the answer
        why         TEXT NOT NULL,     -- JSON: how the question was read and what was found
        answered_at INTEGER NOT NULL,
        PRIMARY KEY (chat_id, message_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX answers_by_question ON answers (chat_id, question_id);
    CREATE INDEX answers_by_person ON answers (person_id, chat_id, topic_id, answered_at);
    CREATE TABLE dialogues (
        person_id INTEGER NOT NULL,
        chat_id   INTEGER NOT NULL,
        topic_id  INTEGER NOT NULL,
        turns     TEXT NOT NULL,       -- JSON
        spoken_at INTEGER NOT NULL,
        PRIMARY KEY (person_id, chat_id, topic_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE ratings (
        chat_id    INTEGER NOT NULL,
        message_id INTEGER NOT NULL,
        person_id  INTEGER NOT NULL,
        is_good    INTEGER NOT NULL,
        turn       TEXT NOT NULL,      -- what was asked
        why        TEXT NOT NULL,
        rated_at   INTEGER NOT NULL,
        PRIMARY KEY (chat_id, message_id, person_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE updates (
        update_id  INTEGER PRIMARY KEY,
        digest     TEXT NOT NULL,      -- of what it says: a server that begins anew may use a number again
        content    TEXT,               -- JSON of an update that waits for long, so that Telegram need not keep it
        is_handled INTEGER NOT NULL,
        noted_at   INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE remarks (
        name TEXT PRIMARY KEY,
        text TEXT NOT NULL
    ) STRICT;
    """,
    """
    CREATE TABLE chat_documents (
        chat_id  INTEGER PRIMARY KEY,
        document TEXT NOT NULL         -- name of the document that questions there are about, unless they name another
    ) STRICT;
    """,
    learning.TABLES,
    """
    CREATE TABLE drafts (                -- see bot.drafts
        token      TEXT PRIMARY KEY,
        person_id  INTEGER NOT NULL UNIQUE,
        message_id INTEGER NOT NULL,     -- that shows it, in that person's private chat
        name       TEXT NOT NULL,        -- of the document; "" where the corpus folder is indexed anew
        is_ready   INTEGER NOT NULL,
        drafted_at INTEGER NOT NULL
    ) STRICT;
    """,
)
