-- Heads of the log that were lodged with somebody: from that day on, what was
-- signed before it cannot be changed without its showing.

CREATE TABLE head_lodged (
  id     INTEGER PRIMARY KEY CHECK (id > 0),
  at     TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL),
  size   INTEGER NOT NULL CHECK (size > 0),             -- leaves of the log
  root   BLOB NOT NULL CHECK (length(root) = 32),       -- over them
  head   TEXT NOT NULL CHECK (head <> ''),              -- what was handed over: the signed head
  holder TEXT NOT NULL CHECK (holder <> '')             -- with whom, in her words
) STRICT;

CREATE TRIGGER head_lodged_only_added BEFORE INSERT ON head_lodged
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM head_lodged)
BEGIN SELECT RAISE(ABORT, 'a lodged head is only added'); END;

CREATE TRIGGER head_lodged_not_changed BEFORE UPDATE ON head_lodged
BEGIN SELECT RAISE(ABORT, 'a lodged head is not changed'); END;

CREATE TRIGGER head_lodged_not_deleted BEFORE DELETE ON head_lodged
BEGIN SELECT RAISE(ABORT, 'a lodged head is not deleted'); END;
