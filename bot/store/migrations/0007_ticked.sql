-- Old injuries that were tapped while the question about them is open.
ALTER TABLE people ADD COLUMN ticked TEXT NOT NULL DEFAULT '[]';        -- JSON: old injuries
