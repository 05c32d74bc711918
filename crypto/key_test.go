package crypto

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestKeyNeverPrints(t *testing.T) {
	k := NewKey()
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "key", k, "in", struct{ K Key }{k})
	j, err := json.Marshal(map[string]any{"k": k, "p": &k})
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprint(k, &k, []Key{k}, struct{ K Key }{k}) + k.String() + k.GoString() + log.String() + string(j)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		all += fmt.Sprintf(verb, k) + fmt.Sprintf(verb, []Key{k}) + fmt.Sprintf(verb, map[string]Key{"k": k})
	}
	if strings.Contains(all, k.Text()[:8]) || strings.Contains(all, fmt.Sprintf("%x", k.Text())[:16]) {
		t.Errorf("the key was printed: %s", all)
	}
	if got := fmt.Sprint(k); got != "[redacted]" {
		t.Errorf("got %s", got)
	}
}

func TestParseKeyReadsWhatTextWrote(t *testing.T) {
	k := NewKey()
	again, err := ParseKey(k.Text())
	if err != nil || again != k {
		t.Errorf("%v", err)
	}
	if k.ID() == NewKey().ID() || len(k.ID()) != 16 || strings.Contains(k.Text(), k.ID()) {
		t.Errorf("id %s", k.ID())
	}
	for _, bad := range []string{"", k.Text()[1:], k.Text() + "0", strings.ToUpper(strings.Repeat("ab", 32)), k.Text() + "\n", strings.Repeat("zz", 32)} {
		if _, err := ParseKey(bad); !errors.Is(err, ErrBadKey) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestSealThenOpen(t *testing.T) {
	k := NewKey()
	for _, n := range []int{0, 1, 16384, 65536, 70000} {
		plain := bytes.Repeat([]byte{7}, n)
		sealed, err := k.Seal(plain)
		if err != nil {
			t.Fatal(err)
		}
		if n <= 65536 && len(sealed) != SealedSize(n) {
			t.Errorf("%d bytes: sealed to %d, not %d", n, len(sealed), SealedSize(n))
		}
		got, err := k.Open(sealed)
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes: %v", n, err)
		}
		for _, at := range []int{3, 60, 110, len(sealed) - 1} {
			bad := bytes.Clone(sealed)
			bad[at] ^= 1
			if _, err := k.Open(bad); !errors.Is(err, ErrNotOpened) {
				t.Errorf("%d bytes, bit flipped at %d: %v", n, at, err)
			}
		}
		if _, err := k.Open(sealed[:len(sealed)-1]); !errors.Is(err, ErrNotOpened) {
			t.Errorf("cut: %v", err)
		}
		if _, err := k.Open(append(bytes.Clone(sealed), 0)); !errors.Is(err, ErrNotOpened) {
			t.Errorf("longer: %v", err)
		}
		if _, err := NewKey().Open(sealed); !errors.Is(err, ErrNotOpened) {
			t.Errorf("another key: %v", err)
		}
	}
}

// A forged file that asks for much work must be refused before the work.
func TestWorkFactorIsRefusedBeforeDeriving(t *testing.T) {
	k := NewKey()
	sealed, err := k.Seal([]byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	dear := bytes.Replace(sealed, []byte(" 1\n"), []byte(" 22\n"), 1)
	start := time.Now()
	if _, err := k.Open(dear); !errors.Is(err, ErrNotOpened) {
		t.Errorf("page: %v", err)
	}
	if _, err := k.Open(bytes.Replace(sealed, []byte(" 1\n"), []byte(" 2\n"), 1)); !errors.Is(err, ErrNotOpened) {
		t.Errorf("page of work factor 2: %v", err)
	}
	for _, factor := range []string{"21", "22", "30", "63"} {
		slot := Slot{Kind: Passphrase, Identity: bytes.Replace(sealed, []byte(" 1\n"), []byte(" "+factor+"\n"), 1)}
		if _, _, err := OpenSlots([]Slot{slot}, "secret"); !errors.Is(err, ErrBadSlot) {
			t.Errorf("slot of %s: %v", factor, err)
		}
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("it was derived: %v", took)
	}
}
