package agent

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"
)

// fakeClocks are clocks that a test moves.
type fakeClocks struct{ now reading }

func (f *fakeClocks) pass(d time.Duration)  { f.now.wall = f.now.wall.Add(d); f.now.awake += d }
func (f *fakeClocks) sleep(d time.Duration) { f.now.wall = f.now.wall.Add(d) }

func newTestKeeper(t *testing.T) (*keeper, *fakeClocks) {
	t.Helper()
	f := &fakeClocks{reading{wall: time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)}}
	k, err := newKeeper("vault", Held{KeyID: "k1", Key: "secret", Idle: 10 * time.Minute}, func() reading { return f.now })
	if err != nil {
		t.Fatal(err)
	}
	return k, f
}

func ask(op string) request { return request{Op: op, Vault: "vault", KeyID: "k1"} }

func TestKeeperHandsOutTheKeyItWasStoredUnder(t *testing.T) {
	k, f := newTestKeeper(t)
	a := k.answer(ask("use"))
	if !a.OK || a.Key != "secret" || !a.LocksAt.Equal(f.now.wall.Add(10*time.Minute)) {
		t.Errorf("use: %+v", a)
	}
	for _, q := range []request{
		{Op: "use", Vault: "other", KeyID: "k1"},
		{Op: "use", Vault: "vault", KeyID: "k0"},
		{Op: "use", Vault: "vault"},
		{Op: "use", KeyID: "k1"},
		{Op: "", Vault: "vault", KeyID: "k1"},
		{Op: "idle", Vault: "vault", KeyID: "k2", Idle: time.Hour},
	} {
		if a := k.answer(q); a.OK || a.Key != "" {
			t.Errorf("%+v was answered", q)
		}
	}
	if k.idle != 10*time.Minute {
		t.Error("a question that does not fit changed the idle time")
	}
}

func TestKeeperForgets(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(*keeper, *fakeClocks)
		held bool
	}{
		{"before the idle time is over", func(k *keeper, f *fakeClocks) { f.pass(10*time.Minute - time.Second) }, true},
		{"after the idle time", func(k *keeper, f *fakeClocks) { f.pass(10 * time.Minute) }, false},
		{"use begins the idle time again", func(k *keeper, f *fakeClocks) {
			f.pass(9 * time.Minute)
			k.answer(ask("use"))
			f.pass(9 * time.Minute)
		}, true},
		{"peeking does not", func(k *keeper, f *fakeClocks) {
			f.pass(9 * time.Minute)
			k.answer(ask("peek"))
			f.pass(9 * time.Minute)
		}, false},
		{"another idle time", func(k *keeper, f *fakeClocks) {
			q := ask("idle")
			q.Idle = time.Minute
			k.answer(q)
			f.pass(time.Minute)
		}, false},
		{"on lock", func(k *keeper, f *fakeClocks) { k.answer(request{Op: "lock", Vault: "vault"}) }, false},
		{"on lock of everything", func(k *keeper, f *fakeClocks) { k.answer(request{Op: "lock"}) }, false},
		{"not on lock of another vault", func(k *keeper, f *fakeClocks) { k.answer(request{Op: "lock", Vault: "other"}) }, true},
		{"on suspend", func(k *keeper, f *fakeClocks) { f.sleep(time.Minute) }, false},
		{"on a clock set back", func(k *keeper, f *fakeClocks) { f.sleep(-time.Minute) }, false},
		{"not on a corrected clock", func(k *keeper, f *fakeClocks) { f.sleep(2 * time.Second) }, true},
		{"not by slow drift", func(k *keeper, f *fakeClocks) {
			for range 10 {
				f.pass(time.Second)
				f.sleep(time.Second)
				k.holds()
			}
		}, true},
	} {
		k, f := newTestKeeper(t)
		test.do(k, f)
		if a := k.answer(ask("peek")); a.OK != test.held || (a.Key != "") != test.held {
			t.Errorf("%s: held %v, want %v", test.name, a.OK, test.held)
		}
		if k.holds() != test.held {
			t.Errorf("%s: holds %v, want %v", test.name, k.holds(), test.held)
		}
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	k, _ := newTestKeeper(t)
	h := Held{Key: "secret"}
	for _, v := range []any{h, &h, k.key} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			if s := fmt.Sprintf(verb, v); s != "[redacted]" {
				t.Errorf("%s prints %q", verb, s)
			}
		}
	}
	if b, err := json.Marshal(Held{Key: "a key"}); err != nil || string(b) != `"[redacted]"` {
		t.Errorf("as JSON: %s, %v", b, err)
	}
}
