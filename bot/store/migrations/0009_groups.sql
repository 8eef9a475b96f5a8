-- Groups and channels that read along, and how the sending of a note goes.

CREATE TABLE groups (
    chat            TEXT PRIMARY KEY,       -- as "platform:id"
    address         TEXT NOT NULL,          -- the chat, or a topic of it, as the platform names it
    zone            TEXT NOT NULL,
    note_hour       TEXT NOT NULL,
    label           TEXT NOT NULL,          -- the ISO week of the note that is due next
    due_at          TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX groups_by_time ON groups (due_at);
CREATE INDEX groups_by_label ON groups (label);

-- What a message that goes on changing showed last.
ALTER TABLE deliveries ADD COLUMN figures TEXT NOT NULL DEFAULT '';

-- How many of a week are in which state, and when one last changed.
DROP INDEX deliveries_of_label;
CREATE INDEX deliveries_of_label ON deliveries (kind, label, state, reason);
CREATE INDEX deliveries_settled ON deliveries (kind, label, settled_at);

-- The count of a note that goes out does not wait behind that note.
DROP INDEX deliveries_awaited;
CREATE INDEX deliveries_awaited ON deliveries (platform, not_before)
    WHERE state = 'planned' AND kind IN ('timer', 'progress');
