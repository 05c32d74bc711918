package vault

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"

	"subrosa/crypto"
)

// fuzzKey is a fixed key, so that a corpus keeps its meaning.
func fuzzKey(t testing.TB) crypto.Key {
	t.Helper()
	key, err := crypto.ParseKey(strings.Repeat("0a", crypto.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// inMemory is a connection to an empty database that is nowhere.
func inMemory(t testing.TB) *sql.Conn {
	t.Helper()
	db := sql.OpenDB(connector{"file::memory:", &sqlite3.SQLiteDriver{}})
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(); db.Close() })
	return conn
}

// A root is read only in the one form in which it is written.
func FuzzParseRoot(f *testing.F) {
	f.Add(sampleRoot(1).encode())
	f.Add(sampleRoot(300).encode())
	f.Add(bytes.Replace(sampleRoot(1).encode(), []byte("generation 7"), []byte("generation 1"), 1))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := parseRoot(text)
		if err == nil && !bytes.Equal(r.encode(), text) {
			t.Errorf("%q is not canonical", text)
		}
		if err != nil && !errors.Is(err, errRoot) {
			t.Errorf("%q: %v", text, err)
		}
	})
}

// The memory of generations, too.
func FuzzParseSeen(f *testing.F) {
	form := regexp.MustCompile(`\Asubrosa memory 1\ngeneration ([0-9]{20})\nroot ([0-9a-f]{64})\n\z`)
	f.Add("subrosa memory 1\ngeneration 00000000000000000003\nroot " + strings.Repeat("0a", 32) + "\n")
	f.Add("subrosa memory 1\ngeneration 99999999999999999999\nroot " + strings.Repeat("0a", 32) + "\n")
	f.Add("subrosa memory 1\ngeneration +0000000000000000003\nroot " + strings.Repeat("0A", 32) + "\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, ok := parseSeen(text)
		if !ok {
			return
		}
		m := form.FindStringSubmatch(text)
		if m == nil || m[1] != fmt.Sprintf("%020d", s.generation) || m[2] != s.root.String() {
			t.Errorf("%q was read as %v", text, s)
		}
	})
}

// A file is taken for a vault of this format by three fields of its header.
func FuzzHeader(f *testing.F) {
	whole := make([]byte, 100)
	copy(whole, "SQLite format 3\x00")
	binary.BigEndian.PutUint32(whole[60:], formatVersion)
	binary.BigEndian.PutUint32(whole[68:], applicationID)
	f.Add(whole)
	f.Add([]byte("SQLite format 3\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		err := checkHeader(bytes.NewReader(b))
		ours := len(b) >= 100 && string(b[:16]) == "SQLite format 3\x00" && binary.BigEndian.Uint32(b[68:]) == 0x53526f73
		switch {
		case !ours && !errors.Is(err, ErrNotAVault):
			t.Errorf("taken for a vault: %v", err)
		case !ours:
		case binary.BigEndian.Uint32(b[60:]) == 1 && err != nil:
			t.Errorf("not taken for a vault: %v", err)
		case binary.BigEndian.Uint32(b[60:]) > 1 && !errors.Is(err, ErrNewerFormat):
			t.Errorf("a newer format: %v", err)
		}
	})
}

// A stored page is the page, or refused: also when whoever changed it could
// change its digest.
func FuzzPage(f *testing.F) {
	key := fuzzKey(f)
	plain := bytes.Repeat([]byte("page"), pageSize/4)
	whole, err := key.Seal(plain)
	if err != nil {
		f.Fatal(err)
	}
	short, err := key.Seal(plain[1:])
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint16(0), uint16(0), []byte{})
	f.Add(uint16(300), uint16(2), []byte{0x5a, 0x5a})
	f.Add(uint16(len(whole)-1), uint16(1), []byte{})
	f.Add(uint16(0), uint16(len(whole)), short)
	f.Fuzz(func(t *testing.T, at, cut uint16, put []byte) {
		sealed := splice(whole, at, cut, put)
		for _, want := range []digest{sha256.Sum256(whole), sha256.Sum256(sealed)} {
			got, err := unseal(key, 7, sealed, want)
			switch {
			case bytes.Equal(sealed, whole) && err == nil && bytes.Equal(got, plain):
			case bytes.Equal(sealed, whole) || !errors.Is(err, ErrAltered) || got != nil:
				t.Errorf("%d bytes opened to %d: %v", len(sealed), len(got), err)
			}
		}
	})
}

// splice puts other bytes in the place of some.
func splice(whole []byte, at, cut uint16, put []byte) []byte {
	from := min(int(at), len(whole))
	return bytes.Join([][]byte{whole[:from], put, whole[min(from+int(cut), len(whole)):]}, nil)
}

// The digest of a page comes from the very nodes that the root speaks of, or
// not at all.
func FuzzDigestNode(f *testing.F) {
	const pages = fanout*fanout + 200 // two levels
	nodes, tops := sampleTree(pages)
	f.Add(0, uint16(0), uint16(0), []byte{})
	f.Add(pages-1, uint16(0), uint16(1), []byte{1})
	f.Add(pages-1, uint16(32), uint16(32), []byte{})
	f.Add(fanout, uint16(0), uint16(0), make([]byte, 32))
	f.Fuzz(func(t *testing.T, no int, at, cut uint16, put []byte) {
		if no < 0 || no >= pages {
			return
		}
		for level := range 2 { // the node that is changed
			tr := newTree(pages, tops, func(id nodeID) ([]byte, error) {
				if id.level == level {
					return splice(nodes[id], at, cut, put), nil
				}
				return nodes[id], nil
			})
			got, err := tr.page(no)
			if err == nil && got != pageDigest(no) || err != nil && !errors.Is(err, ErrAltered) {
				t.Errorf("page %d: %v, %v", no, got, err)
			}
			id := nodeID{level, no / fanout}
			if level == 1 {
				id.no /= fanout
			}
			if same := bytes.Equal(splice(nodes[id], at, cut, put), nodes[id]); same != (err == nil) {
				t.Errorf("page %d, level %d: %v", no, level, err)
			}
		}
	})
}

func pageDigest(no int) digest { return sha256.Sum256(fmt.Append(nil, no)) }

// sampleTree is the digest tree over pageDigest.
func sampleTree(pages int) (nodes map[nodeID][]byte, tops []digest) {
	nodes = map[nodeID][]byte{}
	below := make([]digest, pages)
	for no := range below {
		below[no] = pageDigest(no)
	}
	for level, count := range shapeOf(pages) {
		tops = make([]digest, count)
		for no := range count {
			hashes := join(below[no*fanout : min((no+1)*fanout, len(below))])
			nodes[nodeID{level, no}], tops[no] = hashes, sha256.Sum256(hashes)
		}
		below = tops
	}
	return nodes, tops
}

// A row of the history says of a root that it was there if it was, and a
// history that is not whole is refused.
func FuzzHistory(f *testing.F) {
	conn := inMemory(f)
	in := &inner{conn: conn}
	if err := errors.Join(in.exec(historyTable), in.exec(joinedTable)); err != nil {
		f.Fatal(err)
	}
	entry := func(g uint64) digest { return sha256.Sum256(fmt.Append(nil, g)) }
	f.Add(uint64(1), []byte{}, []byte{})
	f.Add(uint64(3), historyOf(entry, 1, 2), []byte{})
	f.Add(uint64(66), historyOf(entry, 1, 64), historyOf(entry, 65, 65))
	f.Add(uint64(66), historyOf(entry, 1, 63), historyOf(entry, 64, 65))
	f.Fuzz(func(t *testing.T, g uint64, one, two []byte) {
		if g < 1 || g > 1000 {
			return
		}
		if err := in.exec("DELETE FROM vault_history"); err != nil {
			t.Fatal(err)
		}
		rows := 0
		for part, roots := range [][]byte{one, two} {
			if len(roots) > 0 {
				rows++
				if err := in.exec("INSERT INTO vault_history VALUES (?, ?)", part, roots); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, asked := range []uint64{1, 2, 64, 65, g - 1, g} {
			if asked == 0 {
				continue
			}
			want := false
			if part := (asked - 1) / historyPerRow; part < 2 {
				d := entry(asked)
				at := int((asked - 1) % historyPerRow * historyEntry)
				roots := [][]byte{one, two}[part]
				want = len(roots) >= at+historyEntry && bytes.Equal(roots[at:at+historyEntry], d[:historyEntry])
			}
			if got, err := in.descends(asked, entry(asked)); err != nil || got != want {
				t.Errorf("generation %d: %v, %v", asked, got, err)
			}
		}
		all := append(bytes.Clone(one), two...)
		last := entry(g - 1)
		whole := len(all) == int(g-1)*historyEntry && len(one) <= historyPerRow*historyEntry && (len(two) == 0 || len(one) == historyPerRow*historyEntry) &&
			rows == (int(g-1)+historyPerRow-1)/historyPerRow && (g == 1 || bytes.HasSuffix(all, last[:historyEntry])) && !jumps(all)
		if err := in.checkHistory(g, last); (err == nil) != whole {
			t.Errorf("generation %d, %d and %d bytes: %v, whole %v", g, len(one), len(two), err, whole)
		} else if err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("%v", err)
		}
	})
}

// jumps says whether a history leaves generations out, as it may where a copy
// was joined; here none was.
func jumps(history []byte) bool {
	for e := range slices.Chunk(history, historyEntry) {
		if bytes.Equal(e, make([]byte, historyEntry)) {
			return true
		}
	}
	return false
}

func historyOf(entry func(uint64) digest, from, to uint64) []byte {
	var b []byte
	for g := from; g <= to; g++ {
		d := entry(g)
		b = append(b, d[:historyEntry]...)
	}
	return b
}

// The slots are those that the root lists, or refused; whatever types the
// columns have, since whoever changes the rows can change the table.
func FuzzSlots(f *testing.F) {
	conn := inMemory(f)
	o := &outer{conn: conn}
	if err := o.exec("CREATE TABLE slot(id, kind, identity, sealed)"); err != nil {
		f.Fatal(err)
	}
	slot := crypto.Slot{ID: strings.Repeat("01", 8), Kind: crypto.Passphrase, Identity: []byte("identity"), Sealed: []byte("sealed")}
	r := &root{slots: []slotEntry{entryOf(slot)}}
	f.Add(slot.ID, string(slot.Kind), slot.Identity, slot.Sealed, false)
	f.Add(slot.ID, "recovery", slot.Identity, slot.Sealed, false)
	f.Add(slot.ID, string(slot.Kind), slot.Identity, []byte("other"), false)
	f.Add(slot.ID, string(slot.Kind), []byte("identitys"), []byte("ealed"), false)
	f.Add(slot.ID, string(slot.Kind), slot.Identity, slot.Sealed, true)
	f.Fuzz(func(t *testing.T, id, kind string, identity, sealed []byte, twice bool) {
		if err := o.exec("DELETE FROM slot"); err != nil {
			t.Fatal(err)
		}
		n := 1
		if twice {
			n = 2
		}
		for range n {
			if err := o.exec("INSERT INTO slot VALUES (?, ?, ?, ?)", id, kind, identity, sealed); err != nil {
				t.Fatal(err)
			}
		}
		same := !twice && id == slot.ID && kind == string(slot.Kind) && bytes.Equal(identity, slot.Identity) && bytes.Equal(sealed, slot.Sealed)
		if err := checkSlots(o, r); (err == nil) != same || err != nil && !errors.Is(err, ErrAltered) {
			t.Errorf("%q %q %d bytes: %v", id, kind, len(sealed), err)
		}
	})
}

// A schema is the one of the format, byte for byte, or refused.
func FuzzSchema(f *testing.F) {
	for _, s := range []string{"", " ", "CREATE VIEW v AS SELECT 1", "CREATE TRIGGER t AFTER INSERT ON page BEGIN DELETE FROM page; END",
		"CREATE INDEX i ON page(sealed)", "DROP TABLE slot", "ALTER TABLE page ADD COLUMN x", "PRAGMA user_version=2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, script string) {
		if strings.Contains(strings.ToUpper(script), "ATTACH") || strings.Contains(strings.ToUpper(script), "VACUUM") {
			return // these reach other files
		}
		o := &outer{conn: inMemory(t)}
		if err := o.createSchema(); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if o.conn.ExecContext(ctx, script); ctx.Err() != nil {
			return // a query can be made to run for ever
		}
		o.exec("ROLLBACK")
		var all sql.NullString
		if err := o.conn.QueryRowContext(context.Background(), "SELECT group_concat(sql, x'00') FROM (SELECT coalesce(sql, '') AS sql FROM sqlite_schema ORDER BY rowid)").Scan(&all); err != nil {
			return // not even SQLite reads it
		}
		same := all.String == strings.Join(outerSchema[:], "\x00")
		if err := o.checkSchema(); (err == nil) != same || err != nil && !errors.Is(err, ErrAltered) {
			t.Errorf("%q: %v", script, err)
		}
	})
}
