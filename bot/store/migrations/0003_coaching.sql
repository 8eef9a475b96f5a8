-- What a member works on, what speaks against it, and how each drill felt.

ALTER TABLE people ADD COLUMN focus TEXT NOT NULL DEFAULT 'foot';
ALTER TABLE people ADD COLUMN parked TEXT NOT NULL DEFAULT '[]';        -- JSON: tracks
ALTER TABLE people ADD COLUMN aim TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN history TEXT;                             -- JSON: old injuries; NULL: not asked yet
ALTER TABLE people ADD COLUMN is_guarded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE people ADD COLUMN pauses TEXT NOT NULL DEFAULT '[]';        -- JSON: first, until, is_injury
ALTER TABLE people ADD COLUMN gentle_until TEXT;

ALTER TABLE check_ins ADD COLUMN was_too_much INTEGER NOT NULL DEFAULT 0;
ALTER TABLE check_ins ADD COLUMN felt TEXT;
ALTER TABLE check_ins ADD COLUMN side TEXT CHECK (side IN ('left', 'right'));
ALTER TABLE check_ins ADD COLUMN pain INTEGER CHECK (pain BETWEEN 0 AND 10);
ALTER TABLE check_ins ADD COLUMN has_settled INTEGER;
