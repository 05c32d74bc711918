-- Formats of her own: headings under which she writes.

CREATE TABLE template (
  name     TEXT PRIMARY KEY CHECK (name <> ''),
  headings TEXT NOT NULL CHECK (json_valid(headings)),     -- in order
  added_at TEXT NOT NULL CHECK (unixepoch(added_at) IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE TABLE template_removed (                            -- not offered any more; a draft may still have it
  name TEXT PRIMARY KEY REFERENCES template (name),
  at   TEXT NOT NULL CHECK (unixepoch(at) IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- ---- the rules

CREATE TRIGGER template_only_added BEFORE INSERT ON template
WHEN EXISTS (SELECT 1 FROM template WHERE name = NEW.name)
BEGIN SELECT RAISE(ABORT, 'a template is only added'); END;

CREATE TRIGGER template_not_changed BEFORE UPDATE ON template
BEGIN SELECT RAISE(ABORT, 'a template is not changed'); END;

CREATE TRIGGER template_not_deleted BEFORE DELETE ON template
BEGIN SELECT RAISE(ABORT, 'a template is not deleted'); END;

CREATE TRIGGER template_removed_only_added BEFORE INSERT ON template_removed
WHEN EXISTS (SELECT 1 FROM template_removed WHERE name = NEW.name)
BEGIN SELECT RAISE(ABORT, 'a template is removed once'); END;

CREATE TRIGGER template_removed_not_changed BEFORE UPDATE ON template_removed
BEGIN SELECT RAISE(ABORT, 'a template stays removed'); END;

CREATE TRIGGER template_removed_not_deleted BEFORE DELETE ON template_removed
BEGIN SELECT RAISE(ABORT, 'a template stays removed'); END;
