-- People, what they did, what falls due for them, and what was sent.
-- Instants are UTC text that sorts; days are local dates; hours are wall time.

CREATE TABLE people (
    person          TEXT PRIMARY KEY,
    version         INTEGER NOT NULL,
    home            TEXT NOT NULL,          -- the account that unasked messages go to
    name            TEXT NOT NULL,
    locale          TEXT NOT NULL,
    zone            TEXT NOT NULL,
    hour            TEXT NOT NULL,
    note_hour       TEXT NOT NULL,
    quiet_from      TEXT,
    quiet_to        TEXT,
    standing        TEXT NOT NULL CHECK (standing IN ('active', 'paused', 'stopped')),
    paused_until    TEXT,
    has_open_sign   INTEGER NOT NULL,
    wants_note      INTEGER NOT NULL,
    joined_at       TEXT NOT NULL,
    heard_at        TEXT NOT NULL
) STRICT;

CREATE TABLE accounts (
    account         TEXT PRIMARY KEY,
    person          TEXT NOT NULL REFERENCES people ON DELETE CASCADE,
    address         TEXT NOT NULL,          -- its private chat, empty while unknown
    is_reachable    INTEGER NOT NULL
) STRICT;
CREATE INDEX accounts_of_person ON accounts (person);

CREATE TABLE check_ins (
    person          TEXT NOT NULL REFERENCES people ON DELETE CASCADE,
    day             TEXT NOT NULL,
    drill           TEXT NOT NULL,
    at              TEXT NOT NULL,
    PRIMARY KEY (person, day)
) STRICT, WITHOUT ROWID;

-- The agenda: the next instant of each schedule of each person.
CREATE TABLE agenda (
    person          TEXT NOT NULL REFERENCES people ON DELETE CASCADE,
    kind            TEXT NOT NULL,
    label           TEXT NOT NULL,          -- the local day or ISO week that is due
    due_at          TEXT NOT NULL,
    PRIMARY KEY (person, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX agenda_by_time ON agenda (due_at);
CREATE INDEX agenda_by_label ON agenda (kind, label);

CREATE TABLE deliveries (
    key             TEXT PRIMARY KEY,       -- kind/person/label: never twice
    kind            TEXT NOT NULL,
    person          TEXT NOT NULL,          -- an account where it goes to a coach who never joined
    label           TEXT NOT NULL,
    platform        TEXT NOT NULL,
    account         TEXT NOT NULL,
    address         TEXT NOT NULL,
    due_at          TEXT NOT NULL,
    not_before      TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('planned', 'claimed', 'sending', 'sent', 'skipped', 'failed')),
    reason          TEXT NOT NULL DEFAULT '',
    attempts        INTEGER NOT NULL DEFAULT 0,
    settled_at      TEXT
) STRICT;
CREATE INDEX deliveries_to_send ON deliveries (platform, not_before, due_at) WHERE state = 'planned';
CREATE INDEX deliveries_begun ON deliveries (platform) WHERE state IN ('claimed', 'sending');
CREATE INDEX deliveries_too_late ON deliveries (kind, due_at) WHERE state = 'skipped' AND reason = 'late';
CREATE INDEX deliveries_answered ON deliveries (person, kind, settled_at);
CREATE INDEX deliveries_of_person ON deliveries (person, kind, label);
CREATE INDEX deliveries_of_label ON deliveries (kind, label);
