-- Questionnaires, and what clients answered.
--
-- What was entered is not changed; that it was entered in error is added.

CREATE TABLE instrument (                                  -- hers; those of the program are not in here
  id       TEXT PRIMARY KEY CHECK (id <> ''),
  body     TEXT NOT NULL CHECK (json_valid(body)),
  added_at TEXT NOT NULL CHECK (unixepoch(added_at) IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE TABLE measure (
  id         INTEGER PRIMARY KEY CHECK (id > 0),           -- M-000001 is 1
  casefile   INTEGER NOT NULL REFERENCES casefile (id),
  party      TEXT NOT NULL CHECK (party GLOB '[A-Z]'),
  instrument TEXT NOT NULL CHECK (instrument <> ''),
  title      TEXT NOT NULL,                                -- as it was called
  given      TEXT NOT NULL CHECK (given IS date(given)),
  answers    TEXT NOT NULL CHECK (answers = '' OR json_valid(answers)),   -- by their numbers, null where one is missing; '': only the total is known
  missing    INTEGER NOT NULL CHECK (missing >= 0),
  score      REAL,                                         -- NULL: too many are missing
  band       TEXT NOT NULL,                                -- what the score meant when it was entered
  risk       INTEGER NOT NULL CHECK (risk IN (0, 1)),      -- an item about harm was answered with more than nothing, or its answer is not known
  entered_at TEXT NOT NULL CHECK (unixepoch(entered_at) IS NOT NULL),
  uid        BLOB NOT NULL DEFAULT (randomblob(16)) CHECK (length(uid) = 16),
  CHECK (answers <> '' OR score IS NOT NULL)
) STRICT;
CREATE INDEX measure_casefile ON measure (casefile, party, instrument, given);

CREATE TABLE measure_void (
  measure INTEGER PRIMARY KEY REFERENCES measure (id),
  at      TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL),
  reason  TEXT NOT NULL CHECK (reason <> '')
) STRICT;

-- ---- the rules

CREATE TRIGGER instrument_only_added BEFORE INSERT ON instrument
WHEN EXISTS (SELECT 1 FROM instrument WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'an instrument is only added'); END;

CREATE TRIGGER instrument_not_changed BEFORE UPDATE ON instrument
BEGIN SELECT RAISE(ABORT, 'an instrument is not changed'); END;

CREATE TRIGGER instrument_not_deleted BEFORE DELETE ON instrument
BEGIN SELECT RAISE(ABORT, 'an instrument is not deleted'); END;

CREATE TRIGGER measure_only_added BEFORE INSERT ON measure
WHEN NEW.id IS NOT 1 + max((SELECT coalesce(max(id), 0) FROM measure), coalesce((SELECT last FROM counter WHERE name = 'measure'), 0))
  OR EXISTS (SELECT 1 FROM destruction WHERE casefile = NEW.casefile)
BEGIN SELECT RAISE(ABORT, 'a measure is only added'); END;

CREATE TRIGGER measure_not_changed BEFORE UPDATE ON measure
BEGIN SELECT RAISE(ABORT, 'a measure is not changed'); END;

CREATE TRIGGER measure_not_deleted BEFORE DELETE ON measure
WHEN OLD.casefile NOT IN (SELECT casefile FROM destroying)
BEGIN SELECT RAISE(ABORT, 'a measure is not deleted'); END;

CREATE TRIGGER measure_void_only_added BEFORE INSERT ON measure_void
WHEN EXISTS (SELECT 1 FROM measure_void WHERE measure = NEW.measure)
BEGIN SELECT RAISE(ABORT, 'that a measure is void is only added'); END;

CREATE TRIGGER measure_void_not_changed BEFORE UPDATE ON measure_void
BEGIN SELECT RAISE(ABORT, 'that a measure is void is not changed'); END;

CREATE TRIGGER measure_void_not_deleted BEFORE DELETE ON measure_void
WHEN (SELECT casefile FROM measure WHERE id = OLD.measure) NOT IN (SELECT casefile FROM destroying)
BEGIN SELECT RAISE(ABORT, 'that a measure is void is not deleted'); END;

CREATE TRIGGER destruction_takes_measures BEFORE UPDATE ON destruction
WHEN EXISTS (SELECT 1 FROM measure WHERE casefile = OLD.casefile)
BEGIN SELECT RAISE(ABORT, 'a destruction is only finished'); END;
