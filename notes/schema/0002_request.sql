-- Requests, what was done about them, the packets that answer them, and what was
-- handed over.
--
-- What was done, approved, built, delivered or disclosed is only ever added, but
-- for what is about a case that is being destroyed (0006_destruction.sql).

CREATE TABLE request (
  id            INTEGER PRIMARY KEY CHECK (id > 0),
  year          INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 9999),   -- R-2026-001: year, number
  number        INTEGER NOT NULL CHECK (number > 0),
  added_at      TEXT NOT NULL CHECK (unixepoch(added_at) IS NOT NULL),
  type          TEXT NOT NULL CHECK (type <> ''),
  person        INTEGER REFERENCES person (id),                        -- NULL: nobody the record knows
  named_cases   INTEGER NOT NULL CHECK (named_cases IN (0, 1)),        -- 0: all cases of the person
  received      TEXT NOT NULL CHECK (received IS date(received)),
  found         TEXT NOT NULL,                                         -- of a breach: when, local, RFC 3339; else ''
  due           TEXT CHECK (due IS date(due)),                         -- at first: more time is a step
  rule          TEXT NOT NULL,
  profile       TEXT NOT NULL CHECK (profile <> ''),                   -- whose rules hold for it
  name          TEXT NOT NULL CHECK (name <> ''),                      -- of the requester
  role          TEXT NOT NULL,
  address       TEXT NOT NULL,
  authority     TEXT NOT NULL CHECK (authority <> ''),
  reference     TEXT NOT NULL,
  signed_by     TEXT NOT NULL,
  signed_on     TEXT NOT NULL,
  scope_from    TEXT NOT NULL,
  scope_to      TEXT NOT NULL,
  scope_kinds   TEXT NOT NULL,                                         -- 'session,no-show'; '' all
  scope_layers  TEXT NOT NULL,
  scope_text    TEXT NOT NULL,
  purpose       TEXT NOT NULL,
  matter        TEXT NOT NULL,
  uid           BLOB NOT NULL DEFAULT (randomblob(16)) CHECK (length(uid) = 16),
  closed_at     TEXT CHECK (closed_at IS NULL OR unixepoch(closed_at) IS NOT NULL),
  UNIQUE (year, number)
) STRICT;
CREATE INDEX request_due ON request (due) WHERE closed_at IS NULL;

CREATE TABLE request_case (
  request  INTEGER NOT NULL REFERENCES request (id),
  casefile INTEGER NOT NULL REFERENCES casefile (id),
  PRIMARY KEY (request, casefile)
) STRICT, WITHOUT ROWID;

-- What was done about a request beside what has a table of its own. The last word
-- about a thing counts.
CREATE TABLE request_step (
  id       INTEGER PRIMARY KEY CHECK (id > 0),
  request  INTEGER NOT NULL REFERENCES request (id),
  at       TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL),
  kind     TEXT NOT NULL CHECK (kind IN ('check', 'letter', 'extended', 'answered', 'refused', 'decided', 'mention')),
  what     TEXT NOT NULL,                      -- of a check its item; which letter, answer or decision
  person   INTEGER REFERENCES person (id),     -- of a check: of whom
  casefile INTEGER REFERENCES casefile (id),   -- of a mention: in which case
  day      TEXT NOT NULL,                      -- of a check: when, '' taken back; of more time: until when
  ground   TEXT NOT NULL,                      -- of a decision; of a check the code of the attachment that shows it
  reason   TEXT NOT NULL,
  uid      BLOB NOT NULL DEFAULT (randomblob(16)) CHECK (length(uid) = 16)
) STRICT;
CREATE INDEX request_step_request ON request_step (request, kind, id);

-- A hold stops the destruction of cases. H-001.
CREATE TABLE hold (
  id         INTEGER PRIMARY KEY CHECK (id > 0),
  request    INTEGER UNIQUE REFERENCES request (id),   -- NULL: placed by herself
  placed_at  TEXT NOT NULL CHECK (unixepoch(placed_at) IS NOT NULL),
  reason     TEXT NOT NULL CHECK (reason <> ''),
  review     TEXT CHECK (review IS date(review)),      -- when to look at it again
  uid        BLOB NOT NULL DEFAULT (randomblob(16)) CHECK (length(uid) = 16),
  lifted_at  TEXT CHECK (lifted_at IS NULL OR unixepoch(lifted_at) IS NOT NULL),
  lifted_for TEXT NOT NULL DEFAULT '',
  CHECK ((lifted_at IS NULL) = (lifted_for = ''))
) STRICT;
CREATE INDEX hold_standing ON hold (id) WHERE lifted_at IS NULL;

CREATE TABLE hold_case (
  hold     INTEGER NOT NULL REFERENCES hold (id),
  casefile INTEGER NOT NULL REFERENCES casefile (id),
  PRIMARY KEY (hold, casefile)
) STRICT, WITHOUT ROWID;
CREATE INDEX hold_case_casefile ON hold_case (casefile);

-- What she decided while reviewing; the last word on a note or a place counts.
CREATE TABLE request_note (
  request  INTEGER NOT NULL REFERENCES request (id),
  note     INTEGER NOT NULL REFERENCES note (id),
  decision TEXT NOT NULL CHECK (decision IN ('include', 'withhold')),
  reason   TEXT NOT NULL,
  CHECK (decision = 'include' OR reason <> ''),
  PRIMARY KEY (request, note)
) STRICT, WITHOUT ROWID;

-- addendum 0: the note itself. Places are counted in code points.
CREATE TABLE request_span (
  request   INTEGER NOT NULL REFERENCES request (id),
  note      INTEGER NOT NULL REFERENCES note (id),
  addendum  INTEGER NOT NULL CHECK (addendum >= 0),
  paragraph INTEGER NOT NULL CHECK (paragraph > 0),
  start     INTEGER NOT NULL CHECK (start >= 0),
  stop      INTEGER NOT NULL CHECK (stop > start),
  decision  TEXT NOT NULL CHECK (decision IN ('accepted', 'rejected')),
  reason    TEXT NOT NULL,
  PRIMARY KEY (request, note, addendum, paragraph, start, stop)
) STRICT, WITHOUT ROWID;

-- body is everything that a packet is made from, but for the text of the notes,
-- which their digests fix.
CREATE TABLE approval (
  id      INTEGER PRIMARY KEY CHECK (id > 0),
  request INTEGER NOT NULL REFERENCES request (id),
  at      TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL),
  basis   TEXT NOT NULL CHECK (length(basis) = 64),
  plan_id TEXT NOT NULL UNIQUE CHECK (length(plan_id) = 64),
  body    TEXT NOT NULL                        -- '' once a case of it was destroyed
) STRICT;
CREATE INDEX approval_request ON approval (request, id);

CREATE TABLE packet (
  id         INTEGER PRIMARY KEY CHECK (id > 0),
  request    INTEGER NOT NULL REFERENCES request (id),
  number     INTEGER NOT NULL CHECK (number > 0),
  approval   INTEGER NOT NULL UNIQUE REFERENCES approval (id),
  at         TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL),
  log_size   INTEGER NOT NULL CHECK (log_size > 0),   -- of the head in it
  pages      INTEGER NOT NULL CHECK (pages > 0),
  bates_from INTEGER NOT NULL CHECK (bates_from > 0),
  notes      INTEGER NOT NULL,
  withheld   INTEGER NOT NULL,
  redactions INTEGER NOT NULL,
  sha256     TEXT NOT NULL CHECK (length(sha256) = 64),
  zip        BLOB NOT NULL,                    -- empty once a case of it was destroyed
  UNIQUE (request, number)
) STRICT;

-- A delivery is entered before the file is written, and its end after it.
CREATE TABLE delivery (
  id          INTEGER PRIMARY KEY CHECK (id > 0),
  packet      INTEGER NOT NULL REFERENCES packet (id),
  at          TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL),
  by          TEXT NOT NULL CHECK (by IN ('sealed', 'pdf', 'open')),
  via         TEXT NOT NULL,
  sha256_sent TEXT NOT NULL CHECK (length(sha256_sent) = 64),
  uid         BLOB NOT NULL DEFAULT (randomblob(16)) CHECK (length(uid) = 16),
  outcome     TEXT CHECK (outcome IN ('done', 'failed'))
) STRICT;

CREATE TABLE disclosure (
  id            INTEGER PRIMARY KEY CHECK (id > 0),
  delivery      INTEGER NOT NULL UNIQUE REFERENCES delivery (id),
  request       INTEGER NOT NULL REFERENCES request (id),
  at            TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL),
  recipient     TEXT NOT NULL CHECK (recipient <> ''),
  address       TEXT NOT NULL,
  by            TEXT NOT NULL CHECK (by IN ('sealed', 'pdf', 'open')),
  via           TEXT NOT NULL,
  purpose       TEXT NOT NULL,
  authority     TEXT NOT NULL,
  description   TEXT NOT NULL,                                          -- what it was: counts, dates, page numbers
  sha256_packet TEXT NOT NULL CHECK (length(sha256_packet) = 64),
  sha256_sent   TEXT NOT NULL CHECK (length(sha256_sent) = 64),
  settled_at    TEXT CHECK (settled_at IS NULL OR unixepoch(settled_at) IS NOT NULL)   -- of a readable copy: it is gone
) STRICT;
CREATE INDEX disclosure_request ON disclosure (request);
CREATE INDEX disclosure_readable ON disclosure (id) WHERE by = 'open' AND settled_at IS NULL;

CREATE TABLE disclosure_case (
  disclosure INTEGER NOT NULL REFERENCES disclosure (id),
  casefile   INTEGER NOT NULL REFERENCES casefile (id),
  PRIMARY KEY (disclosure, casefile)
) STRICT, WITHOUT ROWID;
CREATE INDEX disclosure_case_casefile ON disclosure_case (casefile);

-- What has to be put right about a disclosure stands beside it.
CREATE TABLE disclosure_note (
  id         INTEGER PRIMARY KEY CHECK (id > 0),
  disclosure INTEGER NOT NULL REFERENCES disclosure (id),
  at         TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL),
  text       TEXT NOT NULL CHECK (text <> ''),
  uid        BLOB NOT NULL DEFAULT (randomblob(16)) CHECK (length(uid) = 16)
) STRICT;
CREATE INDEX disclosure_note_disclosure ON disclosure_note (disclosure);

-- ---- the rules

CREATE TRIGGER request_not_replaced BEFORE INSERT ON request
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM request)
  OR EXISTS (SELECT 1 FROM request WHERE year = NEW.year AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'a request is only added'); END;

-- A request is closed once; nothing else of it changes.
CREATE TRIGGER request_only_closed BEFORE UPDATE ON request
WHEN OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL
  OR NEW.id <> OLD.id OR NEW.year <> OLD.year OR NEW.number <> OLD.number OR NEW.added_at <> OLD.added_at OR NEW.type <> OLD.type
  OR NEW.person IS NOT OLD.person OR NEW.named_cases <> OLD.named_cases OR NEW.received <> OLD.received OR NEW.found <> OLD.found OR NEW.due IS NOT OLD.due
  OR NEW.rule <> OLD.rule OR NEW.profile <> OLD.profile OR NEW.name <> OLD.name OR NEW.role <> OLD.role OR NEW.address <> OLD.address
  OR NEW.authority <> OLD.authority OR NEW.reference <> OLD.reference OR NEW.signed_by <> OLD.signed_by
  OR NEW.signed_on <> OLD.signed_on OR NEW.scope_from <> OLD.scope_from OR NEW.scope_to <> OLD.scope_to
  OR NEW.scope_kinds <> OLD.scope_kinds OR NEW.scope_layers <> OLD.scope_layers OR NEW.scope_text <> OLD.scope_text
  OR NEW.purpose <> OLD.purpose OR NEW.matter <> OLD.matter OR NEW.uid <> OLD.uid
BEGIN SELECT RAISE(ABORT, 'a request is only closed'); END;

CREATE TRIGGER request_not_deleted BEFORE DELETE ON request
WHEN OLD.id NOT IN (SELECT request FROM request_destroying WHERE whole = 1)
BEGIN SELECT RAISE(ABORT, 'a request is not deleted'); END;

CREATE TRIGGER request_step_only_added BEFORE INSERT ON request_step
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM request_step)
BEGIN SELECT RAISE(ABORT, 'a step is only added'); END;

CREATE TRIGGER request_step_not_changed BEFORE UPDATE ON request_step
BEGIN SELECT RAISE(ABORT, 'a step is not changed'); END;

CREATE TRIGGER request_step_not_deleted BEFORE DELETE ON request_step
WHEN NOT EXISTS (SELECT 1 FROM request_destroying WHERE request = OLD.request AND (whole = 1 OR OLD.person IS NOT NULL))
  AND NOT EXISTS (SELECT 1 FROM destroying WHERE casefile = OLD.casefile)
BEGIN SELECT RAISE(ABORT, 'a step is not deleted'); END;

-- A code is given once, also when the last one was destroyed: its counter tells then.
CREATE TRIGGER hold_only_added BEFORE INSERT ON hold
WHEN NEW.id IS NOT 1 + max((SELECT coalesce(max(id), 0) FROM hold), coalesce((SELECT last FROM counter WHERE name = 'hold'), 0))
  OR EXISTS (SELECT 1 FROM hold WHERE request = NEW.request)
BEGIN SELECT RAISE(ABORT, 'a hold is only added'); END;

CREATE TRIGGER hold_only_lifted BEFORE UPDATE ON hold
WHEN OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL OR NEW.id <> OLD.id OR NEW.request IS NOT OLD.request
  OR NEW.placed_at <> OLD.placed_at OR NEW.reason <> OLD.reason OR NEW.review IS NOT OLD.review OR NEW.uid <> OLD.uid
BEGIN SELECT RAISE(ABORT, 'a hold is only lifted'); END;

-- One that was lifted goes with the last of its cases.
CREATE TRIGGER hold_not_deleted BEFORE DELETE ON hold
WHEN OLD.lifted_at IS NULL OR EXISTS (SELECT 1 FROM hold_case WHERE hold = OLD.id) OR NOT EXISTS (SELECT 1 FROM destroying)
BEGIN SELECT RAISE(ABORT, 'a hold is not deleted'); END;

CREATE TRIGGER hold_case_only_added BEFORE INSERT ON hold_case
WHEN EXISTS (SELECT 1 FROM hold_case WHERE hold = NEW.hold AND casefile = NEW.casefile)
BEGIN SELECT RAISE(ABORT, 'a hold is only added'); END;

CREATE TRIGGER hold_case_not_changed BEFORE UPDATE ON hold_case
BEGIN SELECT RAISE(ABORT, 'a hold is not changed'); END;

CREATE TRIGGER hold_case_not_deleted BEFORE DELETE ON hold_case
WHEN OLD.casefile NOT IN (SELECT casefile FROM destroying)
BEGIN SELECT RAISE(ABORT, 'a hold is not deleted'); END;

CREATE TRIGGER approval_only_added BEFORE INSERT ON approval
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM approval)
  OR EXISTS (SELECT 1 FROM approval WHERE plan_id = NEW.plan_id)
BEGIN SELECT RAISE(ABORT, 'an approval is only added'); END;

CREATE TRIGGER approval_not_changed BEFORE UPDATE ON approval
WHEN NEW.body <> '' OR NEW.id <> OLD.id OR NEW.request <> OLD.request OR NEW.at <> OLD.at OR NEW.basis <> OLD.basis OR NEW.plan_id <> OLD.plan_id
  OR OLD.request NOT IN (SELECT request FROM request_destroying)
BEGIN SELECT RAISE(ABORT, 'an approval is not changed'); END;

CREATE TRIGGER approval_not_deleted BEFORE DELETE ON approval
WHEN OLD.request NOT IN (SELECT request FROM request_destroying WHERE whole = 1)
BEGIN SELECT RAISE(ABORT, 'an approval is not deleted'); END;

CREATE TRIGGER packet_only_added BEFORE INSERT ON packet
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM packet)
  OR EXISTS (SELECT 1 FROM packet WHERE request = NEW.request AND number = NEW.number OR approval = NEW.approval)
BEGIN SELECT RAISE(ABORT, 'a packet is only added'); END;

CREATE TRIGGER packet_not_changed BEFORE UPDATE ON packet
WHEN length(NEW.zip) > 0 OR NEW.id <> OLD.id OR NEW.request <> OLD.request OR NEW.number <> OLD.number OR NEW.approval <> OLD.approval OR NEW.at <> OLD.at
  OR NEW.log_size <> OLD.log_size OR NEW.pages <> OLD.pages OR NEW.bates_from <> OLD.bates_from OR NEW.notes <> OLD.notes OR NEW.withheld <> OLD.withheld
  OR NEW.redactions <> OLD.redactions OR NEW.sha256 <> OLD.sha256 OR OLD.request NOT IN (SELECT request FROM request_destroying)
BEGIN SELECT RAISE(ABORT, 'a packet is not changed'); END;

CREATE TRIGGER packet_not_deleted BEFORE DELETE ON packet
WHEN OLD.request NOT IN (SELECT request FROM request_destroying WHERE whole = 1)
BEGIN SELECT RAISE(ABORT, 'a packet is not deleted'); END;

CREATE TRIGGER delivery_only_added BEFORE INSERT ON delivery
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM delivery) OR NEW.outcome IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a delivery is only added'); END;

CREATE TRIGGER delivery_only_ended BEFORE UPDATE ON delivery
WHEN OLD.outcome IS NOT NULL OR NEW.outcome IS NULL OR NEW.id <> OLD.id OR NEW.packet <> OLD.packet OR NEW.at <> OLD.at
  OR NEW.by <> OLD.by OR NEW.via <> OLD.via OR NEW.sha256_sent <> OLD.sha256_sent OR NEW.uid <> OLD.uid
BEGIN SELECT RAISE(ABORT, 'a delivery only ends'); END;

CREATE TRIGGER delivery_not_deleted BEFORE DELETE ON delivery
WHEN NOT EXISTS (SELECT 1 FROM packet JOIN request_destroying USING (request) WHERE id = OLD.packet AND whole = 1)
BEGIN SELECT RAISE(ABORT, 'a delivery is not deleted'); END;

CREATE TRIGGER disclosure_only_added BEFORE INSERT ON disclosure
WHEN NEW.id IS NOT 1 + max((SELECT coalesce(max(id), 0) FROM disclosure), coalesce((SELECT last FROM counter WHERE name = 'disclosure'), 0))
  OR EXISTS (SELECT 1 FROM disclosure WHERE delivery = NEW.delivery)
BEGIN SELECT RAISE(ABORT, 'a disclosure is only added'); END;

CREATE TRIGGER disclosure_only_settled BEFORE UPDATE ON disclosure
WHEN OLD.settled_at IS NOT NULL OR NEW.settled_at IS NULL OR NEW.id <> OLD.id OR NEW.delivery <> OLD.delivery
  OR NEW.request <> OLD.request OR NEW.at <> OLD.at OR NEW.recipient <> OLD.recipient OR NEW.address <> OLD.address
  OR NEW.by <> OLD.by OR NEW.via <> OLD.via OR NEW.purpose <> OLD.purpose OR NEW.authority <> OLD.authority
  OR NEW.description <> OLD.description OR NEW.sha256_packet <> OLD.sha256_packet OR NEW.sha256_sent <> OLD.sha256_sent
BEGIN SELECT RAISE(ABORT, 'a disclosure is not changed'); END;

CREATE TRIGGER disclosure_not_deleted BEFORE DELETE ON disclosure
WHEN OLD.request NOT IN (SELECT request FROM request_destroying WHERE whole = 1)
BEGIN SELECT RAISE(ABORT, 'a disclosure is not deleted'); END;

CREATE TRIGGER disclosure_case_only_added BEFORE INSERT ON disclosure_case
WHEN EXISTS (SELECT 1 FROM disclosure_case WHERE disclosure = NEW.disclosure AND casefile = NEW.casefile)
BEGIN SELECT RAISE(ABORT, 'a disclosure is only added'); END;

CREATE TRIGGER disclosure_case_not_changed BEFORE UPDATE ON disclosure_case
BEGIN SELECT RAISE(ABORT, 'a disclosure is not changed'); END;

CREATE TRIGGER disclosure_case_not_deleted BEFORE DELETE ON disclosure_case
WHEN OLD.casefile NOT IN (SELECT casefile FROM destroying)
BEGIN SELECT RAISE(ABORT, 'a disclosure is not deleted'); END;

CREATE TRIGGER disclosure_note_only_added BEFORE INSERT ON disclosure_note
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM disclosure_note)
BEGIN SELECT RAISE(ABORT, 'a disclosure is only added to'); END;

CREATE TRIGGER disclosure_note_not_changed BEFORE UPDATE ON disclosure_note
BEGIN SELECT RAISE(ABORT, 'a disclosure is not changed'); END;

CREATE TRIGGER disclosure_note_not_deleted BEFORE DELETE ON disclosure_note
WHEN NOT EXISTS (SELECT 1 FROM disclosure JOIN request_destroying USING (request) WHERE id = OLD.disclosure AND whole = 1)
BEGIN SELECT RAISE(ABORT, 'a disclosure is not deleted'); END;
