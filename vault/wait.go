package vault

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"time"
)

// Busy means that another process kept the vault to itself for longer than
// Options.Wait. It is ErrBusy.
type Busy struct{ Waited time.Duration }

func (b *Busy) Error() string {
	return fmt.Sprintf("%v: waited %s for it", ErrBusy, b.Waited.Round(10*time.Millisecond))
}

func (b *Busy) Is(target error) bool { return target == ErrBusy }

// How often a writer asks for its turn: after nap at the least, and after
// twice that at the most.
const nap = 2 * time.Millisecond

// begin starts the outer transaction. Whoever writes waits here for the others,
// and asks often: SQLite's own waiting sleeps up to a tenth of a second between
// two tries.
//
// A process that writes again and again would have the lock back before anybody
// else asks. So there is a turnstile before it, a file that one at a time holds
// while it waits for the lock: whoever has just written comes after who waits.
// Where it cannot be had one goes on without, since it only makes things fair.
func (o *outer) begin(ctx context.Context, writes bool, wait time.Duration, turnstile string) error {
	if !writes {
		return o.exec("BEGIN")
	}
	if err := o.exec("PRAGMA busy_timeout=0"); err != nil {
		return err
	}
	err := o.queue(ctx, wait, turnstile)
	if e := o.exec(fmt.Sprintf("PRAGMA busy_timeout=%d", wait.Milliseconds())); e != nil && err == nil {
		o.exec("ROLLBACK")
		return e
	}
	return err
}

func (o *outer) queue(ctx context.Context, wait time.Duration, turnstile string) error {
	start := time.Now()
	if f, err := os.OpenFile(turnstile, os.O_RDWR|os.O_CREATE, 0o600); err == nil {
		defer f.Close() // lets the next one in
		if err := again(ctx, start, wait, func() error { return tryLock(f) }); err != nil {
			return err
		}
	}
	return again(ctx, start, wait, func() error { return o.exec("BEGIN IMMEDIATE") })
}

// again does something until it is not busy any more.
func again(ctx context.Context, start time.Time, wait time.Duration, do func() error) error {
	for {
		err := do()
		if !errors.Is(err, ErrBusy) {
			return err
		}
		if waited := time.Since(start); waited >= wait {
			return &Busy{waited}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(nap + rand.N(nap)):
		}
	}
}

// turn waits until no other goroutine uses this Vault. Whoever calls it from
// inside a transaction of its own waits in vain, and not for ever.
func (v *Vault) turn(ctx context.Context) error {
	for start := time.Now(); !v.mu.TryLock(); {
		if waited := time.Since(start); waited >= v.o.wait() {
			return &Busy{waited}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(nap):
		}
	}
	return nil
}
