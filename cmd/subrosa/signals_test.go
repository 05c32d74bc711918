package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestEndedAtAnyMoment sends commands the signals by which a terminal, a user
// and a shutdown end programs, at random moments. Each command ends by itself,
// done or interrupted; the vault is one file then, and what was acknowledged is
// in it.
func TestEndedAtAnyMoment(t *testing.T) {
	rounds := 40
	if testing.Short() {
		rounds = 12
	}
	h := newHouse(t)
	h.newVault(testPractice)
	h.must(`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`, "case", "open", "--from", "-")
	if err := os.Mkdir(h.path("stick"), 0o700); err != nil {
		t.Fatal(err)
	}
	ack := acknowledged{map[string]string{}, map[string]int{}, map[string]bool{}}
	var took [len(writers)]time.Duration
	for w := range writers {
		took[w] = h.undisturbed(writers[w], &ack)
	}
	signals := [...]syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT}
	interrupted := map[syscall.Signal]int{}
	for i := range rounds {
		sig, w := signals[i%len(signals)], i%len(writers)
		if h.signal(writers[w], sig, took[w], &ack) {
			interrupted[sig]++
		}
		h.oneFile()
	}
	h.stillThere(ack)
	h.verified()
	h.backupsAreWhole(ack)
	for _, sig := range signals {
		if interrupted[sig] == 0 || interrupted[sig] == rounds {
			t.Errorf("%v interrupted %d commands: the moments were not random", sig, interrupted[sig])
		}
	}
	t.Logf("%d signals, interrupted %v", rounds, interrupted)
}

// signal starts a command, sends it a signal at a random moment, and says
// whether it was interrupted. A signal that comes before the program listens to
// it may end it at once; then it has touched nothing.
func (h *house) signal(w writer, sig syscall.Signal, took time.Duration, ack *acknowledged) bool {
	h.t.Helper()
	target := ""
	args := []string{"--json"}
	for _, a := range w.args {
		switch a {
		case "NOTE":
			target = ack.any("signed")
			a = target
		case "STICK":
			a = h.path("stick")
		}
		args = append(args, a)
	}
	var out, errs bytes.Buffer
	cmd := h.command(w.stdin, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	moment := time.AfterFunc(time.Duration(rand.Int64N(int64(took))), func() { cmd.Process.Signal(sig) })
	defer moment.Stop()
	cmd.Wait()
	switch status := cmd.ProcessState.Sys().(syscall.WaitStatus); {
	case status.Signaled() && status.Signal() == sig && errs.Len() == 0:
		return true
	case status.ExitStatus() == 130:
		if !strings.Contains(errs.String(), "interrupted") {
			h.t.Errorf("%v %v: %s", args, sig, errs.String())
		}
		return true
	case status.ExitStatus() == 0:
		ack.hear(w.args[0]+" "+w.args[1], target, out.Bytes())
		return false
	}
	h.t.Fatalf("%v %v: %v\n%s", args, sig, cmd.ProcessState, errs.String())
	return false
}
