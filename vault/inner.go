package vault

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/mattn/go-sqlite3"
)

// inner is the one connection to the record database.
type inner struct {
	db    *sql.DB
	conn  *sql.Conn
	name  string // in the VFS
	guard *authorizer
}

// openInner is the only place where the record database is opened. It must be
// called inside a transaction: SQLite reads the first page.
func openInner(s *store) (*inner, error) {
	v, err := vfs()
	if err != nil {
		return nil, err
	}
	in := &inner{name: v.mount(s), guard: &authorizer{}}
	drv := &sqlite3.SQLiteDriver{ConnectHook: func(c *sqlite3.SQLiteConn) error { return prepareInner(c, in.guard, s.pages == 0) }}
	in.db = sql.OpenDB(connector{"file:" + in.name + "?vfs=" + vfsName + "&_stmt_cache_size=64", drv})
	in.db.SetMaxOpenConns(1)
	if in.conn, err = in.db.Conn(context.Background()); err != nil {
		in.db.Close()
		v.unmount(in.name)
		return nil, innerError(s.cause, err)
	}
	return in, nil
}

func prepareInner(c *sqlite3.SQLiteConn, guard *authorizer, empty bool) error {
	setup := `PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;
		PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA recursive_triggers=ON;
		PRAGMA cache_size=-12288;`
	if empty { // these belong to the file, and writing them begins it
		setup += fmt.Sprintf("PRAGMA page_size=%d; PRAGMA auto_vacuum=INCREMENTAL;", pageSize)
	}
	if _, err := c.Exec(setup, nil); err != nil {
		return err
	}
	err := readBack(c, map[string]string{"page_size": fmt.Sprint(pageSize), "auto_vacuum": "2", "journal_mode": "memory",
		"temp_store": "2", "secure_delete": "1", "foreign_keys": "1", "trusted_schema": "0"})
	if err != nil {
		return err
	}
	c.RegisterAuthorizer(guard.check)
	return nil
}

func (in *inner) exec(query string, args ...any) error {
	_, err := in.conn.ExecContext(context.Background(), query, args...)
	return err
}

func (in *inner) close() {
	in.conn.Close()
	in.db.Close()
	if v, err := vfs(); err == nil {
		v.unmount(in.name)
	}
}

// authorizer refuses the statements that would undo what this package rests
// on: other databases, other journals, and, while a caller's function runs,
// ending its transaction.
type authorizer struct{ inside bool }

func (a *authorizer) check(op int, arg1, arg2, _ string) int {
	switch op {
	case sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH:
		return sqlite3.SQLITE_DENY
	case sqlite3.SQLITE_PRAGMA:
		if arg2 != "" && fixedPragma(strings.ToLower(arg1)) {
			return sqlite3.SQLITE_DENY
		}
	case sqlite3.SQLITE_TRANSACTION:
		if a.inside {
			return sqlite3.SQLITE_DENY
		}
	}
	return sqlite3.SQLITE_OK
}

func fixedPragma(name string) bool {
	switch name {
	case "journal_mode", "synchronous", "locking_mode", "page_size", "auto_vacuum", "temp_store", "temp_store_directory",
		"secure_delete", "foreign_keys", "trusted_schema", "writable_schema", "cell_size_check", "recursive_triggers",
		"ignore_check_constraints", "query_only", "data_store_directory", "mmap_size":
		return true
	}
	return false
}
