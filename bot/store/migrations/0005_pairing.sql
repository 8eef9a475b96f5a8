-- Codes that make two accounts one person, and who typed wrong ones. Both are gone minutes later.

CREATE TABLE codes (
    account         TEXT PRIMARY KEY,       -- who showed it; the newest counts
    address         TEXT NOT NULL,
    code            TEXT NOT NULL UNIQUE,   -- a hash of it
    until           TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE wrong_codes (
    account         TEXT NOT NULL,
    at              TEXT NOT NULL
) STRICT;
CREATE INDEX wrong_codes_of_account ON wrong_codes (account);

ALTER TABLE people ADD COLUMN shares_pain INTEGER NOT NULL DEFAULT 0;   -- a coach may see figures of pain
