-- Copies of the vault, and where copies may be.
--
-- Nothing is taken out of either list. That a copy or a place is gone is said
-- once, and stays said: what a copy held, it held.

CREATE TABLE copy_place (
  id         INTEGER PRIMARY KEY CHECK (id > 0),         -- L-001 is 1
  kind       TEXT NOT NULL CHECK (kind IN ('sync-folder', 'replica', 'stick', 'cloud', 'computer', 'other')),
  label      TEXT NOT NULL CHECK (label <> ''),
  folder     TEXT NOT NULL,                              -- of this computer; '' when it is none
  added_at   TEXT NOT NULL CHECK (unixepoch(added_at) IS NOT NULL),
  settled_at TEXT CHECK (settled_at IS NULL OR unixepoch(settled_at) IS NOT NULL)   -- no copy is there any more
) STRICT;

CREATE TABLE backup (
  id           INTEGER PRIMARY KEY CHECK (id > 0),       -- B-001 is 1
  place        INTEGER NOT NULL REFERENCES copy_place (id),
  path         TEXT NOT NULL CHECK (path <> ''),
  at           TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL),
  generation   INTEGER NOT NULL,
  bytes        INTEGER NOT NULL,
  sha256       TEXT NOT NULL CHECK (length(sha256) = 64),
  checked_at   TEXT CHECK (checked_at IS NULL OR unixepoch(checked_at) IS NOT NULL),
  rehearsed_at TEXT CHECK (rehearsed_at IS NULL OR unixepoch(rehearsed_at) IS NOT NULL),
  gone_at      TEXT CHECK (gone_at IS NULL OR unixepoch(gone_at) IS NOT NULL)
) STRICT;
CREATE INDEX backup_sha256 ON backup (sha256);

-- ---- the rules

CREATE TRIGGER copy_place_only_added BEFORE INSERT ON copy_place
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM copy_place) OR NEW.settled_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a place is only added'); END;

CREATE TRIGGER copy_place_only_settled BEFORE UPDATE ON copy_place
WHEN OLD.settled_at IS NOT NULL OR NEW.settled_at IS NULL OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind
  OR NEW.label <> OLD.label OR NEW.folder <> OLD.folder OR NEW.added_at <> OLD.added_at
BEGIN SELECT RAISE(ABORT, 'a place is only settled'); END;

CREATE TRIGGER copy_place_not_deleted BEFORE DELETE ON copy_place
BEGIN SELECT RAISE(ABORT, 'a place is not deleted'); END;

CREATE TRIGGER backup_only_added BEFORE INSERT ON backup
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM backup) OR NEW.gone_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a backup is only added'); END;

-- It may be checked, rehearsed again, and be gone; nothing else of it changes.
CREATE TRIGGER backup_only_kept BEFORE UPDATE ON backup
WHEN OLD.gone_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.place <> OLD.place OR NEW.path <> OLD.path OR NEW.at <> OLD.at
  OR NEW.generation <> OLD.generation OR NEW.bytes <> OLD.bytes OR NEW.sha256 <> OLD.sha256
  OR (OLD.checked_at IS NOT NULL AND NEW.checked_at IS NULL) OR (OLD.rehearsed_at IS NOT NULL AND NEW.rehearsed_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'a backup is not changed'); END;

CREATE TRIGGER backup_not_deleted BEFORE DELETE ON backup
BEGIN SELECT RAISE(ABORT, 'a backup is not deleted'); END;
