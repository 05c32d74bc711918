package vault

import (
	"os"
	"sync"
)

// descriptors keeps files that were opened beside SQLite from being closed too
// early. SQLite locks a vault for the whole process, and the system drops such
// locks as soon as the process closes any descriptor of the file: another
// program would take itself for the last one to close, and remove a
// write-ahead log that is still written to. See "How To Corrupt An SQLite
// Database File", 2.2, at sqlite.org.
type descriptors struct {
	mu          sync.Mutex
	connections int
	waiting     []*os.File
}

// files are those of this process.
var files descriptors

// connect says that an outer database is about to be opened.
func (d *descriptors) connect() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.connections++
}

// disconnect says that one was closed.
func (d *descriptors) disconnect() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.connections--; d.connections > 0 {
		return
	}
	for _, f := range d.waiting {
		f.Close()
	}
	d.waiting = nil
}

// release closes a file, now or when no outer database is open any more.
func (d *descriptors) release(f *os.File) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.connections == 0 {
		f.Close()
		return
	}
	d.waiting = append(d.waiting, f)
}
