-- Messages that change in place: which one a delivery takes the place of, as its platform names it.
ALTER TABLE deliveries ADD COLUMN message TEXT NOT NULL DEFAULT '';

-- Somebody waits for the next phase of a hold: it goes before everything else.
CREATE INDEX deliveries_awaited ON deliveries (platform, not_before) WHERE state = 'planned' AND kind = 'timer';
