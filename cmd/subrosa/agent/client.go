package agent

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// timeout bounds one question and its answer: an agent that hangs is no agent.
const timeout = 2 * time.Second

// request is one question, a JSON line; answer is one answer.
type request struct {
	Op    string        `json:"op"` // use, peek, idle, lock
	Vault string        `json:"vault"`
	KeyID string        `json:"key_id,omitempty"`
	Idle  time.Duration `json:"idle,omitempty"`
}

type answer struct {
	OK      bool          `json:"ok"`
	Key     string        `json:"key,omitempty"`
	Idle    time.Duration `json:"idle,omitempty"`
	LocksAt time.Time     `json:"locks_at,omitzero"`
}

// Use asks for the key and counts as use: the idle time begins again.
func (a Agent) Use(keyID string) (Held, error) { return a.get("use", keyID, 0) }

// Peek asks for the key without counting as use.
func (a Agent) Peek(keyID string) (Held, error) { return a.get("peek", keyID, 0) }

// SetIdle changes the idle time of a running agent and counts as use.
func (a Agent) SetIdle(keyID string, idle time.Duration) (Held, error) {
	return a.get("idle", keyID, idle)
}

func (a Agent) get(op, keyID string, idle time.Duration) (Held, error) {
	ans, err := a.ask(request{Op: op, Vault: a.vault, KeyID: keyID, Idle: idle})
	if err != nil {
		return Held{}, err
	}
	return Held{KeyID: keyID, Key: ans.Key, Idle: ans.Idle, LocksAt: ans.LocksAt}, nil
}

// Lock makes the agent forget its key and end. One that does not answer is
// killed. ErrNone if none was running.
func (a Agent) Lock() error {
	_, err := a.ask(request{Op: "lock", Vault: a.vault})
	if silent, ok := errors.AsType[*silence](err); ok {
		return silent.end()
	}
	return err
}

// LockAll locks every agent in a folder and returns how many there were.
func LockAll(dir string) (int, error) {
	sockets, err := filepath.Glob(filepath.Join(dir, "*.sock"))
	if err != nil {
		return 0, err
	}
	locked := 0
	for _, s := range sockets {
		if (Agent{socket: s}).Lock() == nil {
			locked++
		}
	}
	return locked, nil
}

// silence is an agent of this user that took the question and does not answer:
// it is stopped, or hangs. It may hold a key all the same.
type silence struct{ pid int }

func (s *silence) Error() string { return "the agent does not answer" }
func (s *silence) Unwrap() error { return ErrNone }

func (s *silence) end() error {
	if s.pid <= 1 || s.pid == os.Getpid() {
		return s
	}
	return syscall.Kill(s.pid, syscall.SIGKILL)
}

// ask puts one question. Whatever goes wrong, there is no agent to be trusted.
func (a Agent) ask(q request) (answer, error) {
	if ownFolder(filepath.Dir(a.socket)) != nil {
		return answer{}, ErrNone
	}
	c, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: a.socket, Net: "unix"})
	if err != nil {
		return answer{}, ErrNone
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(timeout))
	if uid, err := peer(c); err != nil || uid != os.Geteuid() {
		return answer{}, fmt.Errorf("%w: the agent's socket belongs to another user", ErrNone)
	}
	var ans answer
	err = json.NewEncoder(c).Encode(q)
	if err == nil {
		err = json.NewDecoder(c).Decode(&ans)
	}
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		pid, _ := peerPID(c)
		return answer{}, &silence{pid}
	case err != nil || !ans.OK:
		return answer{}, ErrNone
	}
	return ans, nil
}
