package agent

import (
	"encoding/json"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// Whatever is said to the agent, the key goes to who names vault and key.
func FuzzConverse(f *testing.F) {
	for _, q := range []string{
		`{"op":"use","vault":"vault","key_id":"k1"}`, `{"op":"peek","vault":"vault","key_id":"k2"}`, `{"op":"lock"}`, `{"op":"lock","vault":"other"}`,
		`{"op":"idle","vault":"vault","key_id":"k1","idle":-1}`, `{"OP":"use","vault":"vault","key_id":"k1"}`, `{"op":"use"}`, `[`, "\x00", "",
	} {
		f.Add([]byte(q))
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		k, _ := newTestKeeper(t)
		ours, theirs := pair(t)
		theirs.SetDeadline(time.Now().Add(timeout))
		go func() {
			theirs.Write(said)
			theirs.CloseWrite()
		}()
		converse(ours, k, nil)
		heard, err := io.ReadAll(theirs)
		theirs.Close()
		if err != nil && len(heard) == 0 {
			return // closed on somebody who was still talking
		}
		var q request
		understood := json.NewDecoder(io.LimitReader(strings.NewReader(string(said)), 4096)).Decode(&q) == nil
		entitled := understood && q.Vault == "vault" && q.KeyID == "k1" && (q.Op == "use" || q.Op == "peek" || q.Op == "idle")
		if got := strings.Contains(string(heard), "secret"); got != entitled {
			t.Errorf("%q: the key was told: %v", said, got)
		}
		if locks := understood && q.Op == "lock" && (q.Vault == "" || q.Vault == "vault"); locks == k.holds() && !(entitled && q.Op == "idle") {
			t.Errorf("%q: the key is held: %v", said, k.holds())
		}
	})
}

// pair is the two ends of a socket.
func pair(t *testing.T) (a, b *net.UnixConn) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	var ends [2]*net.UnixConn
	for i, fd := range fds {
		file := os.NewFile(uintptr(fd), "end")
		c, err := net.FileConn(file)
		file.Close()
		if err != nil {
			t.Fatal(err)
		}
		ends[i] = c.(*net.UnixConn)
	}
	return ends[0], ends[1]
}
