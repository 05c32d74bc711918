-- The record of one practice.
--
-- Codes are numbers here: C-001 is casefile 1, P-001 person 1, N-000001 note 1.
-- Dates are '2006-01-02'; times are RFC 3339 to the second, UTC unless a column
-- says local (then with its offset). Texts are Unicode NFC.
--
-- The rules that must hold whatever program writes here are held by this schema:
-- what is signed, logged or handed over is never changed and never deleted, but
-- for the words of a case while it is being destroyed (0006_destruction.sql). The
-- BEFORE INSERT triggers are there for INSERT OR REPLACE, which deletes without
-- firing DELETE triggers.
--
-- Two copies of a record may be written apart and joined later (0003_join.sql).
-- Codes may then have been given twice; a uid tells what is the same.

CREATE TABLE practice (
  id            INTEGER PRIMARY KEY CHECK (id = 1),
  therapist     TEXT NOT NULL CHECK (therapist <> ''),
  title         TEXT NOT NULL,
  authorisation TEXT NOT NULL,
  address       TEXT NOT NULL,
  language      TEXT NOT NULL CHECK (language IN ('en', 'da')),
  profile       TEXT NOT NULL
) STRICT;

CREATE TABLE place (
  id       TEXT PRIMARY KEY CHECK (id <> ''),
  position INTEGER NOT NULL,
  label    TEXT NOT NULL,
  address  TEXT NOT NULL
) STRICT;

-- Codes are given once, also when what bore them was discarded.
CREATE TABLE counter (
  name TEXT PRIMARY KEY CHECK (name <> ''),
  last INTEGER NOT NULL CHECK (last >= 0)
) STRICT;

CREATE TRIGGER counter_only_forwards BEFORE UPDATE ON counter
WHEN NEW.name <> OLD.name OR NEW.last < OLD.last
BEGIN SELECT RAISE(ABORT, 'a counter only goes forwards'); END;

CREATE TRIGGER counter_not_replaced BEFORE INSERT ON counter
WHEN EXISTS (SELECT 1 FROM counter WHERE name = NEW.name)
BEGIN SELECT RAISE(ABORT, 'a counter only goes forwards'); END;

CREATE TRIGGER counter_not_deleted BEFORE DELETE ON counter
BEGIN SELECT RAISE(ABORT, 'a counter only goes forwards'); END;

-- ---- persons and cases

CREATE TABLE person (
  id           INTEGER PRIMARY KEY CHECK (id > 0),
  born         TEXT NOT NULL,
  email        TEXT NOT NULL,
  phone        TEXT NOT NULL,
  address      TEXT NOT NULL,
  country      TEXT NOT NULL,
  safe_email   INTEGER NOT NULL CHECK (safe_email IN (0, 1)),
  safe_phone   INTEGER NOT NULL CHECK (safe_phone IN (0, 1)),
  safe_address INTEGER NOT NULL CHECK (safe_address IN (0, 1)),
  uid          BLOB NOT NULL DEFAULT (randomblob(16)) CHECK (length(uid) = 16)
) STRICT;

-- Names in all spellings; position 0 is the one used. folded is the form in
-- which names are compared.
CREATE TABLE person_name (
  person   INTEGER NOT NULL REFERENCES person (id),
  position INTEGER NOT NULL CHECK (position >= 0),
  name     TEXT NOT NULL CHECK (name <> ''),
  folded   TEXT NOT NULL,
  PRIMARY KEY (person, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_name_folded ON person_name (folded);

-- "case" is a word of SQL. notes and drafts are kept by triggers below.
CREATE TABLE casefile (
  id          INTEGER PRIMARY KEY CHECK (id >= 0),
  kind        TEXT NOT NULL CHECK (kind IN ('individual', 'couple', 'family', 'inquiry', 'practice')),
  service     TEXT NOT NULL,
  reason      TEXT NOT NULL,
  legal_basis TEXT NOT NULL,
  opened      TEXT NOT NULL CHECK (opened IS date(opened)),
  closed      TEXT CHECK (closed IS date(closed)),
  notes       INTEGER NOT NULL DEFAULT 0 CHECK (notes >= 0),   -- signed or void
  drafts      INTEGER NOT NULL DEFAULT 0 CHECK (drafts >= 0),
  uid         BLOB NOT NULL DEFAULT (randomblob(16)) CHECK (length(uid) = 16),
  CHECK ((kind = 'practice') = (id = 0))
) STRICT;

CREATE TABLE party (
  casefile INTEGER NOT NULL REFERENCES casefile (id),
  label    TEXT NOT NULL CHECK (label GLOB '[A-Z]'),
  person   INTEGER NOT NULL REFERENCES person (id),
  role     TEXT NOT NULL,
  PRIMARY KEY (casefile, label),
  UNIQUE (casefile, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX party_person ON party (person);

CREATE TABLE alias (
  id       INTEGER PRIMARY KEY CHECK (id > 0),
  casefile INTEGER NOT NULL REFERENCES casefile (id),
  token    TEXT NOT NULL CHECK (token <> ''),   -- without the @, lower case
  relation TEXT NOT NULL,
  of       TEXT,
  draft    INTEGER REFERENCES note (id),        -- the draft that brought it in, while it is one
  UNIQUE (casefile, token),
  FOREIGN KEY (casefile, of) REFERENCES party (casefile, label)
) STRICT;

CREATE INDEX alias_draft ON alias (draft) WHERE draft IS NOT NULL;

CREATE TABLE alias_name (
  alias    INTEGER NOT NULL REFERENCES alias (id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  name     TEXT NOT NULL CHECK (name <> ''),
  folded   TEXT NOT NULL,
  PRIMARY KEY (alias, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_name_folded ON alias_name (folded);

-- ---- notes

-- docid orders notes and addenda by the start of the session, for searching
-- newest first: minutes since 1970, 24 bits of note, 12 bits of addendum.
CREATE TABLE note (
  id          INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 16777215),
  casefile    INTEGER NOT NULL REFERENCES casefile (id),
  kind        TEXT NOT NULL CHECK (kind IN ('session', 'intake', 'contact', 'plan', 'risk', 'closing', 'no-show',
                'cancellation', 'recording-request', 'correspondence', 'report', 'incident', 'supervision')),
  layer       TEXT NOT NULL CHECK (layer IN ('record', 'process')),
  format      TEXT NOT NULL,                    -- '' when there is no text
  start       TEXT NOT NULL,                    -- local
  start_at    INTEGER NOT NULL GENERATED ALWAYS AS (unixepoch(start)) STORED,
  docid       INTEGER NOT NULL GENERATED ALWAYS AS (((unixepoch(start) / 60) << 36) | (id << 12)) STORED,
  minutes     INTEGER CHECK (minutes BETWEEN 1 AND 1440),
  place       TEXT NOT NULL,
  present     TEXT NOT NULL,                    -- labels, 'A,B'
  part        TEXT NOT NULL,                    -- 'joint', 'A', ...; '' with one party
  risk        TEXT CHECK (risk IN ('none', 'not-assessed', 'present')),
  next        TEXT,                             -- local
  next_at     INTEGER GENERATED ALWAYS AS (unixepoch(next)) STORED,
  next_place  TEXT NOT NULL DEFAULT '',
  extra       TEXT,                             -- canonical JSON of a kind's own keys
  author      TEXT NOT NULL,
  language    TEXT NOT NULL CHECK (language IN ('en', 'da')),
  revision    INTEGER NOT NULL CHECK (revision > 0),
  started_at  TEXT NOT NULL CHECK (unixepoch(started_at) IS NOT NULL),   -- first key
  text_at     TEXT NOT NULL CHECK (unixepoch(text_at) IS NOT NULL),      -- last change of the text
  status      TEXT NOT NULL CHECK (status IN ('draft', 'signed', 'void')),
  signed_at   TEXT CHECK (signed_at IS NULL OR unixepoch(signed_at) IS NOT NULL),
  late_hours  INTEGER CHECK (late_hours >= 48),
  late_reason TEXT CHECK (late_reason <> ''),
  void_at     TEXT CHECK (void_at IS NULL OR unixepoch(void_at) IS NOT NULL),
  void_reason TEXT CHECK (void_reason <> ''),
  uid         BLOB NOT NULL DEFAULT (randomblob(16)) CHECK (length(uid) = 16),   -- of the draft it was, which may have been signed twice
  written_in  INTEGER NOT NULL DEFAULT 0,       -- generation of the vault in which the draft was last written
  signed_as   INTEGER,                          -- the codes under which it was signed in a copy that was joined,
  signed_case INTEGER,                          -- where they are not those it has here
  CHECK (status <> 'draft' OR signed_as IS NULL AND signed_case IS NULL),
  CHECK ((status = 'draft') = (signed_at IS NULL)),
  CHECK ((late_hours IS NULL) = (late_reason IS NULL)),
  CHECK ((status = 'void') = (void_at IS NOT NULL)),
  CHECK ((void_at IS NULL) = (void_reason IS NULL)),
  CHECK (status <> 'draft' OR late_hours IS NULL)
) STRICT;
CREATE UNIQUE INDEX note_docid ON note (docid);
CREATE INDEX note_casefile_start ON note (casefile, start_at, status);
CREATE INDEX note_casefile_next ON note (casefile, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX note_drafts ON note (id) WHERE status = 'draft';

CREATE TABLE section (
  note     INTEGER NOT NULL REFERENCES note (id),
  position INTEGER NOT NULL CHECK (position > 0),
  key      TEXT NOT NULL,
  heading  TEXT NOT NULL CHECK (heading <> ''),
  PRIMARY KEY (note, position)
) STRICT, WITHOUT ROWID;

-- position counts the paragraphs of the whole note from 1, headings not counted.
CREATE TABLE paragraph (
  note     INTEGER NOT NULL REFERENCES note (id),
  position INTEGER NOT NULL CHECK (position > 0),
  section  INTEGER NOT NULL,
  text     TEXT NOT NULL CHECK (text <> ''),
  whose    TEXT NOT NULL,
  PRIMARY KEY (note, position),
  FOREIGN KEY (note, section) REFERENCES section (note, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX paragraph_section ON paragraph (note, section);

-- What is signed beside a signed note: addenda proper, changed marks, and the
-- statement that a note was entered in error.
CREATE TABLE addendum (
  id        INTEGER PRIMARY KEY CHECK (id > 0),
  note      INTEGER NOT NULL REFERENCES note (id),
  number    INTEGER NOT NULL CHECK (number BETWEEN 1 AND 4095),
  docid     INTEGER NOT NULL UNIQUE,
  kind      TEXT NOT NULL CHECK (kind IN ('addendum', 'correction', 'late-entry', 'client-statement', 'mark', 'void')),
  at        TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL),
  author    TEXT NOT NULL,
  language  TEXT NOT NULL CHECK (language IN ('en', 'da')),
  paragraph INTEGER,                             -- of a mark: which paragraph
  whose     TEXT,                                -- of a mark: whose it is from now on
  signed_as   INTEGER,                           -- as in note
  signed_case INTEGER,
  joined    INTEGER REFERENCES joined (id),      -- with which copy it came; NULL: it was signed here
  UNIQUE (note, number),
  CHECK ((kind = 'mark') = (paragraph IS NOT NULL)),
  CHECK ((kind = 'mark') = (whose IS NOT NULL)),
  FOREIGN KEY (note, paragraph) REFERENCES paragraph (note, position)
) STRICT;
CREATE INDEX addendum_paragraph_marked ON addendum (note, paragraph);

CREATE TABLE addendum_paragraph (
  addendum INTEGER NOT NULL REFERENCES addendum (id),
  position INTEGER NOT NULL CHECK (position > 0),
  text     TEXT NOT NULL CHECK (text <> ''),
  whose    TEXT NOT NULL,
  PRIMARY KEY (addendum, position)
) STRICT, WITHOUT ROWID;

-- ---- the transparency log (golang.org/x/mod/sumdb/tlog)

CREATE TABLE log_key (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  signer   TEXT NOT NULL,      -- golang.org/x/mod/sumdb/note, private
  verifier TEXT NOT NULL
) STRICT;

-- A leaf is 'subrosa/log/v1\n' kind '\n' and the digest in hexadecimal.
CREATE TABLE log (
  leaf   INTEGER PRIMARY KEY CHECK (leaf >= 0),
  kind   TEXT NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

CREATE TABLE log_hash (
  id   INTEGER PRIMARY KEY CHECK (id >= 0),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- The sizes at which a signed head left the house, so that a packet can prove
-- that the log of today has grown from them.
CREATE TABLE head_shown (
  size INTEGER PRIMARY KEY CHECK (size >= 0),
  at   TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL)    -- the first time
) STRICT;

-- A seal is what makes the digest of a signed item again: see notes/digest.
CREATE TABLE seal (
  leaf     INTEGER PRIMARY KEY REFERENCES log (leaf),
  note     INTEGER UNIQUE REFERENCES note (id),
  addendum INTEGER UNIQUE REFERENCES addendum (id),
  digest   BLOB NOT NULL CHECK (length(digest) = 32),
  seal     BLOB NOT NULL,
  CHECK ((note IS NULL) <> (addendum IS NULL))
) STRICT;

-- ---- what was done

CREATE TABLE event (
  id       INTEGER PRIMARY KEY CHECK (id > 0),
  at       TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL),
  what     TEXT NOT NULL CHECK (what <> ''),
  casefile INTEGER,
  note     INTEGER,
  request  TEXT,
  detail   TEXT NOT NULL,          -- codes and numbers only
  uid      BLOB NOT NULL DEFAULT (randomblob(16)) CHECK (length(uid) = 16),
  joined   INTEGER REFERENCES joined (id)   -- with which copy it came; NULL: it was done here
) STRICT;
CREATE INDEX event_casefile ON event (casefile, what, id);

-- ---- full text

-- What is searched: one row for each signed note and each addendum, so that the
-- index only grows. Drafts are few and are read through instead: they change
-- every two seconds, and taking words out of the index is dear.
CREATE VIEW searchable (docid, text) AS
  SELECT docid, (SELECT group_concat(text, char(10, 10)) FROM
           (SELECT text FROM paragraph WHERE note = note.id ORDER BY position))
    FROM note WHERE status <> 'draft'
  UNION ALL
  SELECT docid, (SELECT group_concat(text, char(10, 10)) FROM
           (SELECT text FROM addendum_paragraph WHERE addendum = addendum.id ORDER BY position))
    FROM addendum;

CREATE VIRTUAL TABLE search USING fts5 (text, content = 'searchable', content_rowid = 'docid',
  tokenize = "unicode61 remove_diacritics 2");
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);

-- ---- what is signed stays

CREATE TRIGGER note_not_replaced BEFORE INSERT ON note
WHEN EXISTS (SELECT 1 FROM note WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a note is not replaced'); END;

CREATE TRIGGER note_begins_as_draft BEFORE INSERT ON note
WHEN NEW.status <> 'draft'
BEGIN SELECT RAISE(ABORT, 'a note begins as a draft'); END;

CREATE TRIGGER note_keeps_its_code BEFORE UPDATE ON note
WHEN NEW.id <> OLD.id OR NEW.casefile <> OLD.casefile OR NEW.started_at <> OLD.started_at OR NEW.uid <> OLD.uid
BEGIN SELECT RAISE(ABORT, 'a note keeps its code, its case and its beginning'); END;

CREATE TRIGGER note_signed_with_seal BEFORE UPDATE ON note
WHEN OLD.status = 'draft' AND NEW.status <> 'draft'
 AND (NEW.status <> 'signed' OR NOT EXISTS (SELECT 1 FROM seal WHERE note = OLD.id))
BEGIN SELECT RAISE(ABORT, 'a note is signed with its seal'); END;

CREATE TRIGGER note_sealed_is_not_changed BEFORE UPDATE ON note
WHEN OLD.status = 'draft' AND NEW.status = 'draft' AND EXISTS (SELECT 1 FROM seal WHERE note = OLD.id)
BEGIN SELECT RAISE(ABORT, 'a sealed note is not changed'); END;

-- From signed to void once, with the fields of the void and no other.
CREATE TRIGGER note_signed_is_not_changed BEFORE UPDATE ON note
WHEN OLD.status <> 'draft' AND NOT (
      OLD.status = 'signed' AND NEW.status = 'void'
  AND EXISTS (SELECT 1 FROM addendum WHERE note = OLD.id AND kind = 'void')
  AND NEW.kind IS OLD.kind AND NEW.layer IS OLD.layer AND NEW.format IS OLD.format AND NEW.start IS OLD.start
  AND NEW.minutes IS OLD.minutes AND NEW.place IS OLD.place AND NEW.present IS OLD.present AND NEW.part IS OLD.part
  AND NEW.risk IS OLD.risk AND NEW.next IS OLD.next AND NEW.next_place IS OLD.next_place AND NEW.extra IS OLD.extra
  AND NEW.author IS OLD.author AND NEW.language IS OLD.language AND NEW.revision IS OLD.revision
  AND NEW.text_at IS OLD.text_at AND NEW.signed_at IS OLD.signed_at
  AND NEW.late_hours IS OLD.late_hours AND NEW.late_reason IS OLD.late_reason
  AND NEW.written_in IS OLD.written_in AND NEW.signed_as IS OLD.signed_as AND NEW.signed_case IS OLD.signed_case)
BEGIN SELECT RAISE(ABORT, 'a signed note is not changed'); END;

CREATE TRIGGER note_signed_is_not_deleted BEFORE DELETE ON note
WHEN OLD.status <> 'draft' AND OLD.casefile NOT IN (SELECT casefile FROM destroying)
BEGIN SELECT RAISE(ABORT, 'a signed note is not deleted'); END;

CREATE TRIGGER section_signed_not_added BEFORE INSERT ON section
WHEN EXISTS (SELECT 1 FROM note WHERE id = NEW.note AND status <> 'draft') OR EXISTS (SELECT 1 FROM seal WHERE note = NEW.note)
BEGIN SELECT RAISE(ABORT, 'the text of a signed note is not changed'); END;

CREATE TRIGGER section_signed_not_changed BEFORE UPDATE ON section
WHEN NEW.note <> OLD.note OR EXISTS (SELECT 1 FROM note WHERE id = OLD.note AND status <> 'draft') OR EXISTS (SELECT 1 FROM seal WHERE note = OLD.note)
BEGIN SELECT RAISE(ABORT, 'the text of a signed note is not changed'); END;

CREATE TRIGGER section_signed_not_deleted BEFORE DELETE ON section
WHEN (EXISTS (SELECT 1 FROM note WHERE id = OLD.note AND status <> 'draft') OR EXISTS (SELECT 1 FROM seal WHERE note = OLD.note))
  AND NOT EXISTS (SELECT 1 FROM note JOIN destroying USING (casefile) WHERE id = OLD.note)
BEGIN SELECT RAISE(ABORT, 'the text of a signed note is not changed'); END;

CREATE TRIGGER paragraph_signed_not_added BEFORE INSERT ON paragraph
WHEN EXISTS (SELECT 1 FROM note WHERE id = NEW.note AND status <> 'draft') OR EXISTS (SELECT 1 FROM seal WHERE note = NEW.note)
BEGIN SELECT RAISE(ABORT, 'the text of a signed note is not changed'); END;

CREATE TRIGGER paragraph_signed_not_changed BEFORE UPDATE ON paragraph
WHEN NEW.note <> OLD.note OR EXISTS (SELECT 1 FROM note WHERE id = OLD.note AND status <> 'draft') OR EXISTS (SELECT 1 FROM seal WHERE note = OLD.note)
BEGIN SELECT RAISE(ABORT, 'the text of a signed note is not changed'); END;

CREATE TRIGGER paragraph_signed_not_deleted BEFORE DELETE ON paragraph
WHEN (EXISTS (SELECT 1 FROM note WHERE id = OLD.note AND status <> 'draft') OR EXISTS (SELECT 1 FROM seal WHERE note = OLD.note))
  AND NOT EXISTS (SELECT 1 FROM note JOIN destroying USING (casefile) WHERE id = OLD.note)
BEGIN SELECT RAISE(ABORT, 'the text of a signed note is not changed'); END;

-- ---- what is only added to: the next number, and never again touched

-- To a void note only what was signed in another copy before it was known there.
CREATE TRIGGER addendum_only_added BEFORE INSERT ON addendum
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM addendum)
  OR NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM addendum WHERE note = NEW.note)
  OR NEW.docid IS NOT (SELECT docid + NEW.number FROM note WHERE id = NEW.note
       AND (status = 'signed' OR status = 'void' AND NEW.joined IS NOT NULL))
BEGIN SELECT RAISE(ABORT, 'an addendum is only added'); END;

CREATE TRIGGER addendum_not_changed BEFORE UPDATE ON addendum
BEGIN SELECT RAISE(ABORT, 'an addendum is not changed'); END;

CREATE TRIGGER addendum_not_deleted BEFORE DELETE ON addendum
WHEN NOT EXISTS (SELECT 1 FROM note JOIN destroying USING (casefile) WHERE id = OLD.note)
BEGIN SELECT RAISE(ABORT, 'an addendum is not deleted'); END;

CREATE TRIGGER addendum_paragraph_only_added BEFORE INSERT ON addendum_paragraph
WHEN EXISTS (SELECT 1 FROM seal WHERE addendum = NEW.addendum)
  OR NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM addendum_paragraph WHERE addendum = NEW.addendum)
BEGIN SELECT RAISE(ABORT, 'the text of an addendum is only added'); END;

CREATE TRIGGER addendum_paragraph_not_changed BEFORE UPDATE ON addendum_paragraph
BEGIN SELECT RAISE(ABORT, 'the text of an addendum is not changed'); END;

CREATE TRIGGER addendum_paragraph_not_deleted BEFORE DELETE ON addendum_paragraph
WHEN NOT EXISTS (SELECT 1 FROM addendum a JOIN note n ON n.id = a.note JOIN destroying USING (casefile) WHERE a.id = OLD.addendum)
BEGIN SELECT RAISE(ABORT, 'the text of an addendum is not deleted'); END;

CREATE TRIGGER seal_only_added BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM seal WHERE leaf = NEW.leaf OR note = NEW.note OR addendum = NEW.addendum)
  OR EXISTS (SELECT 1 FROM note WHERE id = NEW.note AND status <> 'draft')
  OR NEW.digest IS NOT (SELECT digest FROM log WHERE leaf = NEW.leaf)
BEGIN SELECT RAISE(ABORT, 'a seal is only added'); END;

CREATE TRIGGER seal_not_changed BEFORE UPDATE ON seal
BEGIN SELECT RAISE(ABORT, 'a seal is not changed'); END;

-- Its digest stays among those that were destroyed, so that the log is still known.
CREATE TRIGGER seal_not_deleted BEFORE DELETE ON seal
WHEN NOT EXISTS (SELECT 1 FROM destroyed_item JOIN destroying USING (casefile) WHERE leaf = OLD.leaf)
BEGIN SELECT RAISE(ABORT, 'a seal is not deleted'); END;

CREATE TRIGGER log_only_added BEFORE INSERT ON log
WHEN NEW.leaf IS NOT (SELECT coalesce(max(leaf), -1) + 1 FROM log)
BEGIN SELECT RAISE(ABORT, 'a leaf of the log is only added'); END;

CREATE TRIGGER log_not_changed BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'a leaf of the log is not changed'); END;

CREATE TRIGGER log_not_deleted BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'a leaf of the log is not deleted'); END;

CREATE TRIGGER log_hash_only_added BEFORE INSERT ON log_hash
WHEN NEW.id IS NOT (SELECT coalesce(max(id), -1) + 1 FROM log_hash)
BEGIN SELECT RAISE(ABORT, 'a hash of the log is only added'); END;

CREATE TRIGGER log_hash_not_changed BEFORE UPDATE ON log_hash
BEGIN SELECT RAISE(ABORT, 'a hash of the log is not changed'); END;

CREATE TRIGGER log_hash_not_deleted BEFORE DELETE ON log_hash
BEGIN SELECT RAISE(ABORT, 'a hash of the log is not deleted'); END;

CREATE TRIGGER head_shown_only_added BEFORE INSERT ON head_shown
WHEN EXISTS (SELECT 1 FROM head_shown WHERE size = NEW.size)
BEGIN SELECT RAISE(ABORT, 'a head that was shown is only added'); END;

CREATE TRIGGER head_shown_not_changed BEFORE UPDATE ON head_shown
BEGIN SELECT RAISE(ABORT, 'a head that was shown is not changed'); END;

CREATE TRIGGER head_shown_not_deleted BEFORE DELETE ON head_shown
BEGIN SELECT RAISE(ABORT, 'a head that was shown is not deleted'); END;

CREATE TRIGGER log_key_only_added BEFORE INSERT ON log_key
WHEN EXISTS (SELECT 1 FROM log_key)
BEGIN SELECT RAISE(ABORT, 'the key of the log is only added'); END;

CREATE TRIGGER log_key_not_changed BEFORE UPDATE ON log_key
BEGIN SELECT RAISE(ABORT, 'the key of the log is not changed'); END;

CREATE TRIGGER log_key_not_deleted BEFORE DELETE ON log_key
BEGIN SELECT RAISE(ABORT, 'the key of the log is not deleted'); END;

CREATE TRIGGER event_only_added BEFORE INSERT ON event
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM event)
BEGIN SELECT RAISE(ABORT, 'an event is only added'); END;

CREATE TRIGGER event_not_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'an event is not changed'); END;

CREATE TRIGGER event_not_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'an event is not deleted'); END;

-- ---- counters of a case

CREATE TRIGGER note_counted AFTER INSERT ON note
BEGIN UPDATE casefile SET drafts = drafts + 1 WHERE id = NEW.casefile; END;

CREATE TRIGGER note_signed_counted AFTER UPDATE OF status ON note
WHEN OLD.status = 'draft' AND NEW.status <> 'draft'
BEGIN UPDATE casefile SET drafts = drafts - 1, notes = notes + 1 WHERE id = NEW.casefile; END;

CREATE TRIGGER note_discarded_counted AFTER DELETE ON note
WHEN OLD.status = 'draft'
BEGIN UPDATE casefile SET drafts = drafts - 1 WHERE id = OLD.casefile; END;

CREATE TRIGGER note_destroyed_counted AFTER DELETE ON note
WHEN OLD.status <> 'draft'
BEGIN UPDATE casefile SET notes = notes - 1 WHERE id = OLD.casefile; END;
