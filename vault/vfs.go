package vault

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"github.com/mattn/go-sqlite3"
	"github.com/psanford/sqlite3vfs"
)

const vfsName = "subrosa"

// recordVFS is the file system on which record databases lie. It knows no
// file but the stores that were mounted; any other name, temporary files and
// journals included, gets a file all of whose methods fail, so that nothing
// can reach a disk.
type recordVFS struct {
	mu     sync.Mutex
	stores map[string]*store
	last   int
}

// vfs registers the VFS with SQLite, once in a process.
var vfs = sync.OnceValues(func() (*recordVFS, error) {
	v := &recordVFS{stores: map[string]*store{}}
	if err := sqlite3vfs.RegisterVFS(vfsName, v); err != nil {
		return nil, fmt.Errorf("register the record file system: %w", err)
	}
	// The library gives the first file the id 0 and closes that id whenever an
	// open fails. Let it be the id of nothing.
	db := sql.OpenDB(connector{"file:/nothing?vfs=" + vfsName, &sqlite3.SQLiteDriver{}})
	defer db.Close()
	if err := db.PingContext(context.Background()); err == nil {
		_, err = db.Exec("CREATE TABLE t(x)")
		if err == nil {
			return nil, errors.New("register the record file system: a refused file took a write")
		}
	}
	return v, nil
})

// mount makes a store known under a fresh name.
func (v *recordVFS) mount(s *store) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.last++
	name := fmt.Sprintf("/record-%d", v.last)
	v.stores[name] = s
	return name
}

func (v *recordVFS) unmount(name string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.stores, name)
}

// Open never fails: see the comment on id 0 above.
func (v *recordVFS) Open(name string, flags sqlite3vfs.OpenFlag) (sqlite3vfs.File, sqlite3vfs.OpenFlag, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if s, ok := v.stores[name]; ok && flags&sqlite3vfs.OpenMainDB != 0 {
		return recordFile{s}, flags, nil
	}
	return refusedFile{}, flags, nil
}

func (v *recordVFS) Delete(string, bool) error { return nil }

// Access says that no journal is there.
func (v *recordVFS) Access(string, sqlite3vfs.AccessFlag) (bool, error) { return false, nil }

func (v *recordVFS) FullPathname(name string) string { return name }

// refusedFile is every file but a record database.
type refusedFile struct{}

func (refusedFile) Close() error                       { return nil }
func (refusedFile) ReadAt([]byte, int64) (int, error)  { return 0, sqlite3vfs.IOErrorRead }
func (refusedFile) WriteAt([]byte, int64) (int, error) { return 0, sqlite3vfs.IOErrorWrite }
func (refusedFile) Truncate(int64) error               { return sqlite3vfs.IOError }
func (refusedFile) Sync(sqlite3vfs.SyncType) error     { return sqlite3vfs.IOError }
func (refusedFile) FileSize() (int64, error)           { return 0, sqlite3vfs.IOError }
func (refusedFile) Lock(sqlite3vfs.LockType) error     { return sqlite3vfs.IOError }
func (refusedFile) Unlock(sqlite3vfs.LockType) error   { return sqlite3vfs.IOError }
func (refusedFile) CheckReservedLock() (bool, error)   { return false, sqlite3vfs.IOError }
func (refusedFile) SectorSize() int64                  { return 4096 }
func (refusedFile) DeviceCharacteristics() sqlite3vfs.DeviceCharacteristic {
	return 0
}
