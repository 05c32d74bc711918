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
		INSERT INTO person VALUES (1, '', '', '', '', '', 0, 0, 0, randomblob(16));
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
			INSERT INTO log VALUES (%[2]d, 'note', x'%064[1]x');
			INSERT INTO log_hash VALUES (%[2]d, zeroblob(32));
			INSERT INTO seal VALUES (%[2]d, %[1]d, NULL, x'%064[1]x', x'00');
			UPDATE note SET status = 'signed', signed_at = '2026-11-23T15:00:00Z' WHERE id = %[1]d;`, id, id-1))
	}
	script = append(script, `
		INSERT INTO addendum (id, note, number, docid, kind, at, author, language, paragraph, whose) VALUES (1, 1, 1, (SELECT docid + 1 FROM note WHERE id = 1), 'addendum', '2026-11-23T16:00:00Z', 'x', 'en', NULL, NULL);
		INSERT INTO addendum_paragraph VALUES (1, 1, 'more', '');
		INSERT INTO log VALUES (2, 'addendum', zeroblob(32));
		INSERT INTO seal VALUES (2, NULL, 1, zeroblob(32), x'00');
		INSERT INTO addendum (id, note, number, docid, kind, at, author, language, paragraph, whose) VALUES (2, 2, 1, (SELECT docid + 1 FROM note WHERE id = 2), 'void', '2026-11-23T16:00:00Z', 'x', 'en', NULL, NULL);
		UPDATE note SET status = 'void', void_at = '2026-11-23T16:00:00Z', void_reason = 'wrong file' WHERE id = 2;
		INSERT INTO head_shown VALUES (3, '2026-11-23T16:00:00Z');
		INSERT INTO head_lodged VALUES (1, '2026-11-23T16:00:00Z', 3, zeroblob(32), 'head', 'the notary');
		INSERT INTO event (id, at, what, casefile, note, request, detail) VALUES (1, '2026-11-23T16:00:00Z', 'note-signed', 1, 1, NULL, '');`)
	for _, s := range script {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%v in %s", err, s)
		}
	}
	rawRequest(t, db)
	rawJoined(t, db)
	rawDestroyed(t, db)
	return db
}

// beginDestruction begins the destruction of a case, as number 1 or 2.
func beginDestruction(file, number int) string {
	return fmt.Sprintf(`INSERT INTO destruction VALUES (%[1]d, %[2]d, '2036-11-23T16:00:00Z', 7, 'term', '', '2036-11-01', '2026-11-01',
		0, 0, 0, 0, 0, 0, randomblob(16), %[1]d); `, file, number)
}

// rawDestroyed adds the destroyed case 2, case 3, which is closed and held, and
// case 4, which could be destroyed.
func rawDestroyed(t *testing.T, db *sql.DB) {
	t.Helper()
	for _, s := range []string{
		`INSERT INTO casefile (id, kind, service, reason, legal_basis, opened, closed) VALUES
			(2, 'couple', '', '', '', '2025-11-01', '2026-11-01'), (3, 'couple', '', 'x', '', '2025-11-01', '2026-11-01'), (4, 'couple', '', '', '', '2025-11-01', '2026-11-01')`,
		"INSERT INTO hold VALUES (3, NULL, '2026-11-23T16:00:00Z', 'x', NULL, randomblob(16), NULL, '')", "INSERT INTO hold_case VALUES (3, 3)",
		"INSERT INTO retention_keep VALUES (1, 1, '2026-11-23T16:00:00Z', '2030-01-01', 'x', randomblob(16))",
		"INSERT INTO consent VALUES (1, 1, 'release', 'A', '2026-11-23', NULL, 'signed', '', 'x', 'y', 'z', NULL, NULL, 1, '2026-11-23T16:00:00Z', randomblob(16))",
		"INSERT INTO consent_end VALUES (1, 1, '2026-11-23T16:00:00Z', '2026-11-24', 'withdrawn', '', randomblob(16))",
		"INSERT INTO instrument VALUES ('own', '{}', '2026-11-23T16:00:00Z')",
		"INSERT INTO measure VALUES (1, 1, 'A', 'own', 'Own', '2026-11-23', '[1,null]', 1, NULL, '', 1, '2026-11-23T16:00:00Z', randomblob(16))",
		"INSERT INTO measure_void VALUES (1, '2026-11-23T16:00:00Z', 'x')",
		"INSERT INTO attachment VALUES (1, 1, 'A', 'letter', 'x', '2026-11-23', 'text/plain', 3, '" + strings.Repeat("0", 64) + "', '2026-11-23T16:00:00Z', randomblob(16))",
		"INSERT INTO attachment_piece VALUES (1, 1, x'010203')", "INSERT INTO attachment_void VALUES (1, '2026-11-23T16:00:00Z', 'x')",
		"INSERT INTO readable_copy VALUES (1, 1, 1, '2026-11-23T16:00:00Z', randomblob(16))", "INSERT INTO readable_copy_gone VALUES (1, '2026-11-23T16:00:00Z')",
		"INSERT INTO template VALUES ('own', '[]', '2026-11-23T16:00:00Z')", "INSERT INTO template_removed VALUES ('own', '2026-11-23T16:00:00Z')",
		"INSERT INTO place_looked VALUES (1, 2, '2026-11-23T16:00:00Z', randomblob(16))",
		"BEGIN; " + beginDestruction(2, 1) + `INSERT INTO destroyed_uid VALUES (randomblob(16), 2); INSERT INTO destroyed_item VALUES (randomblob(32), NULL, 2, 1);
			UPDATE destruction SET unfinished = NULL; COMMIT`,
	} {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%v in %s", err, s)
		}
	}
}

// rawJoined adds a copy that was joined, with a log of its own.
func rawJoined(t *testing.T, db *sql.DB) {
	t.Helper()
	for _, s := range []string{
		"INSERT INTO joined VALUES (1, '2026-11-23T16:00:00Z', 12)", "INSERT INTO line VALUES (1, 2)",
		"INSERT INTO line_leaf VALUES (1, 2, 'filler', zeroblob(32))", "INSERT INTO line_leaf VALUES (1, 3, 'filler', zeroblob(32))",
		"INSERT INTO line_size VALUES (1, 4, zeroblob(32), 1)", "INSERT INTO line_shown VALUES (1, 4, '2026-11-23T16:00:00Z')",
	} {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%v in %s", err, s)
		}
	}
}

// rawRequest adds a request with two approvals, of which one has a packet that
// was delivered, and one that is still on its way.
func rawRequest(t *testing.T, db *sql.DB) {
	t.Helper()
	sum := strings.Repeat("0", 63)
	for _, s := range []string{
		`INSERT INTO request VALUES (1, 2026, 1, '2026-11-23T16:00:00Z', 'access', 1, 0, '2026-11-23', '', NULL, '', 'eu', 'x', '', '', 'own-right',
			'', '', '', '', '', '', '', '', '', '', randomblob(16), '2026-11-24T16:00:00Z')`,
		`INSERT INTO request VALUES (2, 2026, 2, '2026-11-23T16:00:00Z', 'access', 1, 0, '2026-11-23', '', NULL, '', 'eu', 'x', '', '', 'own-right',
			'', '', '', '', '', '', '', '', '', '', randomblob(16), NULL)`,
		"INSERT INTO approval VALUES (1, 1, '2026-11-23T16:00:00Z', '" + sum + "1', '" + sum + "1', '{}')",
		"INSERT INTO approval VALUES (2, 1, '2026-11-23T16:00:00Z', '" + sum + "2', '" + sum + "2', '{}')",
		"INSERT INTO packet VALUES (1, 1, 1, 1, '2026-11-23T16:00:00Z', 1, 1, 1, 1, 0, 0, '" + sum + "1', x'00')",
		"INSERT INTO delivery (id, packet, at, by, via, sha256_sent) VALUES (1, 1, '2026-11-23T16:00:00Z', 'open', 'paper', '" + sum + "1')",
		"UPDATE delivery SET outcome = 'done'",
		"INSERT INTO delivery (id, packet, at, by, via, sha256_sent) VALUES (2, 1, '2026-11-23T16:00:00Z', 'open', 'paper', '" + sum + "1')",
		"INSERT INTO disclosure VALUES (1, 1, 1, '2026-11-23T16:00:00Z', 'x', '', 'open', 'paper', '', '', '', '" + sum + "1', '" + sum + "1', NULL)",
		"INSERT INTO disclosure_case VALUES (1, 1)",
		"INSERT INTO disclosure_note VALUES (1, 1, '2026-11-23T16:00:00Z', 'x', randomblob(16))",
		"INSERT INTO request_step VALUES (1, 1, '2026-11-23T16:00:00Z', 'check', 'identity', NULL, NULL, '2026-11-23', '', '', randomblob(16))",
		"INSERT INTO hold VALUES (1, 1, '2026-11-23T16:00:00Z', 'x', NULL, randomblob(16), '2026-11-24T16:00:00Z', 'x')",
		"INSERT INTO hold VALUES (2, NULL, '2026-11-23T16:00:00Z', 'x', NULL, randomblob(16), NULL, '')",
		"INSERT INTO hold_case VALUES (1, 1)",
		"INSERT INTO copy_place VALUES (1, 'stick', 'x', '', '2026-11-23T16:00:00Z', NULL)",
		"INSERT INTO copy_place VALUES (2, 'stick', 'x', '', '2026-11-23T16:00:00Z', NULL)",
		"UPDATE copy_place SET settled_at = '2026-11-24T16:00:00Z' WHERE id = 1",
		"INSERT INTO backup VALUES (1, 1, '/x', '2026-11-23T16:00:00Z', 1, 1, '" + sum + "1', '2026-11-23T16:00:00Z', '2026-11-23T16:00:00Z', NULL)",
		"INSERT INTO backup VALUES (2, 1, '/x', '2026-11-23T16:00:00Z', 1, 1, '" + sum + "1', NULL, NULL, NULL)",
		"UPDATE backup SET gone_at = '2026-11-24T16:00:00Z' WHERE id = 2",
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
	for _, table := range slices.Concat(untouchable, endable, []string{"note", "section", "paragraph", "backup"}) {
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
var untouchable = []string{"addendum", "addendum_paragraph", "seal", "log", "log_hash", "log_key", "head_shown", "head_lodged", "event",
	"approval", "packet", "disclosure_case", "disclosure_note", "request_step", "hold_case", "joined", "line", "line_leaf", "line_size", "line_shown",
	"retention_keep", "consent", "consent_end", "instrument", "measure", "measure_void", "attachment", "attachment_piece", "attachment_void",
	"readable_copy", "readable_copy_gone", "template", "template_removed", "place_looked", "destruction", "destroyed_item", "destroyed_uid"}

// endable are those of whose rows one thing can still be said: that a request
// is closed, how a delivery ended, that a readable copy or a place is gone.
var endable = []string{"request", "delivery", "disclosure", "copy_place"}

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
	list = append(list, "REPLACE INTO delivery SELECT id, packet, at, by, via, sha256_sent, uid, NULL FROM delivery WHERE id = 1",
		"INSERT INTO delivery SELECT 3, packet, at, by, via, sha256_sent, uid, 'done' FROM delivery WHERE id = 1",
		"UPDATE request SET closed_at = NULL WHERE id = 1",
		"UPDATE request SET closed_at = '2026-11-25T16:00:00Z' WHERE id = 1", "UPDATE delivery SET outcome = 'failed' WHERE id = 1")
	list = append(list, "DELETE FROM hold", "UPDATE hold SET lifted_at = NULL, lifted_for = '' WHERE id = 1", "UPDATE hold SET reason = 'y'",
		"UPDATE hold SET lifted_at = '2026-11-25T16:00:00Z', lifted_for = 'x', reason = 'y' WHERE id = 2",
		"UPDATE hold SET lifted_at = '2026-11-25T16:00:00Z', lifted_for = 'x' WHERE id = 1", "REPLACE INTO hold SELECT * FROM hold WHERE id = 1")
	list = append(list, "DELETE FROM backup", "DELETE FROM backup WHERE id = 2", "UPDATE backup SET gone_at = NULL WHERE id = 2",
		"UPDATE backup SET gone_at = '2026-11-25T16:00:00Z' WHERE id = 2", "UPDATE backup SET rehearsed_at = '2026-11-25T16:00:00Z' WHERE id = 2",
		"UPDATE backup SET rehearsed_at = NULL WHERE id = 1", "UPDATE backup SET checked_at = NULL WHERE id = 1",
		"INSERT INTO backup VALUES (4, 1, '/x', '2026-11-23T16:00:00Z', 1, 1, '"+strings.Repeat("0", 64)+"', NULL, NULL, NULL)",
		"INSERT INTO backup VALUES (3, 1, '/x', '2026-11-23T16:00:00Z', 1, 1, '"+strings.Repeat("0", 64)+"', NULL, NULL, '2026-11-23T16:00:00Z')",
		"REPLACE INTO backup SELECT * FROM backup WHERE id = 1")
	for _, c := range []string{"id", "place", "path", "at", "generation", "bytes", "sha256"} {
		list = append(list, fmt.Sprintf("UPDATE backup SET %s = CASE typeof(%s) WHEN 'integer' THEN 3 ELSE 'x' || %s END WHERE id = 1", c, c, c))
	}
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
		"INSERT INTO addendum (id, note, number, docid, kind, at, author, language, paragraph, whose) VALUES (4, 1, 2, (SELECT docid + 2 FROM note WHERE id = 1), 'addendum', '2026-11-23T16:00:00Z', 'x', 'en', NULL, NULL)",
		"INSERT INTO addendum (id, note, number, docid, kind, at, author, language, paragraph, whose) VALUES (3, 3, 1, (SELECT docid + 1 FROM note WHERE id = 3), 'addendum', '2026-11-23T16:00:00Z', 'x', 'en', NULL, NULL)",
		"INSERT INTO log VALUES (9, 'note', zeroblob(32))", "INSERT INTO log VALUES (-1, 'note', zeroblob(32))",
		"INSERT INTO log (kind, digest) VALUES ('note', zeroblob(32))",
		"INSERT INTO log VALUES (3, 'note', zeroblob(31))",
		"INSERT INTO seal VALUES (0, 3, NULL, zeroblob(32), x'00')",
		"INSERT INTO event (id, at, what, casefile, note, request, detail) VALUES (9, '2026-11-23T16:00:00Z', 'x', NULL, NULL, NULL, '')",
		"INSERT INTO event (id, at, what, casefile, note, request, detail) VALUES (2, 'yesterday', 'x', NULL, NULL, NULL, '')",
		"INSERT INTO log_key VALUES (2, 'other', 'other')",
		// to a void note without another copy that it came with, and a line with a gap
		"INSERT INTO addendum (id, note, number, docid, kind, at, author, language, paragraph, whose) VALUES (3, 2, 2, (SELECT docid + 2 FROM note WHERE id = 2), 'addendum', '2026-11-23T16:00:00Z', 'x', 'en', NULL, NULL)",
		"UPDATE note SET signed_as = 7 WHERE id = 3", "UPDATE note SET uid = randomblob(16) WHERE id = 3",
		"INSERT INTO line_leaf VALUES (1, 9, 'filler', zeroblob(32))", "INSERT INTO line_size VALUES (1, 9, zeroblob(32), 1)",
		"INSERT INTO line VALUES (7, 2)", "INSERT INTO joined VALUES (7, '2026-11-23T16:00:00Z', 12)",
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
	list = append(list, destructions(foreign)...)
	if foreign {
		list = append(list, "INSERT INTO party VALUES (9, 'A', 1, '')", "DELETE FROM person",
			`INSERT INTO addendum (id, note, number, docid, kind, at, author, language, paragraph, whose) VALUES (3, 1, 2, (SELECT docid + 2 FROM note WHERE id = 1), 'mark', '2026-11-23T16:00:00Z', 'x', 'en', 7, 'A')`)
	}
	return list
}

// destructions are attempts to destroy what may not be, or to use a destruction
// for something else.
func destructions(foreign bool) []string {
	list := []string{
		// open, with a draft; held; destroyed before; the practice's; none; finished at once; with a number that was given
		beginDestruction(1, 2), beginDestruction(3, 2), beginDestruction(2, 2), beginDestruction(0, 2), beginDestruction(9, 2),
		strings.Replace(beginDestruction(4, 2), ", 4);", ", NULL);", 1), strings.Replace(beginDestruction(4, 2), ", 4);", ", 3);", 1), beginDestruction(4, 1),
		// asked for
		"INSERT INTO request_case VALUES (2, 4); UPDATE request SET named_cases = 1 WHERE id = 2",
		"INSERT INTO party VALUES (4, 'A', 1, ''); " + beginDestruction(4, 2),
		// two at a time
		"UPDATE casefile SET closed = '2026-11-01' WHERE id = 1; " + beginDestruction(4, 2) + beginDestruction(1, 3),
		// with something that is left, or is said of another case
		"INSERT INTO retention_keep VALUES (2, 4, '2026-11-23T16:00:00Z', '2030-01-01', 'x', randomblob(16)); " + beginDestruction(4, 2) + finish,
		"INSERT INTO consent VALUES (2, 4, 'privacy-notice', 'A', '2026-11-23', NULL, 'signed', '', '', '', '', NULL, NULL, 1, '2026-11-23T16:00:00Z', randomblob(16)); " + beginDestruction(4, 2) + finish,
		"INSERT INTO consent VALUES (2, 2, 'privacy-notice', 'A', '2026-11-23', NULL, 'signed', '', '', '', '', NULL, NULL, 1, '2026-11-23T16:00:00Z', randomblob(16))",
		"INSERT INTO attachment VALUES (2, 2, '', 'letter', 'x', '2026-11-23', 'text/plain', 3, '" + strings.Repeat("0", 64) + "', '2026-11-23T16:00:00Z', randomblob(16))",
		"INSERT INTO attachment_piece VALUES (1, 2, x'04')",
		"INSERT INTO attachment VALUES (2, 1, '', 'letter', 'x', '2026-11-23', 'text/plain', 3, '" + strings.Repeat("0", 64) + "', '2026-11-23T16:00:00Z', randomblob(16)); INSERT INTO attachment_piece VALUES (2, 1, x'0102')",
		"INSERT INTO measure VALUES (2, 4, 'A', 'own', 'Own', '2026-11-23', '', 0, 1.0, '', 0, '2026-11-23T16:00:00Z', randomblob(16)); " + beginDestruction(4, 2) + finish,
		"INSERT INTO measure VALUES (2, 2, 'A', 'own', 'Own', '2026-11-23', '', 0, 1.0, '', 0, '2026-11-23T16:00:00Z', randomblob(16))",
		"INSERT INTO consent_end VALUES (2, 1, '2026-11-23T16:00:00Z', '2026-11-22', 'withdrawn', '', randomblob(16))",
		"UPDATE casefile SET reason = 'x' WHERE id = 4; " + beginDestruction(4, 2) + finish,
		beginDestruction(4, 2) + "UPDATE destruction SET notes = 9 WHERE casefile = 4",
		beginDestruction(4, 2) + "UPDATE destruction SET unfinished = NULL, casefile = 1 WHERE casefile = 4",
		beginDestruction(4, 2) + "UPDATE destruction SET unfinished = NULL, notes = 9 WHERE casefile = 4",
		beginDestruction(4, 2) + "DELETE FROM destruction WHERE casefile = 4",
		beginDestruction(4, 2) + "INSERT INTO request_destroying VALUES (1, 1)", beginDestruction(4, 2) + "INSERT INTO request_destroying VALUES (1, 0)",
		beginDestruction(4, 2) + "INSERT INTO destroyed_item VALUES (zeroblob(32), 0, 4, NULL)",
		"INSERT INTO request_destroying VALUES (1, 1)", "INSERT INTO never VALUES (NULL)", "INSERT INTO never VALUES (4)",
		"INSERT INTO destroyed_uid VALUES (randomblob(16), 1)", "INSERT INTO destroyed_item VALUES (zeroblob(32), 0, 1, NULL)",
		// what is left of a destroyed case
		"UPDATE casefile SET closed = NULL WHERE id = 2", "UPDATE casefile SET reason = 'x' WHERE id = 2", "DELETE FROM casefile WHERE id = 2",
		"UPDATE OR REPLACE casefile SET id = 2 WHERE id = 4",
		"REPLACE INTO casefile (id, kind, service, reason, legal_basis, opened) VALUES (2, 'couple', '', '', '', '2025-11-01')",
		"INSERT INTO party VALUES (2, 'A', 1, '')", "UPDATE party SET casefile = 2", "INSERT INTO alias (casefile, token, relation) VALUES (2, 'x', '')",
		"INSERT INTO hold_case VALUES (2, 2)", "INSERT INTO retention_keep VALUES (2, 2, '2026-11-23T16:00:00Z', '2030-01-01', 'x', randomblob(16))",
		`INSERT INTO note (id, casefile, kind, layer, format, start, place, present, part, author, language, revision, started_at, text_at, status)
			VALUES (4, 2, 'session', 'record', '', '2026-11-23T14:00:00+01:00', '', '', '', 'x', 'en', 1, '2026-11-23T14:00:00Z', '2026-11-23T14:00:00Z', 'draft')`,
	}
	// The destruction of one case lets nobody at another.
	for _, table := range append(slices.Concat(untouchable, endable), "note", "section", "paragraph", "hold", "backup") {
		list = append(list, beginDestruction(4, 2)+"DELETE FROM "+table+"; "+finish)
	}
	list = append(list, beginDestruction(4, 2)+"UPDATE packet SET zip = x''; "+finish, beginDestruction(4, 2)+"UPDATE approval SET body = ''; "+finish)
	if foreign { // left unfinished
		list = append(list, beginDestruction(4, 2))
	}
	return list
}

const finish = "UPDATE destruction SET unfinished = NULL WHERE unfinished IS NOT NULL"

// What the rules allow: a case that nothing holds goes, with the requests about
// it alone, and everything else is as it was.
func TestSchemaAllowsADestruction(t *testing.T) {
	db := rawRecord(t, true, false)
	for _, s := range []string{
		"DELETE FROM paragraph WHERE note = 3", "DELETE FROM section WHERE note = 3", "DELETE FROM note WHERE id = 3",
		"UPDATE casefile SET closed = '2026-12-01' WHERE id = 1", "UPDATE request SET closed_at = '2026-11-25T16:00:00Z' WHERE id = 2",
	} {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%v: %s", err, s)
		}
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range slices.Concat([]string{beginDestruction(1, 2)}, destroyStatements[:], []string{finish}) {
		var args []any
		if strings.Contains(s, "?1") {
			args = []any{1}
		}
		if _, err := tx.Exec(s, args...); err != nil {
			t.Fatalf("%v: %s", err, s)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	for table, want := range map[string]int{"note": 0, "addendum": 0, "seal": 0, "paragraph": 0, "party": 0, "person": 0, "request": 0, "packet": 0,
		"approval": 0, "disclosure": 0, "delivery": 0, "request_step": 0, "hold": 2, "log": 3, "event": 1, "destroyed_item": 4, "destroyed_uid": 5, "casefile": 4,
		"request_destroying": 0, "retention_keep": 0, "consent": 0, "consent_end": 0, "measure": 0, "measure_void": 0, "instrument": 1, "attachment": 0, "attachment_piece": 0, "attachment_void": 0, "readable_copy": 1} {
		var n int
		if err := db.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil || n != want {
			t.Errorf("%d rows in %s, want %d (%v)", n, table, want, err)
		}
	}
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
