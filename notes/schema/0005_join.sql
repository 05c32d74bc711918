-- Copies of the vault that were written apart and joined.
--
-- The record keeps what such a copy had and this one lacked. The log goes on with
-- what was taken; the log of the other copy, of which signed heads may have left
-- the house, is kept beside it as a line: a line has its first leaves in common
-- with the log of this record and went on by itself.
--
-- All of it is only ever added.

CREATE TABLE joined (
  id         INTEGER PRIMARY KEY CHECK (id > 0),
  at         TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL),
  generation INTEGER NOT NULL CHECK (generation > 0)    -- at which the copy stood
) STRICT;

CREATE TABLE line (
  id     INTEGER PRIMARY KEY CHECK (id > 0),
  shared INTEGER NOT NULL CHECK (shared >= 0)           -- leaves in common with the log
) STRICT;

CREATE TABLE line_leaf (
  line   INTEGER NOT NULL REFERENCES line (id),
  leaf   INTEGER NOT NULL CHECK (leaf >= 0),            -- shared, shared + 1, ...
  kind   TEXT NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  PRIMARY KEY (line, leaf)
) STRICT, WITHOUT ROWID;

-- How long a line was each time it was joined, and its root then.
CREATE TABLE line_size (
  line   INTEGER NOT NULL REFERENCES line (id),
  size   INTEGER NOT NULL CHECK (size > 0),
  root   BLOB NOT NULL CHECK (length(root) = 32),
  joined INTEGER NOT NULL REFERENCES joined (id),
  PRIMARY KEY (line, size)
) STRICT, WITHOUT ROWID;

-- As head_shown, of the heads of a line.
CREATE TABLE line_shown (
  line INTEGER NOT NULL REFERENCES line (id),
  size INTEGER NOT NULL CHECK (size > 0),
  at   TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL),
  PRIMARY KEY (line, size)
) STRICT, WITHOUT ROWID;

-- ---- the rules

CREATE TRIGGER joined_only_added BEFORE INSERT ON joined
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM joined)
BEGIN SELECT RAISE(ABORT, 'a joined copy is only added'); END;

CREATE TRIGGER line_only_added BEFORE INSERT ON line
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM line)
BEGIN SELECT RAISE(ABORT, 'a line is only added'); END;

CREATE TRIGGER line_leaf_only_added BEFORE INSERT ON line_leaf
WHEN NEW.leaf IS NOT coalesce((SELECT max(leaf) + 1 FROM line_leaf WHERE line = NEW.line), (SELECT shared FROM line WHERE id = NEW.line))
BEGIN SELECT RAISE(ABORT, 'a leaf of a line is only added'); END;

CREATE TRIGGER line_size_only_added BEFORE INSERT ON line_size
WHEN NEW.size IS NOT (SELECT max(leaf) + 1 FROM line_leaf WHERE line = NEW.line)
  OR EXISTS (SELECT 1 FROM line_size WHERE line = NEW.line AND size >= NEW.size)
BEGIN SELECT RAISE(ABORT, 'a line only grows'); END;

CREATE TRIGGER line_shown_only_added BEFORE INSERT ON line_shown
WHEN EXISTS (SELECT 1 FROM line_shown WHERE line = NEW.line AND size = NEW.size)
BEGIN SELECT RAISE(ABORT, 'a head that was shown is only added'); END;

CREATE TRIGGER joined_not_changed BEFORE UPDATE ON joined
BEGIN SELECT RAISE(ABORT, 'a joined copy is not changed'); END;

CREATE TRIGGER joined_not_deleted BEFORE DELETE ON joined
BEGIN SELECT RAISE(ABORT, 'a joined copy is not deleted'); END;

CREATE TRIGGER line_not_changed BEFORE UPDATE ON line
BEGIN SELECT RAISE(ABORT, 'a line is not changed'); END;

CREATE TRIGGER line_not_deleted BEFORE DELETE ON line
BEGIN SELECT RAISE(ABORT, 'a line is not deleted'); END;

CREATE TRIGGER line_leaf_not_changed BEFORE UPDATE ON line_leaf
BEGIN SELECT RAISE(ABORT, 'a leaf of a line is not changed'); END;

CREATE TRIGGER line_leaf_not_deleted BEFORE DELETE ON line_leaf
BEGIN SELECT RAISE(ABORT, 'a leaf of a line is not deleted'); END;

CREATE TRIGGER line_size_not_changed BEFORE UPDATE ON line_size
BEGIN SELECT RAISE(ABORT, 'the size of a line is not changed'); END;

CREATE TRIGGER line_size_not_deleted BEFORE DELETE ON line_size
BEGIN SELECT RAISE(ABORT, 'the size of a line is not deleted'); END;

CREATE TRIGGER line_shown_not_changed BEFORE UPDATE ON line_shown
BEGIN SELECT RAISE(ABORT, 'a head that was shown is not changed'); END;

CREATE TRIGGER line_shown_not_deleted BEFORE DELETE ON line_shown
BEGIN SELECT RAISE(ABORT, 'a head that was shown is not deleted'); END;
