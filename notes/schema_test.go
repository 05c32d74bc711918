package notes

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"
)

// The rules of the schema hold against any program that writes SQL, so these
// tests speak SQL to a database of their own, without the vault and without the
// settings it makes.

// rawRecord makes a record with a signed note 1, amended and marked, a void
// note 2, and a draft 3.
func rawRecord(t *testing.T, foreign, recursive bool) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file::memory:")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	list, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	script := []string{fmt.Sprintf("PRAGMA foreign_keys = %t; PRAGMA recursive_triggers = %t", foreign, recursive)}
	for _, m := range list {
		script = append(script, m.script)
	}
	script = append(script, `
		INSERT INTO counter VALUES ('note', 3);
		INSERT INTO person VALUES (1, '', '', '', '', '', 0, 0, 0);
		INSERT INTO casefile (id, kind, service, reason, legal_basis, opened) VALUES (1, 'individual', '', '', '', '2026-11-01');
		INSERT INTO party VALUES (1, 'A', 1, '');
		INSERT INTO log_key VALUES (1, 'private', 'public');`)
	for id := 1; id <= 3; id++ {
		script = append(script, fmt.Sprintf(`
			INSERT INTO note (id, casefile, kind, layer, format, start, minutes, place, present, part, author, language, revision,
				started_at, text_at, status) VALUES (%[1]d, 1, 'session', 'record', 'dap', '2026-11-23T14:00:00+01:00', 50, 'online',
				'A', '', 'x', 'en', 1, '2026-11-23T14:00:00Z', '2026-11-23T14:00:00Z', 'draft');
			INSERT INTO section VALUES (%[1]d, 1, 'data', 'Data');
			INSERT INTO paragraph VALUES (%[1]d, 1, 1, 'text', '');`, id))
	}
	for id := 1; id <= 2; id++ {
		script = append(script, fmt.Sprintf(`
			INSERT INTO log VALUES (%[2]d, 'note', zeroblob(32));
			INSERT INTO log_hash VALUES (%[2]d, zeroblob(32));
			INSERT INTO seal VALUES (%[2]d, %[1]d, NULL, zeroblob(32), x'00');
			UPDATE note SET status = 'signed', signed_at = '2026-11-23T15:00:00Z' WHERE id = %[1]d;`, id, id-1))
	}
	script = append(script, `
		INSERT INTO addendum VALUES (1, 1, 1, (SELECT docid + 1 FROM note WHERE id = 1), 'addendum', '2026-11-23T16:00:00Z', 'x', 'en', NULL, NULL);
		INSERT INTO addendum_paragraph VALUES (1, 1, 'more', '');
		INSERT INTO log VALUES (2, 'addendum', zeroblob(32));
		INSERT INTO seal VALUES (2, NULL, 1, zeroblob(32), x'00');
		INSERT INTO addendum VALUES (2, 2, 1, (SELECT docid + 1 FROM note WHERE id = 2), 'void', '2026-11-23T16:00:00Z', 'x', 'en', NULL, NULL);
		UPDATE note SET status = 'void', void_at = '2026-11-23T16:00:00Z', void_reason = 'wrong file' WHERE id = 2;
		INSERT INTO head_shown VALUES (3, '2026-11-23T16:00:00Z');
		INSERT INTO event VALUES (1, '2026-11-23T16:00:00Z', 'note-signed', 1, 1, NULL, '');`)
	for _, s := range script {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%v in %s", err, s)
		}
	}
	rawRequest(t, db)
	return db
}

// rawRequest adds a request with two approvals, of which one has a packet that
// was delivered, and one that is still on its way.
func rawRequest(t *testing.T, db *sql.DB) {
	t.Helper()
	sum := strings.Repeat("0", 63)
	for _, s := range []string{
		`INSERT INTO request VALUES (1, 2026, 1, '2026-11-23T16:00:00Z', 'access', 1, 0, '2026-11-23', NULL, '', 'x', '', '', 'own-right',
			'', '', '', '', '', '', '', '', '', '', '2026-11-24T16:00:00Z')`,
		`INSERT INTO request VALUES (2, 2026, 2, '2026-11-23T16:00:00Z', 'access', 1, 0, '2026-11-23', NULL, '', 'x', '', '', 'own-right',
			'', '', '', '', '', '', '', '', '', '', NULL)`,
		"INSERT INTO approval VALUES (1, 1, '2026-11-23T16:00:00Z', '" + sum + "1', '" + sum + "1', '{}')",
		"INSERT INTO approval VALUES (2, 1, '2026-11-23T16:00:00Z', '" + sum + "2', '" + sum + "2', '{}')",
		"INSERT INTO packet VALUES (1, 1, 1, 1, '2026-11-23T16:00:00Z', 1, 1, 1, 0, 0, '" + sum + "1', x'00')",
		"INSERT INTO delivery VALUES (1, 1, '2026-11-23T16:00:00Z', 'open', 'paper', '" + sum + "1', NULL)",
		"UPDATE delivery SET outcome = 'done'",
		"INSERT INTO delivery VALUES (2, 1, '2026-11-23T16:00:00Z', 'open', 'paper', '" + sum + "1', NULL)",
		"INSERT INTO disclosure VALUES (1, 1, 1, '2026-11-23T16:00:00Z', 'x', '', 'open', 'paper', '', '', '" + sum + "1', '" + sum + "1', NULL)",
		"INSERT INTO disclosure_case VALUES (1, 1)",
	} {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%v in %s", err, s)
		}
	}
}

// contents is everything that stands in the tables that nothing may touch.
func contents(t *testing.T, db *sql.DB) string {
	t.Helper()
	var b strings.Builder
	for _, table := range slices.Concat(untouchable, endable, []string{"note", "section", "paragraph"}) {
		fmt.Fprintln(&b, table)
		rows, err := db.Query("SELECT * FROM " + table)
		if err != nil {
			t.Fatal(err)
		}
		columns, _ := rows.Columns()
		for rows.Next() {
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			if err := rows.Scan(values...); err != nil {
				t.Fatal(err)
			}
			for _, v := range values {
				fmt.Fprintf(&b, "%v|", *v.(*any))
			}
			fmt.Fprintln(&b)
		}
		rows.Close()
	}
	return b.String()
}

// untouchable are the tables whose rows are never changed or deleted.
var untouchable = []string{"addendum", "addendum_paragraph", "seal", "log", "log_hash", "log_key", "head_shown", "event",
	"approval", "packet", "disclosure_case"}

// endable are those of whose rows one thing can still be said: that a request
// is closed, how a delivery ended, that a readable copy is gone.
var endable = []string{"request", "delivery", "disclosure"}

// written are the columns of a table that are not generated.
func written(t *testing.T, db *sql.DB, table string) []string {
	t.Helper()
	rows, err := db.Query("SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0", table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		t.Fatalf("no table %s", table)
	}
	return names
}

// attacks are statements that must be refused, on each table and column.
func attacks(t *testing.T, db *sql.DB, foreign bool) []string {
	var list []string
	for _, table := range untouchable {
		columns := written(t, db, table)
		list = append(list, "DELETE FROM "+table)
		all := strings.Join(columns, ", ")
		for _, insert := range []string{"INSERT", "INSERT OR REPLACE", "REPLACE"} {
			list = append(list, fmt.Sprintf("%s INTO %s (%s) SELECT %s FROM %s LIMIT 1", insert, table, all, all, table))
		}
		for _, c := range columns {
			list = append(list, fmt.Sprintf("UPDATE %s SET %s = %s", table, c, c), fmt.Sprintf("UPDATE OR REPLACE %s SET %s = %s", table, c, c))
		}
	}
	for _, table := range endable {
		list = append(list, "DELETE FROM "+table)
		columns := written(t, db, table)
		end := columns[len(columns)-1]
		value := map[string]string{"delivery": "'done'"}[table]
		if value == "" {
			value = "'2026-11-25T16:00:00Z'"
		}
		for _, c := range columns {
			list = append(list, fmt.Sprintf("UPDATE %s SET %s = %s", table, c, c))
			if c != end {
				list = append(list, fmt.Sprintf("UPDATE OR REPLACE %s SET %s = %s, %s = CASE typeof(%s) WHEN 'integer' THEN 3 ELSE 'x' || %s END", table, end, value, c, c, c))
			}
		}
	}
	for table, key := range map[string]string{"request": "id", "approval": "id", "packet": "id", "disclosure": "id"} {
		columns := written(t, db, table)
		list = append(list, fmt.Sprintf("REPLACE INTO %s (%s) SELECT (SELECT max(%s) + 1 FROM %s), %s FROM %s WHERE id = 1",
			table, strings.Join(columns, ", "), key, table, strings.Join(columns[1:], ", "), table))
	}
	list = append(list, "REPLACE INTO delivery SELECT id, packet, at, by, via, sha256_sent, NULL FROM delivery WHERE id = 1",
		"INSERT INTO delivery SELECT 3, packet, at, by, via, sha256_sent, 'done' FROM delivery WHERE id = 1",
		"UPDATE request SET closed_at = NULL WHERE id = 1",
		"UPDATE request SET closed_at = '2026-11-25T16:00:00Z' WHERE id = 1", "UPDATE delivery SET outcome = 'failed' WHERE id = 1")
	for _, c := range written(t, db, "note") {
		for _, id := range []int{1, 2} {
			list = append(list, fmt.Sprintf("UPDATE note SET %s = %s WHERE id = %d", c, c, id),
				fmt.Sprintf("UPDATE note SET %s = CASE typeof(%s) WHEN 'integer' THEN 77 ELSE 'x' END WHERE id = %d", c, c, id))
		}
		if c == "status" || c == "void_at" || c == "void_reason" {
			continue
		}
		list = append(list, fmt.Sprintf(`UPDATE note SET status = 'void', void_at = '2026-11-23T16:00:00Z', void_reason = 'x',
			%s = CASE typeof(%s) WHEN 'integer' THEN 77 ELSE '2026-11-24T16:00:00Z' END WHERE id = 1`, c, c))
	}
	all := strings.Join(written(t, db, "note"), ", ")
	list = append(list,
		"DELETE FROM note WHERE id = 1", "DELETE FROM note WHERE id = 2",
		"REPLACE INTO note ("+all+") SELECT "+all+" FROM note WHERE id = 1",
		"REPLACE INTO note ("+all+") SELECT 1, "+strings.TrimPrefix(all, "id, ")+" FROM note WHERE id = 3",
		"UPDATE OR REPLACE note SET id = 1 WHERE id = 3",
		"INSERT INTO note ("+all+") SELECT 4, "+strings.TrimPrefix(all, "id, ")+" FROM note WHERE id = 1",
		"UPDATE note SET status = 'signed', void_at = NULL, void_reason = NULL WHERE id = 2",
		"UPDATE note SET status = 'draft', signed_at = NULL WHERE id = 1",
		// to void without a signed statement that it is
		"UPDATE note SET status = 'void', void_at = '2026-11-23T16:00:00Z', void_reason = 'x' WHERE id = 1",
		// signed without a seal
		"UPDATE note SET status = 'signed', signed_at = '2026-11-23T16:00:00Z' WHERE id = 3",
		"UPDATE note SET status = 'void', signed_at = '2026-11-23T16:00:00Z', void_at = '2026-11-23T16:00:00Z', void_reason = 'x' WHERE id = 3",
		"UPDATE note SET casefile = 0 WHERE id = 3",
		"UPDATE note SET started_at = '2020-01-01T00:00:00Z' WHERE id = 3",
		// text of a signed note
		"INSERT INTO section VALUES (1, 2, 'plan', 'Plan')", "INSERT INTO paragraph VALUES (1, 2, 1, 'more', '')",
		"INSERT INTO paragraph VALUES (2, 2, 1, 'more', '')",
		"REPLACE INTO paragraph VALUES (1, 1, 1, 'other', '')", "REPLACE INTO section VALUES (1, 1, 'data', 'Other')",
		"UPDATE paragraph SET text = 'other' WHERE note = 1", "UPDATE paragraph SET whose = 'A' WHERE note = 1",
		"UPDATE section SET heading = 'Other' WHERE note = 1",
		"UPDATE OR REPLACE paragraph SET note = 1 WHERE note = 3", "UPDATE paragraph SET note = 3, position = 2 WHERE note = 1",
		"UPDATE OR REPLACE section SET note = 1 WHERE note = 3",
		"DELETE FROM paragraph WHERE note = 1", "DELETE FROM section WHERE note = 1", "DELETE FROM paragraph",
		// beside what is signed
		"INSERT INTO addendum_paragraph VALUES (1, 2, 'more', '')",
		"INSERT INTO addendum VALUES (4, 1, 2, (SELECT docid + 2 FROM note WHERE id = 1), 'addendum', '2026-11-23T16:00:00Z', 'x', 'en', NULL, NULL)",
		"INSERT INTO addendum VALUES (3, 3, 1, (SELECT docid + 1 FROM note WHERE id = 3), 'addendum', '2026-11-23T16:00:00Z', 'x', 'en', NULL, NULL)",
		"INSERT INTO log VALUES (9, 'note', zeroblob(32))", "INSERT INTO log VALUES (-1, 'note', zeroblob(32))",
		"INSERT INTO log (kind, digest) VALUES ('note', zeroblob(32))",
		"INSERT INTO log VALUES (3, 'note', zeroblob(31))",
		"INSERT INTO seal VALUES (0, 3, NULL, zeroblob(32), x'00')",
		"INSERT INTO event VALUES (9, '2026-11-23T16:00:00Z', 'x', NULL, NULL, NULL, '')",
		"INSERT INTO event VALUES (2, 'yesterday', 'x', NULL, NULL, NULL, '')",
		"INSERT INTO log_key VALUES (2, 'other', 'other')",
		// a draft that is sealed is as good as signed
		`INSERT INTO log VALUES (3, 'note', zeroblob(32)); INSERT INTO seal VALUES (3, 3, NULL, zeroblob(32), x'00');
			UPDATE note SET risk = 'none' WHERE id = 3`,
		`INSERT INTO log VALUES (3, 'note', zeroblob(32)); INSERT INTO seal VALUES (3, 3, NULL, zeroblob(32), x'00');
			DELETE FROM paragraph WHERE note = 3`,
		// strict tables and checks
		"INSERT INTO party VALUES (1, 'AB', 1, '')",
		"INSERT INTO casefile (id, kind, service, reason, legal_basis, opened) VALUES (2, 'practice', '', '', '', '2026-11-01')",
		"INSERT INTO casefile (id, kind, service, reason, legal_basis, opened) VALUES (2, 'family', '', '', '', '2026-13-01')",
		"UPDATE note SET minutes = 'fifty' WHERE id = 3", "UPDATE note SET minutes = 2000 WHERE id = 3",
		"UPDATE note SET start = 'noon' WHERE id = 3",
		"UPDATE counter SET last = 1", "DELETE FROM counter", "REPLACE INTO counter VALUES ('note', 0)",
	)
	if foreign {
		list = append(list, "INSERT INTO party VALUES (9, 'A', 1, '')", "DELETE FROM person",
			`INSERT INTO addendum VALUES (3, 1, 2, (SELECT docid + 2 FROM note WHERE id = 1), 'mark', '2026-11-23T16:00:00Z', 'x', 'en', 7, 'A')`)
	}
	return list
}

// attack runs statements in a transaction and says whether they went through.
func attack(t *testing.T, db *sql.DB, statements string) bool {
	t.Helper()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(statements); err != nil {
		tx.Rollback()
		return false
	}
	return tx.Commit() == nil
}

// Each rule must hold by itself: without foreign keys, which hold some of them
// too, and without triggers that fire on a replaced row.
func TestSchemaRefuses(t *testing.T) {
	for _, set := range []struct{ foreign, recursive bool }{{true, true}, {true, false}, {false, false}} {
		t.Run(fmt.Sprintf("foreign_keys=%t recursive_triggers=%t", set.foreign, set.recursive), func(t *testing.T) {
			db := rawRecord(t, set.foreign, set.recursive)
			before := contents(t, db)
			for _, s := range attacks(t, db, set.foreign) {
				if attack(t, db, s) {
					t.Errorf("accepted: %s", s)
				}
			}
			if after := contents(t, db); after != before {
				t.Errorf("changed:\n%s\nto\n%s", before, after)
			}
		})
	}
}

// What the rules allow: a draft changes and goes, and the counters follow.
func TestSchemaAllowsDrafts(t *testing.T) {
	db := rawRecord(t, true, false)
	for _, s := range []string{
		"UPDATE paragraph SET text = 'other' WHERE note = 3", "UPDATE note SET risk = 'none', revision = 2 WHERE id = 3",
		"DELETE FROM paragraph WHERE note = 3", "DELETE FROM section WHERE note = 3", "DELETE FROM note WHERE id = 3",
	} {
		if _, err := db.Exec(s); err != nil {
			t.Errorf("%v: %s", err, s)
		}
	}
	var notes, drafts int
	if err := db.QueryRow("SELECT notes, drafts FROM casefile").Scan(&notes, &drafts); err != nil || notes != 2 || drafts != 0 {
		t.Errorf("the case counts %d notes and %d drafts (%v)", notes, drafts, err)
	}
}

// Every table of the record is STRICT, so that no text hides in a number.
func TestTablesAreStrict(t *testing.T) {
	db := rawRecord(t, true, false)
	var loose int
	err := db.QueryRow(`SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
		AND name NOT LIKE 'sqlite_%'`).Scan(&loose)
	if err != nil || loose != 0 {
		t.Errorf("%d tables are not STRICT (%v)", loose, err)
	}
}
