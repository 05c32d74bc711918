-- Files that came: letters, signed sheets, pictures. No sound, no moving picture.
--
-- A file is kept in pieces of at most 256 KiB, in order. What was added is not
-- changed; that it was added in error is added.

CREATE TABLE attachment (
  id       INTEGER PRIMARY KEY CHECK (id > 0),             -- A-000001 is 1
  casefile INTEGER NOT NULL REFERENCES casefile (id),
  party    TEXT NOT NULL CHECK (party = '' OR party GLOB '[A-Z]'),   -- whose it is; '': everybody's
  kind     TEXT NOT NULL CHECK (kind IN ('letter', 'report', 'sheet', 'message', 'drawing', 'photo', 'other')),
  title    TEXT NOT NULL,                                  -- her words; the name of the file is not kept
  received TEXT NOT NULL CHECK (received IS date(received)),
  media    TEXT NOT NULL CHECK (media <> ''),              -- found in the file itself
  bytes    INTEGER NOT NULL CHECK (bytes > 0),
  sha256   TEXT NOT NULL CHECK (length(sha256) = 64),
  added_at TEXT NOT NULL CHECK (unixepoch(added_at) IS NOT NULL),
  uid      BLOB NOT NULL DEFAULT (randomblob(16)) CHECK (length(uid) = 16)
) STRICT;
CREATE INDEX attachment_casefile ON attachment (casefile, id);

CREATE TABLE attachment_piece (
  attachment INTEGER NOT NULL REFERENCES attachment (id),
  number     INTEGER NOT NULL CHECK (number > 0),
  body       BLOB NOT NULL CHECK (length(body) BETWEEN 1 AND 262144),
  PRIMARY KEY (attachment, number)
) STRICT;

CREATE TABLE attachment_void (
  attachment INTEGER PRIMARY KEY REFERENCES attachment (id),
  at         TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL),
  reason     TEXT NOT NULL CHECK (reason <> '')
) STRICT;

-- Files that can be read without the vault, which she had written: an attachment
-- that was saved, an export of everything.
CREATE TABLE readable_copy (
  id         INTEGER PRIMARY KEY CHECK (id > 0),           -- Y-001 is 1
  attachment INTEGER,                                      -- NULL: of everything
  casefile   INTEGER,                                      -- of the attachment
  at         TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL),
  uid        BLOB NOT NULL DEFAULT (randomblob(16)) CHECK (length(uid) = 16),
  CHECK ((attachment IS NULL) = (casefile IS NULL))
) STRICT;

CREATE TABLE readable_copy_gone (
  copy INTEGER PRIMARY KEY REFERENCES readable_copy (id),
  at   TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL)
) STRICT;

-- ---- the rules

CREATE TRIGGER attachment_only_added BEFORE INSERT ON attachment
WHEN NEW.id IS NOT 1 + max((SELECT coalesce(max(id), 0) FROM attachment), coalesce((SELECT last FROM counter WHERE name = 'attachment'), 0))
  OR EXISTS (SELECT 1 FROM destruction WHERE casefile = NEW.casefile)
BEGIN SELECT RAISE(ABORT, 'an attachment is only added'); END;

CREATE TRIGGER attachment_not_changed BEFORE UPDATE ON attachment
BEGIN SELECT RAISE(ABORT, 'an attachment is not changed'); END;

CREATE TRIGGER attachment_not_deleted BEFORE DELETE ON attachment
WHEN OLD.casefile NOT IN (SELECT casefile FROM destroying)
BEGIN SELECT RAISE(ABORT, 'an attachment is not deleted'); END;

-- Piece after piece, and none once all are there.
CREATE TRIGGER attachment_piece_only_added BEFORE INSERT ON attachment_piece
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM attachment_piece WHERE attachment = NEW.attachment)
  OR (NEW.number - 1) * 262144 + length(NEW.body) > (SELECT bytes FROM attachment WHERE id = NEW.attachment)
  OR length(NEW.body) <> min(262144, (SELECT bytes FROM attachment WHERE id = NEW.attachment) - (NEW.number - 1) * 262144)
BEGIN SELECT RAISE(ABORT, 'a piece is only added'); END;

CREATE TRIGGER attachment_piece_not_changed BEFORE UPDATE ON attachment_piece
BEGIN SELECT RAISE(ABORT, 'a piece is not changed'); END;

CREATE TRIGGER attachment_piece_not_deleted BEFORE DELETE ON attachment_piece
WHEN (SELECT casefile FROM attachment WHERE id = OLD.attachment) NOT IN (SELECT casefile FROM destroying)
BEGIN SELECT RAISE(ABORT, 'a piece is not deleted'); END;

CREATE TRIGGER attachment_void_only_added BEFORE INSERT ON attachment_void
WHEN EXISTS (SELECT 1 FROM attachment_void WHERE attachment = NEW.attachment)
BEGIN SELECT RAISE(ABORT, 'that an attachment is void is only added'); END;

CREATE TRIGGER attachment_void_not_changed BEFORE UPDATE ON attachment_void
BEGIN SELECT RAISE(ABORT, 'that an attachment is void is not changed'); END;

CREATE TRIGGER attachment_void_not_deleted BEFORE DELETE ON attachment_void
WHEN (SELECT casefile FROM attachment WHERE id = OLD.attachment) NOT IN (SELECT casefile FROM destroying)
BEGIN SELECT RAISE(ABORT, 'that an attachment is void is not deleted'); END;

CREATE TRIGGER destruction_takes_attachments BEFORE UPDATE ON destruction
WHEN EXISTS (SELECT 1 FROM attachment WHERE casefile = OLD.casefile)
BEGIN SELECT RAISE(ABORT, 'a destruction is only finished'); END;

CREATE TRIGGER readable_copy_only_added BEFORE INSERT ON readable_copy
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM readable_copy)
BEGIN SELECT RAISE(ABORT, 'a readable copy is only added'); END;

CREATE TRIGGER readable_copy_not_changed BEFORE UPDATE ON readable_copy
BEGIN SELECT RAISE(ABORT, 'a readable copy is not changed'); END;

CREATE TRIGGER readable_copy_not_deleted BEFORE DELETE ON readable_copy
BEGIN SELECT RAISE(ABORT, 'a readable copy is not deleted'); END;

CREATE TRIGGER readable_copy_gone_only_added BEFORE INSERT ON readable_copy_gone
WHEN EXISTS (SELECT 1 FROM readable_copy_gone WHERE copy = NEW.copy)
BEGIN SELECT RAISE(ABORT, 'that a readable copy is gone is only added'); END;

CREATE TRIGGER readable_copy_gone_not_changed BEFORE UPDATE ON readable_copy_gone
BEGIN SELECT RAISE(ABORT, 'that a readable copy is gone is not changed'); END;

CREATE TRIGGER readable_copy_gone_not_deleted BEFORE DELETE ON readable_copy_gone
BEGIN SELECT RAISE(ABORT, 'that a readable copy is gone is not deleted'); END;
