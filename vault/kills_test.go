package vault_test

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"subrosa/crypto"
	"subrosa/vault"
)

// reaper kills the lives of one vault, and knows what must be there.
type reaper struct {
	bench
	only string // the one deed of these lives; "": all

	possible    []int    // numbers that the vault may have
	passphrases []string // of which exactly one opens it
	inHand      string   // the deed that was cut short last

	kills, opening, acknowledged int
	cut                          map[string]int // deeds that were cut short
}

// TestKilledAtAnyMoment kills processes at random moments of all operations,
// with SIGKILL. Each time the vault opens, what was acknowledged is there, of
// the operation in hand all or nothing, and exactly one passphrase is right.
// SUBROSA_KILLS sets the number of kills.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	kills := 100
	if os.Getenv("SUBROSA_CI") == "1" {
		kills = 640
	}
	if n, err := strconv.Atoi(os.Getenv("SUBROSA_KILLS")); err == nil {
		kills = n
	}
	if testing.Short() {
		kills = min(kills, 20)
	}
	began := time.Now()
	lanes := []*reaper{newReaper(t, ""), newReaper(t, ""), newReaper(t, large.name)}
	var wg sync.WaitGroup
	for i, share := range []int{kills/2 - kills/200, kills - kills/2 - kills/200, 2 * (kills / 200)} {
		wg.Go(func() { lanes[i].reap(share) })
	}
	wg.Wait()
	sum := reaper{cut: map[string]int{}}
	for _, r := range lanes {
		sum.kills, sum.opening, sum.acknowledged = sum.kills+r.kills, sum.opening+r.opening, sum.acknowledged+r.acknowledged
		for name, n := range r.cut {
			sum.cut[name] += n
		}
	}
	if t.Failed() {
		return
	}
	if sum.kills < kills || kills >= 100 && len(sum.cut) < len(deeds) {
		t.Errorf("the kills did not come at the moments that matter: %d, %v", sum.kills, sum.cut)
	}
	t.Logf("%d kills in %v: %d while the vault was opened, in the middle of %v; %d operations acknowledged, none lost",
		sum.kills, time.Since(began).Round(time.Second), sum.opening, sum.cut, sum.acknowledged)
}

func newReaper(t *testing.T, only string) *reaper {
	t.Helper()
	r := &reaper{bench: newQuickBench(t), only: only, possible: []int{0}, passphrases: []string{"open sesame"}, cut: map[string]int{}}
	v := r.create()
	if err := v.Update(ctx, func(tx *vault.Tx) error { return errors.Join(number(tx, 0), putTx(tx, "rows", "0")) }); err != nil {
		t.Fatal(err)
	}
	v.Close()
	return r
}

// reap kills so many lives. It stops at the first that leaves something wrong.
func (r *reaper) reap(kills int) {
	for r.kills < kills && !r.t.Failed() {
		key, err := r.findKey()
		if err != nil {
			r.t.Errorf("kill %d, in %q: %v", r.kills, r.inHand, err)
			return
		}
		r.key = key
		if rand.IntN(3) > 0 { // else the next life has to do with it as it is
			if err := r.look(rand.IntN(8) == 0); err != nil {
				r.t.Errorf("kill %d, in %q: %v", r.kills, r.inHand, err)
				return
			}
		}
		if err := r.killOne(); err != nil {
			r.t.Errorf("life %d: %v", r.kills, err)
			return
		}
		r.kills++
	}
	key, err := r.findKey()
	if r.key = key; err == nil {
		err = r.look(true)
	}
	if err != nil {
		r.t.Errorf("in the end: %v", err)
	}
}

// findKey opens the slots with the passphrases of which one must be right.
func (r *reaper) findKey() (crypto.Key, error) {
	head, err := vault.ReadHead(r.o.Path)
	if err != nil {
		return crypto.Key{}, err
	}
	var right []string
	var found crypto.Key
	for _, p := range r.passphrases {
		if key, _, err := crypto.OpenSlots(head.Slots, p); err == nil {
			right, found = append(right, p), key
		}
	}
	if len(right) != 1 {
		return crypto.Key{}, fmt.Errorf("of %q these open it: %q", r.passphrases, right)
	}
	r.passphrases = right
	return found, nil
}

// look opens the vault, and the copies beside it, and compares.
func (r *reaper) look(all bool) error {
	o := r.o
	o.AcceptOlder = r.inHand == "accept" // cut short between the older copy and its acceptance
	v, err := vault.Open(ctx, o, r.key)
	if err != nil {
		return err
	}
	defer v.Close()
	if all {
		if err := verified(v); err != nil {
			return err
		}
	}
	got := contents(r.t, v)
	rows, stamps := 0, map[string]bool{}
	for k, value := range got {
		if strings.HasPrefix(k, "r:") {
			rows++
		}
		if strings.HasPrefix(k, "f:") {
			stamps[value[:8]] = true
		}
	}
	n, err := strconv.Atoi(got["n1"])
	switch {
	case err != nil || got["n1"] != got["n2"] || !slices.Contains(r.possible, n):
		return fmt.Errorf("of %v there are %q and %q", r.possible, got["n1"], got["n2"])
	case strconv.Itoa(rows) != got["rows"] || len(stamps) > 1:
		return fmt.Errorf("half a commit: %d rows, not %s; %v", rows, got["rows"], stamps)
	}
	r.possible = []int{n}
	return r.lookAtCopies()
}

// lookAtCopies reads whatever stands under its own name in the folder of
// copies, and clears the folder.
func (r *reaper) lookAtCopies() error {
	dir := (&life{o: r.o}).beside("")
	files, err := filepath.Glob(filepath.Join(dir, "[a-z]*.vault"))
	if err != nil {
		return err
	}
	for _, f := range files {
		_, err := vault.CheckCopy(ctx, f, r.key, nil)
		if err != nil && !errors.Is(err, vault.ErrWrongKey) { // made before the key was rotated
			return fmt.Errorf("%s: %w", filepath.Base(f), err)
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.Mkdir(dir, 0o700)
}

// killOne starts a life and kills it: while it opens the vault, or some time
// after so many words of it.
func (r *reaper) killOne() error {
	if err := os.MkdirAll((&life{o: r.o}).beside(""), 0o700); err != nil {
		return err
	}
	accept := "" // the machine remembers what was put away
	if r.inHand == "accept" {
		accept = "accept"
	}
	cmd := r.childCommand("live", "deeds="+r.only, accept)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	words, within := 1+rand.IntN(12), 12*time.Millisecond
	if r.only == large.name {
		words, within = 1+rand.IntN(3), 1500*time.Millisecond
	}
	kill := func() {
		time.AfterFunc(time.Duration(rand.Int64N(int64(within))), func() { cmd.Process.Kill() })
	}
	if r.kills%5 == 0 {
		within = 60 * time.Millisecond
		kill()
	}
	var said []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if said = append(said, lines.Text()); len(said) == words && r.kills%5 != 0 {
			kill()
		}
	}
	if cmd.Wait(); cmd.ProcessState.Exited() {
		return fmt.Errorf("it ended by itself: %v, after %q", cmd.ProcessState, said[max(0, len(said)-3):])
	}
	return r.hear(said)
}

// hear takes down what a life said before it was killed.
func (r *reaper) hear(said []string) error {
	if len(said) == 0 {
		r.opening++
		return nil // what was possible before still is
	}
	r.inHand = ""
	for _, line := range said {
		word, deed, n, err := parseSaid(line)
		if err != nil {
			return err
		}
		switch word {
		case "open":
			if !slices.Contains(r.possible, n) {
				return fmt.Errorf("it found %d, of %v", n, r.possible)
			}
			r.possible = []int{n}
		case "begin":
			if r.inHand = deed; commitsOf(deed) {
				r.possible = append(r.possible, n)
			}
			if deed == "rotate" {
				r.passphrases = append(r.passphrases, passphraseOf(n))
			}
		case "done":
			r.acknowledged++
			if r.inHand = ""; commitsOf(deed) {
				r.possible = []int{n}
			}
			if deed == "rotate" {
				r.passphrases = []string{passphraseOf(n)}
			}
		}
	}
	if r.inHand != "" {
		r.cut[r.inHand]++
	}
	return nil
}

func parseSaid(line string) (word, deed string, n int, err error) {
	f := strings.Fields(line)
	if len(f) < 2 {
		return "", "", 0, fmt.Errorf("it said %q", line)
	}
	n, err = strconv.Atoi(f[len(f)-1])
	return f[0], f[1], n, err
}

func commitsOf(name string) bool {
	return slices.ContainsFunc(append([]deed{large}, deeds...), func(d deed) bool { return d.name == name && d.commits })
}
