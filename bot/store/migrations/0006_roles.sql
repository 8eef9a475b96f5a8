-- Coaches that were added in chat, and what coaches did.

CREATE TABLE roster (
    account         TEXT PRIMARY KEY,       -- the role is that of this account, whomever it is paired with
    is_approver     INTEGER NOT NULL,
    added_by        TEXT NOT NULL,          -- empty once that coach is forgotten
    added_at        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    number          INTEGER PRIMARY KEY AUTOINCREMENT,
    at              TEXT NOT NULL,
    account         TEXT NOT NULL,          -- empty once that coach is forgotten
    act             TEXT NOT NULL,
    about           TEXT NOT NULL,
    detail          TEXT NOT NULL
) STRICT;
CREATE INDEX audit_about ON audit (about);
CREATE INDEX audit_by ON audit (account);

-- It is only added to; what names an account may be emptied.
CREATE TRIGGER audit_stays BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END;

CREATE TRIGGER audit_stands BEFORE UPDATE ON audit
WHEN (NEW.number, NEW.at, NEW.act, NEW.detail) IS NOT (OLD.number, OLD.at, OLD.act, OLD.detail)
    OR NEW.account NOT IN ('', OLD.account) OR NEW.about NOT IN ('', OLD.about)
BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END;
