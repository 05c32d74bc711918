package vault

import (
	"context"
	"os"
	"sync"
	"time"

	"subrosa/crypto"
)

// Options say which vault and under which circumstances.
type Options struct {
	Path        string
	State       string           // folder of the memory of generations; "": none is kept
	AcceptOlder bool             // go on with an older or diverged copy, deliberately
	Now         func() time.Time // nil: time.Now
	Wait        time.Duration    // how long to wait for another writer; 0: five seconds
}

func (o Options) now() time.Time {
	if o.Now == nil {
		return time.Now().UTC()
	}
	return o.Now().UTC()
}

func (o Options) wait() time.Duration {
	if o.Wait == 0 {
		return 5 * time.Second
	}
	return o.Wait
}

// Vault is an open vault. Its methods may be called from several goroutines;
// they take turns, and wait for each other as they do for other processes.
type Vault struct {
	o      Options
	place  place
	key    crypto.Key
	id     string
	memory *memory // nil: a copy that is only looked at

	mu     sync.Mutex
	closed bool
	outer  *outer
	store  *store
	inner  *inner // nil until the first transaction, and after one that failed
	last   seen   // the root that store has

	recalled seen // what the memory said last
	forgiven seen // what the memory may say, because a copy is to be joined that has it
	first    bool // nothing was remembered when the vault was opened

	overruled uint64 // Info.Overruled

	wrote   bool // something was committed
	rescued bool // and is kept elsewhere, since the file was exchanged
}

// Info describes an open vault.
type Info struct {
	ID           string
	Generation   uint64
	Saved        time.Time // when the present generation was saved
	Pages        int
	Bytes        int64 // length of the file
	FirstOpening bool  // this machine had no memory of this vault
	ReadOnly     bool
	Waiting      int64  // length of the log beside a read-only vault: it is read, and cannot be folded in
	Overruled    uint64 // the generation remembered until AcceptOlder went past it; 0: none was
}

// Open opens a vault with its key and checks root and memory of generations.
func Open(ctx context.Context, o Options, key crypto.Key) (*Vault, error) {
	v, err := attach(o, key)
	if err != nil {
		return nil, err
	}
	return v.opened(ctx)
}

// opened looks at the root and the memory of generations of a vault that was
// attached.
func (v *Vault) opened(ctx context.Context) (*Vault, error) {
	if v.o.State != "" {
		m := newMemory(v.o.State, v.id)
		v.memory = &m
	}
	_, known, err := v.recall()
	v.first = !known
	if err == nil {
		err = v.View(ctx, func(*Tx) error { return nil })
	}
	if err != nil {
		v.Close()
		return nil, err
	}
	return v, nil
}

// attach opens the outer database of an existing vault.
func attach(o Options, key crypto.Key) (*Vault, error) {
	p, err := locate(o.Path)
	if err == nil && p.hasLog() && p.how != readOnly {
		err = p.logBelongs(o, key)
	}
	if err != nil {
		return nil, err
	}
	return attachAt(o, p, key)
}

// attachAt opens the outer database at a place, in the way it says.
func attachAt(o Options, p place, key crypto.Key) (*Vault, error) {
	out, err := p.open(o.wait())
	if err != nil {
		return nil, err
	}
	v := &Vault{o: o, place: p, key: key, outer: out, store: &store{outer: out, key: key}}
	err = out.checkSchema()
	v.place.opened()
	if err == nil {
		err = v.place.same()
	}
	if err == nil {
		var h Head
		h, err = readHead(out)
		v.id = h.ID
	}
	if err == nil && p.how == readOnly && p.hasLog() {
		err = v.reading(v.whole)
	}
	if err != nil {
		out.close()
		return nil, err
	}
	return v, nil
}

// Info describes the vault as it is now.
func (v *Vault) Info(ctx context.Context) (Info, error) {
	var i Info
	err := v.View(ctx, func(*Tx) error {
		r := v.store.root
		i = Info{ID: v.id, Generation: r.generation, Saved: r.saved, Pages: r.pages, FirstOpening: v.first, ReadOnly: !v.place.how.writes(), Overruled: v.overruled}
		return nil
	})
	if err != nil {
		return Info{}, err
	}
	file, err := os.Stat(v.place.path)
	if err != nil {
		return Info{}, err
	}
	i.Bytes = file.Size()
	if i.ReadOnly {
		i.Waiting = v.place.logBytes()
	}
	return i, nil
}

// Close removes the write-ahead log, so that the vault is one file. When the
// file was exchanged while it was open, nothing of it is written into the other
// one; what would be lost is kept beside it, which is told as *Exchanged.
func (v *Vault) Close() error {
	if err := v.turn(context.Background()); err != nil {
		return err
	}
	defer v.mu.Unlock()
	if v.closed {
		return nil
	}
	v.closed = true
	v.dropInner()
	return v.letGo()
}

// dropInner closes the connection of the record database; the next
// transaction opens another.
func (v *Vault) dropInner() {
	if v.inner != nil {
		v.inner.close()
		v.inner = nil
	}
}
