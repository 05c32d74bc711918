package vault

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"io"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/mattn/go-sqlite3"
)

// The identity of a vault file, in the header of the outer database.
const (
	applicationID = 0x53526f73 // "SRos"
	formatVersion = 1          // user_version
)

// No sealed page fits on one page of the outer database. On small pages its row
// wastes least: a changed one rewrites 20 KiB, where pages of 16 KiB would
// rewrite 32.
const outerPageSize = 4096

// logPages is how long the write-ahead log grows before it is folded in, 16 MiB,
// and the length to which it shrinks when it is begun anew: it grows beyond that
// while a long View keeps its frames from being folded in.
const logPages = 4096

// outerSchema is the whole schema of the outer database, statement by
// statement in the order of sqlite_schema. A file that has anything else in it
// is not opened: whoever can write the file can write its schema.
var outerSchema = [...]string{
	"CREATE TABLE root(one INTEGER PRIMARY KEY CHECK (one = 1), vault_id TEXT NOT NULL, key_id TEXT NOT NULL, sealed BLOB NOT NULL) STRICT",
	"CREATE TABLE slot(id TEXT PRIMARY KEY, kind TEXT NOT NULL, identity BLOB NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID",
	"CREATE TABLE digest(level INTEGER NOT NULL, no INTEGER NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY (level, no)) STRICT, WITHOUT ROWID",
	"CREATE TABLE page(no INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT",
}

// access says how the outer database is opened.
type access int

const (
	readWrite access = iota
	readOnly         // a file that nothing will write, and no write-ahead log beside it
	create           // an empty file
	peek             // to look, leaving a write-ahead log as it is
)

func (a access) writes() bool { return a == readWrite || a == create }

// outer is the one connection to the outer database.
type outer struct {
	db   *sql.DB
	conn *sql.Conn

	disconnect func()
	closed     bool
}

// connector opens connections of one DSN with one hook, without the global
// register of database/sql.
type connector struct {
	dsn string
	drv *sqlite3.SQLiteDriver
}

func (c connector) Connect(context.Context) (driver.Conn, error) { return c.drv.Open(c.dsn) }
func (c connector) Driver() driver.Driver                        { return c.drv }

// openOuter is the only place where the outer database is opened.
func openOuter(path string, how access, wait time.Duration) (*outer, error) {
	q := url.Values{"_busy_timeout": {fmt.Sprint(wait.Milliseconds())}, "_stmt_cache_size": {"32"}}
	switch how {
	case readOnly:
		q.Set("mode", "ro")
		q.Set("immutable", "1")
	case peek:
		q.Set("mode", "ro")
	default:
		q.Set("mode", "rw")
	}
	dsn := (&url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: q.Encode()}).String()
	drv := &sqlite3.SQLiteDriver{ConnectHook: func(c *sqlite3.SQLiteConn) error { return prepareOuter(c, how) }}
	files.connect()
	o := &outer{db: sql.OpenDB(connector{dsn, drv}), disconnect: sync.OnceFunc(files.disconnect)}
	o.db.SetMaxOpenConns(1)
	var err error
	if o.conn, err = o.db.Conn(context.Background()); err != nil {
		o.db.Close()
		o.disconnect()
		return nil, outerError(err)
	}
	return o, nil
}

// prepareOuter sets what the format and the safety of commits rest on, and
// reads back what SQLite may refuse silently.
func prepareOuter(c *sqlite3.SQLiteConn, how access) error {
	var b strings.Builder
	b.WriteString("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-4096;")
	if how == create {
		fmt.Fprintf(&b, "PRAGMA synchronous=OFF; PRAGMA page_size=%d; PRAGMA application_id=%d; PRAGMA user_version=%d;", outerPageSize, applicationID, formatVersion)
	}
	if _, err := c.Exec(b.String(), nil); err != nil {
		return err
	}
	if how.writes() {
		if err := prepareWrites(c); err != nil {
			return err
		}
	}
	want := map[string]string{"trusted_schema": "0", "cell_size_check": "1"}
	if how.writes() {
		want["journal_mode"], want["synchronous"], want["secure_delete"] = "wal", "2", "1"
	}
	return readBack(c, want)
}

// prepareWrites sets up the write-ahead log. The switch to it writes the header
// of a file that is in no such mode yet, which can fail at its very end: Exec
// would not hear of it, since it takes one step of a statement.
func prepareWrites(c *sqlite3.SQLiteConn) error {
	rows, err := c.Query("PRAGMA journal_mode=WAL", nil)
	if err != nil {
		return err
	}
	for mode := make([]driver.Value, 1); err == nil; {
		err = rows.Next(mode)
	}
	rows.Close()
	if err != io.EOF {
		return err
	}
	setup := fmt.Sprintf("PRAGMA secure_delete=ON; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=%d; PRAGMA journal_size_limit=%d;",
		logPages, logPages*outerPageSize)
	if runtime.GOOS == "darwin" {
		setup += "PRAGMA fullfsync=ON; PRAGMA checkpoint_fullfsync=ON;"
	}
	_, err = c.Exec(setup, nil)
	return err
}

// readBack fails unless each pragma has the wanted value.
func readBack(c *sqlite3.SQLiteConn, want map[string]string) error {
	for name, value := range want {
		rows, err := c.Query("PRAGMA "+name, nil)
		if err != nil {
			return err
		}
		got := make([]driver.Value, 1)
		err = rows.Next(got)
		rows.Close()
		if err != nil {
			return err
		}
		if b, ok := got[0].([]byte); ok {
			got[0] = string(b)
		}
		if fmt.Sprint(got[0]) != value {
			return fmt.Errorf("pragma %s is %v, not %s", name, got[0], value)
		}
	}
	return nil
}

// exec and query run with no deadline of their own: a commit is not cut short.

func (o *outer) exec(query string, args ...any) error {
	_, err := o.conn.ExecContext(context.Background(), query, args...)
	return outerError(err)
}

// one scans the first row; found is false when there is none.
func (o *outer) one(query string, args []any, dest ...any) (found bool, err error) {
	rows, err := o.conn.QueryContext(context.Background(), query, args...)
	if err != nil {
		return false, outerError(err)
	}
	defer rows.Close()
	if !rows.Next() {
		return false, outerError(rows.Err())
	}
	if err := rows.Scan(dest...); err != nil {
		return false, err
	}
	return true, outerError(rows.Close())
}

func (o *outer) createSchema() error {
	for _, s := range outerSchema {
		if err := o.exec(s); err != nil {
			return err
		}
	}
	return nil
}

// checkSchema compares the schema with the expected text, byte for byte.
func (o *outer) checkSchema() error {
	rows, err := o.conn.QueryContext(context.Background(), "SELECT coalesce(sql, '') FROM sqlite_schema ORDER BY rowid")
	if err != nil {
		return outerError(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return err
		}
		if n >= len(outerSchema) || text != outerSchema[n] {
			return fmt.Errorf("%w: its schema is not a vault's", ErrAltered)
		}
		n++
	}
	if err := rows.Err(); err != nil {
		return outerError(err)
	}
	if n != len(outerSchema) {
		return fmt.Errorf("%w: its schema is not a vault's", ErrAltered)
	}
	return nil
}

// close ends the connection. The last one of all processes folds the log into
// the file and removes it, unless the file was exchanged.
func (o *outer) close() error {
	defer o.disconnect()
	o.closed = true
	o.conn.Close()
	return o.db.Close()
}
