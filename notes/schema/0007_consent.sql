-- What clients consented to, agreed on, or were told in writing.
--
-- What was entered is not changed. That it was taken back, or entered in error,
-- is added.

CREATE TABLE consent (
  id         INTEGER PRIMARY KEY CHECK (id > 0),          -- S-000001 is 1
  casefile   INTEGER NOT NULL REFERENCES casefile (id),
  kind       TEXT NOT NULL CHECK (kind IN ('informed-consent', 'privacy-notice', 'joint-record', 'recording-policy', 'release')),
  parties    TEXT NOT NULL CHECK (parties <> ''),         -- who gave it: A,B
  given      TEXT NOT NULL CHECK (given IS date(given)),
  until      TEXT CHECK (until IS NULL OR until IS date(until) AND until >= given),   -- its last day
  way        TEXT NOT NULL CHECK (way IN ('signed', 'electronic', 'spoken')),
  version    TEXT NOT NULL,                               -- of the sheet
  what       TEXT NOT NULL,                               -- of a release: which information,
  recipient  TEXT NOT NULL,                               --   to whom,
  purpose    TEXT NOT NULL,                               --   for what,
  since      TEXT CHECK (since IS date(since)),           --   of which time
  upto       TEXT CHECK (upto IS date(upto)),
  explained  INTEGER NOT NULL CHECK (explained IN (0, 1)),-- what follows from giving it or not
  entered_at TEXT NOT NULL CHECK (unixepoch(entered_at) IS NOT NULL),
  uid        BLOB NOT NULL DEFAULT (randomblob(16)) CHECK (length(uid) = 16),
  CHECK (kind <> 'release' OR what <> '' AND recipient <> '' AND purpose <> ''),
  CHECK (since IS NULL OR upto IS NULL OR since <= upto)
) STRICT;
CREATE INDEX consent_casefile ON consent (casefile, id);

CREATE TABLE consent_end (
  id      INTEGER PRIMARY KEY CHECK (id > 0),
  consent INTEGER NOT NULL REFERENCES consent (id),
  at      TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL),
  day     TEXT NOT NULL CHECK (day IS date(day)),
  how     TEXT NOT NULL CHECK (how IN ('withdrawn', 'void')),
  reason  TEXT NOT NULL,
  uid     BLOB NOT NULL DEFAULT (randomblob(16)) CHECK (length(uid) = 16)
) STRICT;
CREATE INDEX consent_end_consent ON consent_end (consent);

-- ---- the rules

CREATE TRIGGER consent_only_added BEFORE INSERT ON consent
WHEN NEW.id IS NOT 1 + max((SELECT coalesce(max(id), 0) FROM consent), coalesce((SELECT last FROM counter WHERE name = 'consent'), 0))
  OR EXISTS (SELECT 1 FROM destruction WHERE casefile = NEW.casefile)
BEGIN SELECT RAISE(ABORT, 'a consent is only added'); END;

CREATE TRIGGER consent_not_changed BEFORE UPDATE ON consent
BEGIN SELECT RAISE(ABORT, 'a consent is not changed'); END;

CREATE TRIGGER consent_not_deleted BEFORE DELETE ON consent
WHEN OLD.casefile NOT IN (SELECT casefile FROM destroying)
BEGIN SELECT RAISE(ABORT, 'a consent is not deleted'); END;

CREATE TRIGGER consent_end_only_added BEFORE INSERT ON consent_end
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM consent_end)
  OR NEW.how = 'withdrawn' AND NEW.day < (SELECT given FROM consent WHERE id = NEW.consent)
BEGIN SELECT RAISE(ABORT, 'the end of a consent is only added'); END;

CREATE TRIGGER consent_end_not_changed BEFORE UPDATE ON consent_end
BEGIN SELECT RAISE(ABORT, 'the end of a consent is not changed'); END;

CREATE TRIGGER consent_end_not_deleted BEFORE DELETE ON consent_end
WHEN (SELECT casefile FROM consent WHERE id = OLD.consent) NOT IN (SELECT casefile FROM destroying)
BEGIN SELECT RAISE(ABORT, 'the end of a consent is not deleted'); END;

CREATE TRIGGER destruction_takes_consents BEFORE UPDATE ON destruction
WHEN EXISTS (SELECT 1 FROM consent WHERE casefile = OLD.casefile)
BEGIN SELECT RAISE(ABORT, 'a destruction is only finished'); END;
