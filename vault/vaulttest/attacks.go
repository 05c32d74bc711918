package vaulttest

import (
	"encoding/binary"
	"fmt"
	"os"
	"strings"
)

// Attack is one way to change a vault.
type Attack struct {
	Name  string
	Class Class
	Do    func(Scene) error
}

// Class is what a reader must call the outcome; every one of them has its own
// exit status.
type Class string

const (
	Altered  Class = "altered or damaged" // exit 7
	OlderOne Class = "older"              // exit 7
	Diverged Class = "went two ways"      // exit 7
	NotOurs  Class = "not a vault"        // exit 6
	Newer    Class = "newer format"       // exit 6
)

// Exit is the program's exit status for a class.
func (c Class) Exit() int {
	if c == NotOurs || c == Newer {
		return 6
	}
	return 7
}

// pageSize is that of the vault file; the records in it have larger ones.
const pageSize = 4096

// Attacks are all of them.
func Attacks() []Attack {
	var all []Attack
	for _, some := range [][]Attack{pageAttacks(), digestAttacks(), rootAttacks(), slotAttacks(), schemaAttacks(), fileAttacks(), pastAttacks(), logAttacks()} {
		all = append(all, some...)
	}
	return all
}

// alter is an attack in SQL. "older" and "strange" stand for the databases of the
// pieces Older and Foreign.
func alter(name string, statements ...string) Attack {
	return Attack{name, Altered, func(s Scene) error {
		var first []string
		for word, piece := range map[string]string{"older.": Older, "strange.": Foreign} {
			if strings.Contains(strings.Join(statements, " "), word) {
				first = append(first, fmt.Sprintf("ATTACH '%s' AS %s", s.Piece(piece), strings.TrimSuffix(word, ".")))
			}
		}
		return Alter(s.Vault, append(first, statements...)...)
	}}
}

// somePage is the highest page that is not the same in the older copy.
const somePage = "(SELECT max(o.no) FROM older.page o JOIN main.page p USING (no) WHERE o.sealed <> p.sealed)"

const flipped = "CAST(substr(sealed, 1, 300) || x'5a5a' || substr(sealed, 303) AS BLOB)"

func pageAttacks() []Attack {
	return []Attack{
		alter("bits of a page flipped", "UPDATE page SET sealed = "+flipped+" WHERE no = 3"),
		alter("bits of every page flipped", "UPDATE page SET sealed = "+flipped),
		alter("two pages swapped", "UPDATE page SET no = -1 WHERE no = 3", "UPDATE page SET no = 3 WHERE no = 4", "UPDATE page SET no = 4 WHERE no = -1"),
		alter("a page in another's place as well", "UPDATE page SET sealed = (SELECT sealed FROM page WHERE no = 4) WHERE no = 3"),
		alter("one page put back to its older version", "UPDATE main.page SET sealed = (SELECT sealed FROM older.page o WHERE o.no = page.no) WHERE no = "+somePage),
		alter("all pages put back", "DELETE FROM main.page", "INSERT INTO main.page SELECT * FROM older.page"),
		alter("a page dropped", "DELETE FROM page WHERE no = 5"),
		alter("the first page dropped", "DELETE FROM page WHERE no = 0"),
		alter("the last page dropped", "DELETE FROM page WHERE no = (SELECT max(no) FROM page)"),
		alter("all pages dropped", "DELETE FROM page"),
		alter("a page added at the end", "INSERT INTO page SELECT max(no) + 1, sealed FROM page"),
		alter("a page added before the first", "INSERT INTO page SELECT -1, sealed FROM page WHERE no = 3"),
		alter("a page cut short", "UPDATE page SET sealed = substr(sealed, 1, 16000) WHERE no = 2"),
		alter("a page made longer", "UPDATE page SET sealed = CAST(sealed || x'00' AS BLOB) WHERE no = 2"),
		alter("a page emptied", "UPDATE page SET sealed = x'' WHERE no = 2"),
		alter("a page of a foreign vault", "UPDATE main.page SET sealed = (SELECT sealed FROM strange.page o WHERE o.no = page.no) WHERE no = 3"),
		alter("all pages of a foreign vault", "DELETE FROM main.page", "INSERT INTO main.page SELECT * FROM strange.page"),
		alter("the root as a page", "UPDATE page SET sealed = (SELECT sealed FROM root) WHERE no = 3"),
		forge("a page forged for a public key", "page", toPublicKey),
		forge("a page forged for another passphrase", "page", toPassphrase),
	}
}

func digestAttacks() []Attack {
	return []Attack{
		alter("a digest changed", "UPDATE digest SET hashes = CAST(x'00' || substr(hashes, 2) AS BLOB)"),
		alter("two digests swapped", "UPDATE digest SET hashes = CAST(substr(hashes, 1, 96) || substr(hashes, 129, 32) || substr(hashes, 97, 32) || substr(hashes, 161) AS BLOB)"),
		alter("the digests put back", "UPDATE main.digest SET hashes = (SELECT hashes FROM older.digest)"),
		alter("the digests of a foreign vault", "UPDATE main.digest SET hashes = (SELECT hashes FROM strange.digest)"),
		alter("the digests dropped", "DELETE FROM digest"),
		alter("a node of digests added", "INSERT INTO digest VALUES (1, 0, zeroblob(32))"),
		alter("the digests cut short", "UPDATE digest SET hashes = substr(hashes, 1, length(hashes) - 32)"),
		alter("pages and digests put back", "DELETE FROM main.page", "INSERT INTO main.page SELECT * FROM older.page",
			"DELETE FROM main.digest", "INSERT INTO main.digest SELECT * FROM older.digest"),
		alter("a page and its digest put back", "UPDATE main.page SET sealed = (SELECT sealed FROM older.page o WHERE o.no = page.no) WHERE no = "+somePage,
			"UPDATE main.digest SET hashes = (SELECT hashes FROM older.digest)"),
	}
}

func rootAttacks() []Attack {
	older := alter("pages, digests and root put back", "DELETE FROM main.page", "INSERT INTO main.page SELECT * FROM older.page",
		"DELETE FROM main.digest", "INSERT INTO main.digest SELECT * FROM older.digest", "UPDATE main.root SET sealed = (SELECT sealed FROM older.root)")
	older.Class = OlderOne
	alone := alter("the root put back", "UPDATE main.root SET sealed = (SELECT sealed FROM older.root)")
	return []Attack{
		alter("bits of the root flipped", "UPDATE root SET sealed = "+flipped),
		alone,
		alter("root and digests put back", "UPDATE main.root SET sealed = (SELECT sealed FROM older.root)", "UPDATE main.digest SET hashes = (SELECT hashes FROM older.digest)"),
		older,
		alter("the root of a foreign vault", "DELETE FROM main.root", "INSERT INTO main.root SELECT * FROM strange.root"),
		alter("the sealed root of a foreign vault", "UPDATE main.root SET sealed = (SELECT sealed FROM strange.root)"),
		alter("a page as the root", "UPDATE root SET sealed = (SELECT sealed FROM page WHERE no = 0)"),
		alter("the root emptied", "UPDATE root SET sealed = x''"),
		alter("the root dropped", "DELETE FROM root"),
		alter("another vault id in clear", "UPDATE root SET vault_id = '00112233445566778899aabbccddeeff'"),
		alter("another key id in clear", "UPDATE root SET key_id = '0011223344556677'"),
		forge("a root forged for a public key", "root", toPublicKey),
		forge("a root forged for another passphrase", "root", toPassphrase),
	}
}

func slotAttacks() []Attack {
	return []Attack{
		alter("a slot dropped", "DELETE FROM slot WHERE kind = 'recovery'"),
		alter("all slots dropped", "DELETE FROM slot"),
		alter("a slot added", "INSERT INTO slot SELECT 'ffffffffffffffff', kind, identity, sealed FROM slot LIMIT 1"),
		alter("a slot changed", "UPDATE slot SET sealed = x'00' WHERE kind = 'recovery'"),
		alter("an identity in a slot changed", "UPDATE slot SET identity = x'00' WHERE kind = 'recovery'"),
		alter("an identity exchanged for a foreign vault's", "UPDATE main.slot SET identity = (SELECT identity FROM strange.slot WHERE kind = 'recovery') WHERE kind = 'recovery'"),
		alter("the halves of a slot exchanged", "UPDATE slot SET identity = sealed, sealed = identity WHERE kind = 'recovery'"),
		alter("a slot of another kind", "UPDATE slot SET kind = 'passphrase'"),
		alter("a slot under another id", "UPDATE slot SET id = 'ffffffffffffffff' WHERE kind = 'recovery'"),
		alter("a slot exchanged for a foreign vault's", "UPDATE main.slot SET sealed = (SELECT sealed FROM strange.slot WHERE kind = 'recovery') WHERE kind = 'recovery'"),
		alter("the slots of a foreign vault", "DELETE FROM main.slot", "INSERT INTO main.slot SELECT * FROM strange.slot"),
		forge("a slot with a work factor of 30", "slot", toHeavyPassphrase),
	}
}

func schemaAttacks() []Attack {
	return []Attack{
		alter("a trigger", "CREATE TRIGGER t AFTER INSERT ON page BEGIN DELETE FROM page; END"),
		alter("a view", "CREATE VIEW v AS SELECT 1"),
		alter("a view in the place of a table", "ALTER TABLE slot RENAME TO slot2", "CREATE VIEW slot AS SELECT * FROM slot2"),
		alter("an index", "CREATE INDEX i ON page(length(sealed))"),
		alter("a table more", "CREATE TABLE t(x)"),
		alter("a column more", "ALTER TABLE page ADD COLUMN x TEXT"),
		alter("a table made anew", "CREATE TABLE p2(no, sealed)", "INSERT INTO p2 SELECT * FROM page", "DROP TABLE page", "ALTER TABLE p2 RENAME TO page"),
		alter("the text of the schema changed", "PRAGMA writable_schema=ON", "UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', 'not null') WHERE name = 'page'"),
		alter("a default that calls a function", "PRAGMA writable_schema=ON", "UPDATE sqlite_schema SET sql = replace(sql, 'kind TEXT NOT NULL', 'kind TEXT NOT NULL DEFAULT (hex(1))') WHERE name = 'slot'"),
		alter("statistics of SQLite", "ANALYZE"),
	}
}

// header changes a field of the outer file's header.
func header(name string, class Class, at int, value ...byte) Attack {
	return Attack{name, class, func(s Scene) error {
		return Change(s.Vault, func(b []byte) []byte { copy(b[at:], value); return b })
	}}
}

func fileAttacks() []Attack {
	return []Attack{
		header("another application id", NotOurs, 68, 0, 0, 0, 1),
		header("a newer format", Newer, 60, 0, 0, 0, 2),
		header("no format", NotOurs, 60, 0, 0, 0, 0),
		header("another magic", NotOurs, 0, 'X'),
		header("another page size", Altered, 16, 0x20, 0),
		header("reserved bytes on each page", Altered, 20, 40),
		header("text in another encoding", Altered, 59, 2),
		header("a newer schema format", Altered, 47, 9),
		{"emptied", NotOurs, func(s Scene) error { return Change(s.Vault, func([]byte) []byte { return nil }) }},
		{"cut in half", Altered, func(s Scene) error {
			return Change(s.Vault, func(b []byte) []byte { return b[:len(b)/2/pageSize*pageSize] })
		}},
		{"cut in the middle of a page", Altered, func(s Scene) error { return Change(s.Vault, func(b []byte) []byte { return b[:len(b)/2+100] }) }},
		{"cut to its header", Altered, func(s Scene) error { return Change(s.Vault, func(b []byte) []byte { return b[:100] }) }},
		{"two pages of the file swapped", Altered, func(s Scene) error {
			return Change(s.Vault, func(b []byte) []byte {
				last := len(b) - pageSize
				swapped := append([]byte(nil), b[last:]...)
				copy(b[last:], b[last-pageSize:last])
				copy(b[last-pageSize:], swapped)
				return b
			})
		}},
		{"a page of the file put back", Altered, func(s Scene) error {
			older, err := os.ReadFile(s.Piece(Older))
			if err != nil {
				return err
			}
			return Change(s.Vault, func(b []byte) []byte { return putBack(b, older) })
		}},
	}
}

// putBack makes the last page of a file that differs from the older one what it
// was there.
func putBack(b, older []byte) []byte {
	for at := min(len(b), len(older)) - pageSize; at > 0; at -= pageSize {
		if string(b[at:at+pageSize]) != string(older[at:at+pageSize]) {
			copy(b[at:at+pageSize], older[at:])
			return b
		}
	}
	return b
}

// whole puts another file in the vault's place.
func whole(name string, class Class, piece string) Attack {
	return Attack{name, class, func(s Scene) error { return Copy(s.Piece(piece), s.Vault) }}
}

func pastAttacks() []Attack {
	return []Attack{
		whole("the whole file put back", OlderOne, Older),
		whole("a fork of a lower generation", OlderOne, Lower),
		whole("a fork of the same generation", Diverged, Equal),
		whole("a fork of a higher generation", Diverged, Higher),
	}
}

// log is an attack on what a crash left: the file and the log beside it.
func log(name string, class Class, edit func([]byte) []byte) Attack {
	return Attack{name, class, func(s Scene) error {
		if err := Copy(s.Piece(Crashed), s.Vault); err != nil {
			return err
		}
		if err := Copy(s.Piece(Crashed)+"-wal", s.Vault+"-wal"); err != nil {
			return err
		}
		return Change(s.Vault+"-wal", edit)
	}}
}

const (
	walHeader = 32
	walFrame  = 24 + pageSize
)

func logAttacks() []Attack {
	flip := func(at func(int) int) func([]byte) []byte {
		return func(b []byte) []byte { b[at(len(b))] ^= 0x40; return b }
	}
	return []Attack{
		log("a bit of the log's header flipped", OlderOne, flip(func(int) int { return 8 })),
		log("a bit of the log's first frame flipped", OlderOne, flip(func(int) int { return walHeader + 24 + 500 })),
		log("a bit of the log's last frame flipped", OlderOne, flip(func(n int) int { return n - 500 })),
		log("the log cut by a frame", OlderOne, func(b []byte) []byte { return b[:len(b)-walFrame] }),
		log("the log cut in a frame", OlderOne, func(b []byte) []byte { return b[:len(b)-500] }),
		log("the log emptied", OlderOne, func([]byte) []byte { return nil }),
		log("the log cut to its header", OlderOne, func(b []byte) []byte { return b[:walHeader] }),
		log("two frames of the log swapped", OlderOne, func(b []byte) []byte {
			one := append([]byte(nil), b[walHeader:walHeader+walFrame]...)
			copy(b[walHeader:], b[walHeader+walFrame:walHeader+2*walFrame])
			copy(b[walHeader+walFrame:], one)
			return b
		}),
		log("a frame of the log sent to another page", OlderOne, func(b []byte) []byte {
			binary.BigEndian.PutUint32(b[walHeader:], binary.BigEndian.Uint32(b[walHeader:])+1)
			return b
		}),
		{"the log of a crash beside a foreign vault", Altered, func(s Scene) error {
			if err := Copy(s.Piece(Foreign), s.Vault); err != nil {
				return err
			}
			return Copy(s.Piece(Crashed)+"-wal", s.Vault+"-wal")
		}},
	}
}
