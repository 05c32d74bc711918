package agent

import (
	"sync"
	"time"
)

// sleptFor is by how much the two clocks may go apart between two looks before
// that counts as sleep. A clock set by hand looks the same, and is treated so.
const sleptFor = 5 * time.Second

// reading is the time on both clocks: the wall clock goes on while the computer
// sleeps, the other one stands still.
type reading struct {
	wall  time.Time
	awake time.Duration
}

// clocks reads both clocks of the machine.
func clocks() func() reading {
	start := time.Now()
	return func() reading {
		t := time.Now()
		return reading{wall: t.Round(0), awake: t.Sub(start)}
	}
}

// keeper decides when the key is forgotten. It is the agent without processes
// and sockets.
type keeper struct {
	now func() reading

	mu     sync.Mutex
	key    *secret
	vault  string
	keyID  string
	idle   time.Duration
	used   reading
	looked reading // when the clocks were last compared
}

func newKeeper(vault string, h Held, now func() reading) (*keeper, error) {
	key, err := newSecret(h.Key)
	if err != nil {
		return nil, err
	}
	t := now()
	return &keeper{now: now, key: key, vault: vault, keyID: h.KeyID, idle: h.Idle, used: t, looked: t}, nil
}

// answer answers one question.
func (k *keeper) answer(q request) answer {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.look() || (q.Vault != "" && q.Vault != k.vault) {
		return answer{}
	}
	if q.Op == "lock" {
		k.forget()
		return answer{OK: true}
	}
	if q.Vault != k.vault || q.KeyID != k.keyID {
		return answer{}
	}
	switch q.Op {
	case "use":
		k.used = k.now()
	case "idle":
		k.idle, k.used = q.Idle, k.now()
	case "peek":
	default:
		return answer{}
	}
	return answer{OK: true, Key: k.key.text(), Idle: k.idle, LocksAt: k.used.wall.Add(k.idle)}
}

// holds says whether the key is still held; it forgets a key whose time is up.
func (k *keeper) holds() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.look()
}

// drop forgets the key.
func (k *keeper) drop() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.forget()
}

// look compares the clocks and forgets what must not be held any longer.
func (k *keeper) look() bool {
	if k.key == nil {
		return false
	}
	t := k.now()
	if slept(k.looked, t) || t.awake-k.used.awake >= k.idle {
		k.forget()
		return false
	}
	k.looked = t
	return true
}

func (k *keeper) forget() {
	if k.key != nil {
		k.key.wipe()
		k.key = nil
	}
}

// slept says whether the clocks went apart between two readings.
func slept(from, to reading) bool {
	apart := to.wall.Sub(from.wall) - (to.awake - from.awake)
	return apart.Abs() > sleptFor
}
