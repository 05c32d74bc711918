-- How long cases are kept, and what is left of those that were destroyed.
--
-- A case is destroyed in one transaction: a row is added to destruction, what the
-- case has is deleted, and the row is finished. In between it refers to a row
-- that can not be, and such a transaction is not committed. Only so are the rules
-- lifted by which nothing that is signed or handed over is deleted, and only for
-- what belongs to that case.
--
-- What stays is the row of the case without its words, this row, the events
-- (codes only), the leaves of the log (digests only), and the uids of what is
-- gone, so that no other copy of the record brings it back.

-- Her own decision how long a case is kept; the last one counts.
CREATE TABLE retention_keep (
  id       INTEGER PRIMARY KEY CHECK (id > 0),
  casefile INTEGER NOT NULL REFERENCES casefile (id),
  at       TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL),
  until    TEXT NOT NULL CHECK (until IS date(until)),
  reason   TEXT NOT NULL CHECK (reason <> ''),
  uid      BLOB NOT NULL DEFAULT (randomblob(16)) CHECK (length(uid) = 16)
) STRICT;
CREATE INDEX retention_keep_casefile ON retention_keep (casefile, id);

-- What was written late counts as an entry of the day on which it was signed.
CREATE INDEX note_late ON note (casefile, signed_at) WHERE late_hours IS NOT NULL;

CREATE TABLE never (id INTEGER PRIMARY KEY CHECK (id IS NULL)) STRICT;

CREATE TABLE destruction (
  casefile    INTEGER PRIMARY KEY REFERENCES casefile (id),
  number      INTEGER NOT NULL CHECK (number > 0),       -- of the certificate: X-001 is 1
  at          TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL),
  generation  INTEGER NOT NULL CHECK (generation > 0),   -- the last one of the vault that had the case
  rule        TEXT NOT NULL CHECK (rule IN ('term', 'minors', 'inquiry', 'own')),
  source      TEXT NOT NULL,                             -- where the rule stands
  until       TEXT NOT NULL CHECK (until IS date(until)),-- the day that was reached
  last        TEXT NOT NULL CHECK (last IS date(last)),  -- of the last entry
  notes       INTEGER NOT NULL CHECK (notes >= 0),
  addenda     INTEGER NOT NULL CHECK (addenda >= 0),
  requests    INTEGER NOT NULL CHECK (requests >= 0),
  disclosures INTEGER NOT NULL CHECK (disclosures >= 0),
  persons     INTEGER NOT NULL CHECK (persons >= 0),
  holds       INTEGER NOT NULL CHECK (holds >= 0),       -- that had stood, and were lifted
  uid         BLOB NOT NULL DEFAULT (randomblob(16)) CHECK (length(uid) = 16),
  unfinished  INTEGER REFERENCES never (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- The case that is being destroyed.
CREATE VIEW destroying (casefile) AS SELECT casefile FROM destruction WHERE unfinished IS NOT NULL;

-- Digests of what was signed in such a case, and its leaf in the log; no leaf:
-- it was signed in another copy, and never was in this record.
CREATE TABLE destroyed_item (
  digest   BLOB PRIMARY KEY CHECK (length(digest) = 32),
  leaf     INTEGER UNIQUE REFERENCES log (leaf),
  casefile INTEGER NOT NULL REFERENCES casefile (id),
  joined   INTEGER REFERENCES joined (id),               -- with which copy it came
  CHECK ((leaf IS NULL) = (joined IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Persons, requests and holds that went with a case.
CREATE TABLE destroyed_uid (
  uid      BLOB PRIMARY KEY CHECK (length(uid) = 16),
  casefile INTEGER NOT NULL REFERENCES casefile (id)
) STRICT, WITHOUT ROWID;

-- She looked for old copies of the vault in a place, and none is left there.
CREATE TABLE place_looked (
  id    INTEGER PRIMARY KEY CHECK (id > 0),
  place INTEGER NOT NULL REFERENCES copy_place (id),
  at    TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL),
  uid   BLOB NOT NULL DEFAULT (randomblob(16)) CHECK (length(uid) = 16)
) STRICT;

-- The cases that a request names, held, handed over or decided about.
CREATE VIEW request_said (request, casefile) AS
  SELECT request, casefile FROM request_case
  UNION SELECT h.request, c.casefile FROM hold h JOIN hold_case c ON c.hold = h.id WHERE h.request IS NOT NULL
  UNION SELECT d.request, c.casefile FROM disclosure d JOIN disclosure_case c ON c.disclosure = d.id
  UNION SELECT r.request, n.casefile FROM request_note r JOIN note n ON n.id = r.note
  UNION SELECT r.request, n.casefile FROM request_span r JOIN note n ON n.id = r.note;

-- And those that it reaches because it names none: all of the person's.
CREATE VIEW request_touches (request, casefile) AS
  SELECT request, casefile FROM request_said
  UNION SELECT q.id, p.casefile FROM request q JOIN party p ON p.person = q.person WHERE q.named_cases = 0;

-- The requests of the case that is being destroyed: those that go with it
-- (whole), and those that lose only what they say of it. Empty otherwise.
CREATE TABLE request_destroying (
  request INTEGER PRIMARY KEY,
  whole   INTEGER NOT NULL CHECK (whole IN (0, 1))
) STRICT;

-- ---- the rules

CREATE TRIGGER retention_keep_only_added BEFORE INSERT ON retention_keep
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM retention_keep)
BEGIN SELECT RAISE(ABORT, 'a decision to keep is only added'); END;

CREATE TRIGGER retention_keep_not_changed BEFORE UPDATE ON retention_keep
BEGIN SELECT RAISE(ABORT, 'a decision to keep is not changed'); END;

CREATE TRIGGER retention_keep_not_deleted BEFORE DELETE ON retention_keep
WHEN OLD.casefile NOT IN (SELECT casefile FROM destroying)
BEGIN SELECT RAISE(ABORT, 'a decision to keep is not deleted'); END;

CREATE TRIGGER place_looked_only_added BEFORE INSERT ON place_looked
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM place_looked)
BEGIN SELECT RAISE(ABORT, 'that a place was looked at is only added'); END;

CREATE TRIGGER place_looked_not_changed BEFORE UPDATE ON place_looked
BEGIN SELECT RAISE(ABORT, 'that a place was looked at is not changed'); END;

CREATE TRIGGER place_looked_not_deleted BEFORE DELETE ON place_looked
BEGIN SELECT RAISE(ABORT, 'that a place was looked at is not deleted'); END;

CREATE TRIGGER never_anything BEFORE INSERT ON never
BEGIN SELECT RAISE(ABORT, 'there is no such thing'); END;

-- Closed, without drafts, without a hold that stands or a request that is open.
CREATE TRIGGER destruction_begun BEFORE INSERT ON destruction
WHEN NEW.unfinished IS NOT NEW.casefile
  OR EXISTS (SELECT 1 FROM destruction WHERE casefile = NEW.casefile OR number = NEW.number OR unfinished IS NOT NULL)
  OR NOT EXISTS (SELECT 1 FROM casefile WHERE id = NEW.casefile AND id > 0 AND closed IS NOT NULL)
  OR EXISTS (SELECT 1 FROM note WHERE casefile = NEW.casefile AND status = 'draft')
  OR EXISTS (SELECT 1 FROM hold_case c JOIN hold h ON h.id = c.hold WHERE c.casefile = NEW.casefile AND h.lifted_at IS NULL)
  OR EXISTS (SELECT 1 FROM request_touches t JOIN request q ON q.id = t.request WHERE t.casefile = NEW.casefile AND q.closed_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'a case is destroyed only when nothing holds it'); END;

CREATE TRIGGER destruction_only_finished BEFORE UPDATE ON destruction
WHEN OLD.unfinished IS NULL OR NEW.unfinished IS NOT NULL
  OR NEW.casefile <> OLD.casefile OR NEW.number <> OLD.number OR NEW.at <> OLD.at OR NEW.generation <> OLD.generation OR NEW.rule <> OLD.rule
  OR NEW.source <> OLD.source OR NEW.until <> OLD.until OR NEW.last <> OLD.last OR NEW.notes <> OLD.notes OR NEW.addenda <> OLD.addenda
  OR NEW.requests <> OLD.requests OR NEW.disclosures <> OLD.disclosures OR NEW.persons <> OLD.persons OR NEW.holds <> OLD.holds OR NEW.uid <> OLD.uid
  OR EXISTS (SELECT 1 FROM note WHERE casefile = OLD.casefile) OR EXISTS (SELECT 1 FROM party WHERE casefile = OLD.casefile)
  OR EXISTS (SELECT 1 FROM alias WHERE casefile = OLD.casefile) OR EXISTS (SELECT 1 FROM retention_keep WHERE casefile = OLD.casefile)
  OR EXISTS (SELECT 1 FROM request_touches WHERE casefile = OLD.casefile) OR EXISTS (SELECT 1 FROM hold_case WHERE casefile = OLD.casefile)
  OR EXISTS (SELECT 1 FROM request_step WHERE casefile = OLD.casefile) OR EXISTS (SELECT 1 FROM request_destroying)
  OR EXISTS (SELECT 1 FROM casefile WHERE id = OLD.casefile AND (service <> '' OR reason <> '' OR legal_basis <> ''))
BEGIN SELECT RAISE(ABORT, 'a destruction is only finished'); END;

CREATE TRIGGER destruction_not_deleted BEFORE DELETE ON destruction
BEGIN SELECT RAISE(ABORT, 'what was destroyed stays so'); END;

CREATE TRIGGER destroyed_item_only_added BEFORE INSERT ON destroyed_item
WHEN EXISTS (SELECT 1 FROM destroyed_item WHERE digest = NEW.digest OR leaf = NEW.leaf)
  OR NEW.leaf IS NULL AND NEW.joined IS NOT (SELECT max(id) FROM joined)
  OR NEW.leaf IS NOT NULL AND NOT EXISTS (SELECT 1 FROM seal s LEFT JOIN addendum a ON a.id = s.addendum
       JOIN note n ON n.id = coalesce(s.note, a.note) JOIN destroying USING (casefile)
       WHERE s.leaf = NEW.leaf AND s.digest = NEW.digest AND n.casefile = NEW.casefile)
BEGIN SELECT RAISE(ABORT, 'a destroyed item is only added'); END;

CREATE TRIGGER destroyed_item_not_changed BEFORE UPDATE ON destroyed_item
BEGIN SELECT RAISE(ABORT, 'a destroyed item is not changed'); END;

CREATE TRIGGER destroyed_item_not_deleted BEFORE DELETE ON destroyed_item
BEGIN SELECT RAISE(ABORT, 'a destroyed item is not deleted'); END;

CREATE TRIGGER destroyed_uid_only_added BEFORE INSERT ON destroyed_uid
WHEN EXISTS (SELECT 1 FROM destroyed_uid WHERE uid = NEW.uid) OR NOT EXISTS (SELECT 1 FROM destruction WHERE casefile = NEW.casefile)
BEGIN SELECT RAISE(ABORT, 'what was destroyed is only added to'); END;

CREATE TRIGGER destroyed_uid_not_changed BEFORE UPDATE ON destroyed_uid
BEGIN SELECT RAISE(ABORT, 'what was destroyed is not changed'); END;

CREATE TRIGGER destroyed_uid_not_deleted BEFORE DELETE ON destroyed_uid
BEGIN SELECT RAISE(ABORT, 'what was destroyed is not deleted'); END;

-- A request goes when it is closed and of no other case that is left.
CREATE TRIGGER request_destroying_of_the_case BEFORE INSERT ON request_destroying
WHEN EXISTS (SELECT 1 FROM request_destroying WHERE request = NEW.request)
  OR NOT EXISTS (SELECT 1 FROM request_touches JOIN destroying USING (casefile) WHERE request = NEW.request)
  OR NEW.whole = 1 AND (
       EXISTS (SELECT 1 FROM request WHERE id = NEW.request AND closed_at IS NULL)
    OR EXISTS (SELECT 1 FROM request_said WHERE request = NEW.request AND casefile NOT IN (SELECT casefile FROM destruction))
    OR NOT EXISTS (SELECT 1 FROM request_said JOIN destroying USING (casefile) WHERE request = NEW.request)
       AND EXISTS (SELECT 1 FROM request_touches WHERE request = NEW.request AND casefile NOT IN (SELECT casefile FROM destruction)))
BEGIN SELECT RAISE(ABORT, 'the request is of other cases too'); END;

CREATE TRIGGER request_destroying_not_changed BEFORE UPDATE ON request_destroying
BEGIN SELECT RAISE(ABORT, 'which requests go is not changed'); END;

-- ---- a tombstone stays as it is

CREATE TRIGGER casefile_destroyed_not_changed BEFORE UPDATE ON casefile
WHEN EXISTS (SELECT 1 FROM destruction WHERE casefile IN (OLD.id, NEW.id) AND unfinished IS NULL)
BEGIN SELECT RAISE(ABORT, 'a destroyed case is not changed'); END;

CREATE TRIGGER casefile_destroyed_not_replaced BEFORE INSERT ON casefile
WHEN EXISTS (SELECT 1 FROM destruction WHERE casefile = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a destroyed case is not changed'); END;

CREATE TRIGGER casefile_destroyed_not_deleted BEFORE DELETE ON casefile
WHEN EXISTS (SELECT 1 FROM destruction WHERE casefile = OLD.id)
BEGIN SELECT RAISE(ABORT, 'a destroyed case is not deleted'); END;

CREATE TRIGGER note_not_into_destroyed BEFORE INSERT ON note
WHEN EXISTS (SELECT 1 FROM destruction WHERE casefile = NEW.casefile)
BEGIN SELECT RAISE(ABORT, 'a destroyed case is not written in'); END;

CREATE TRIGGER party_not_into_destroyed BEFORE INSERT ON party
WHEN EXISTS (SELECT 1 FROM destruction WHERE casefile = NEW.casefile)
BEGIN SELECT RAISE(ABORT, 'a destroyed case has no parties'); END;

CREATE TRIGGER party_not_moved_into_destroyed BEFORE UPDATE ON party
WHEN EXISTS (SELECT 1 FROM destruction WHERE casefile = NEW.casefile)
BEGIN SELECT RAISE(ABORT, 'a destroyed case has no parties'); END;

CREATE TRIGGER alias_not_into_destroyed BEFORE INSERT ON alias
WHEN EXISTS (SELECT 1 FROM destruction WHERE casefile = NEW.casefile)
BEGIN SELECT RAISE(ABORT, 'a destroyed case has no aliases'); END;

CREATE TRIGGER alias_not_moved_into_destroyed BEFORE UPDATE ON alias
WHEN EXISTS (SELECT 1 FROM destruction WHERE casefile = NEW.casefile)
BEGIN SELECT RAISE(ABORT, 'a destroyed case has no aliases'); END;

CREATE TRIGGER hold_not_of_destroyed BEFORE INSERT ON hold_case
WHEN EXISTS (SELECT 1 FROM destruction WHERE casefile = NEW.casefile)
BEGIN SELECT RAISE(ABORT, 'a destroyed case is not held'); END;

CREATE TRIGGER retention_keep_not_of_destroyed BEFORE INSERT ON retention_keep
WHEN EXISTS (SELECT 1 FROM destruction WHERE casefile = NEW.casefile)
BEGIN SELECT RAISE(ABORT, 'a destroyed case is not kept'); END;
