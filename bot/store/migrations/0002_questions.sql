-- What members passed on to the coach, and how often a card was not what they had meant.

CREATE TABLE questions (
    number          INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice: buttons carry it
    person          TEXT NOT NULL,          -- an account where somebody asks who never joined
    account         TEXT NOT NULL,
    address         TEXT NOT NULL,
    name            TEXT NOT NULL,
    text            TEXT NOT NULL,
    asked_at        TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('open', 'answered', 'declined', 'kept')),
    answer          TEXT NOT NULL,
    answered_by     TEXT NOT NULL,
    settled_at      TEXT
) STRICT;
CREATE INDEX questions_of_person ON questions (person);
CREATE INDEX questions_open ON questions (number) WHERE state = 'open';

CREATE TABLE misses (
    card            TEXT PRIMARY KEY,
    count           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
