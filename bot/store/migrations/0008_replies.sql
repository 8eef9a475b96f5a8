-- Replies to notes, readers who may be quoted, and letters to a part of the members.

ALTER TABLE deliveries ADD COLUMN shown TEXT NOT NULL DEFAULT '';       -- the messages it made that can be replied to

ALTER TABLE questions ADD COLUMN about TEXT NOT NULL DEFAULT '';        -- what it replies to: a week, or letter-3
ALTER TABLE questions ADD COLUMN consent TEXT NOT NULL DEFAULT ''
    CHECK (consent IN ('', 'asked', 'named', 'anonymous', 'no'));
CREATE INDEX questions_quotable ON questions (number) WHERE consent IN ('named', 'anonymous');

CREATE TABLE awaited (                      -- whose next words are a reply; minutes later they are not
    account         TEXT PRIMARY KEY,
    about           TEXT NOT NULL,
    until           TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE letters (
    number          INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice: buttons carry it
    author          TEXT NOT NULL,          -- an account
    part            TEXT NOT NULL,          -- all, missed, or a track
    text            TEXT NOT NULL,
    written_at      TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('draft', 'sent'))
) STRICT;
CREATE INDEX letters_of_author ON letters (author, number);

ALTER TABLE people ADD COLUMN wants_letters INTEGER NOT NULL DEFAULT 1;
ALTER TABLE people ADD COLUMN note_off_at TEXT;                         -- when the notes were turned off

-- What the board counts.
CREATE INDEX people_by_word ON people (standing, heard_at);
CREATE INDEX people_with_sign ON people (person) WHERE has_open_sign = 1;
CREATE INDEX people_without_note ON people (note_off_at) WHERE note_off_at IS NOT NULL;
CREATE INDEX check_ins_too_much ON check_ins (day, drill) WHERE was_too_much = 1;
CREATE INDEX check_ins_that_hurt ON check_ins (day, person, pain) WHERE pain >= 4;
