-- Challenges that groups took on. What people did in them stands in check_ins.

CREATE TABLE rounds (
    number          INTEGER PRIMARY KEY AUTOINCREMENT,
    slug            TEXT NOT NULL,
    title           TEXT NOT NULL,
    drills          TEXT NOT NULL,          -- JSON: slugs
    first           TEXT NOT NULL,
    days            INTEGER NOT NULL,
    days_a_week     INTEGER NOT NULL,
    hour            TEXT NOT NULL,
    zone            TEXT NOT NULL,
    rest            TEXT NOT NULL,          -- JSON: weekdays, Monday 0
    is_ranked       INTEGER NOT NULL,
    code            TEXT NOT NULL UNIQUE,
    begun_at        TEXT NOT NULL,
    ended           TEXT,                   -- the day before which it ended, where that was early
    excused         TEXT NOT NULL DEFAULT '[]'  -- JSON: days whose post never came
) STRICT;

CREATE TABLE venues (
    number          INTEGER NOT NULL REFERENCES rounds ON DELETE CASCADE,
    chat            TEXT NOT NULL,          -- as "platform:id"
    address         TEXT NOT NULL,          -- the chat, or a topic of it, as the platform names it
    label           TEXT,                   -- the local day of the post that is due next, or "end"
    due_at          TEXT,
    PRIMARY KEY (number, chat)
) STRICT, WITHOUT ROWID;
CREATE INDEX venues_by_time ON venues (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX venues_of_chat ON venues (chat, number);

CREATE TABLE entrants (
    round           INTEGER NOT NULL REFERENCES rounds ON DELETE CASCADE,
    number          INTEGER NOT NULL,       -- within the round, in order of joining
    person          TEXT NOT NULL,          -- empty once forgotten
    name            TEXT NOT NULL,
    chat            TEXT NOT NULL,
    stays           TEXT NOT NULL,          -- JSON: first, until
    is_in           INTEGER NOT NULL,
    is_hidden       INTEGER NOT NULL,
    kept_days       TEXT NOT NULL DEFAULT '[]', -- JSON: what somebody did who is forgotten,
    kept_pauses     TEXT NOT NULL DEFAULT '[]', -- and when they did not have to
    PRIMARY KEY (round, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX entrants_of_person ON entrants (person, round) WHERE person != '';

ALTER TABLE people ADD COLUMN is_guest INTEGER NOT NULL DEFAULT 0;
