package agent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// The inherited pipes of an agent.
const (
	fdHandover = 3 // to the agent: what to hold
	fdReady    = 4 // from the agent: "ready", or why not
)

// handover is what passes through the pipe.
type handover struct {
	Socket string        `json:"socket"`
	Vault  string        `json:"vault"`
	KeyID  string        `json:"key_id"`
	Key    string        `json:"key"`
	Idle   time.Duration `json:"idle"`
}

// Start runs program (its path, its name and the arguments that make it call
// Serve) as the agent of a vault, in a session of its own with closed streams,
// and returns when it answers. An agent that holds the same key goes on with the
// new idle time: whoever started it just now, in another window, is about to use
// it. Any other agent of this vault is replaced.
func (a Agent) Start(ctx context.Context, program []string, h Held) error {
	if err := makeDir(filepath.Dir(a.socket)); err != nil {
		return fmt.Errorf("start agent: %w", err)
	}
	unlock, err := lockFile(a.socket + ".lock")
	if err != nil {
		return fmt.Errorf("start agent: %w", err)
	}
	defer unlock()
	if held, err := a.SetIdle(h.KeyID, h.Idle); err == nil && held.Key == h.Key {
		return nil
	}
	a.Lock() // whoever holds this place; nobody usually
	if err := a.spawn(ctx, program, h); err != nil {
		return fmt.Errorf("start agent: %w", err)
	}
	return nil
}

func (a Agent) spawn(ctx context.Context, program []string, h Held) error {
	keyOut, keyIn, err := os.Pipe()
	if err != nil {
		return err
	}
	defer keyOut.Close()
	defer keyIn.Close()
	readyOut, readyIn, err := os.Pipe()
	if err != nil {
		return err
	}
	defer readyOut.Close()
	defer readyIn.Close()

	cmd := exec.Cmd{
		Path:        program[0],
		Args:        program[1:],
		Dir:         "/",
		Env:         []string{},
		ExtraFiles:  []*os.File{keyOut, readyIn},
		SysProcAttr: &syscall.SysProcAttr{Setsid: true},
	}
	keepToOurselves()
	if err := cmd.Start(); err != nil {
		return err
	}
	defer cmd.Process.Release()
	keyOut.Close()
	readyIn.Close()
	if err := json.NewEncoder(keyIn).Encode(handover{a.socket, a.vault, h.KeyID, h.Key, h.Idle}); err != nil {
		return err
	}
	keyIn.Close()

	stop := context.AfterFunc(ctx, func() { readyOut.Close() })
	defer stop()
	readyOut.SetReadDeadline(time.Now().Add(10 * time.Second))
	said, err := io.ReadAll(io.LimitReader(readyOut, 4096))
	switch {
	case err != nil:
		return errors.Join(ctx.Err(), err)
	case string(said) != "ready":
		return fmt.Errorf("it did not start: %s", said)
	}
	return nil
}

// keepToOurselves marks every file that this process was given by whoever
// started it as none of the agent's: a pipe of the shell that the agent held
// open would make the other end wait for minutes.
func keepToOurselves() {
	for fd := 3; fd < 1024; fd++ {
		unix.CloseOnExec(fd)
	}
}

// Serve is the agent's own life: it takes the key from the inherited pipe,
// answers until the key is forgotten, and returns. It refuses to run without
// the pipes that Start makes.
func Serve() error {
	var st unix.Stat_t
	if unix.Fstat(fdHandover, &st) != nil || st.Mode&unix.S_IFMT != unix.S_IFIFO {
		return errors.New("the agent is started by subrosa unlock")
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGHUP, syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	ready := os.NewFile(fdReady, "ready")
	in := os.NewFile(fdHandover, "handover")
	unix.CloseOnExec(fdHandover)
	unix.CloseOnExec(fdReady)
	var h handover
	err := json.NewDecoder(in).Decode(&h)
	in.Close()
	if err != nil {
		fmt.Fprint(ready, "no key came through the pipe")
		return err
	}
	l, k, err := h.listen()
	if err != nil {
		fmt.Fprint(ready, err)
		ready.Close()
		return err
	}
	h.Key = ""
	made, _ := os.Lstat(h.Socket) // no file is the same as nil
	fmt.Fprint(ready, "ready")
	ready.Close()
	serve(ctx, l, made, k)
	return nil
}

// listen opens the socket. The caller of Start holds the lock of the place, so
// a socket that stands there is one that a killed agent left.
func (h handover) listen() (*net.UnixListener, *keeper, error) {
	os.Remove(h.Socket)
	old := unix.Umask(0o177)
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: h.Socket, Net: "unix"})
	unix.Umask(old)
	if err != nil {
		return nil, nil, err
	}
	k, err := newKeeper(h.Vault, Held{KeyID: h.KeyID, Key: h.Key, Idle: h.Idle}, clocks())
	if err != nil {
		l.Close()
		return nil, nil, err
	}
	return l, k, nil
}

// serve answers until the key is forgotten, a signal ends ctx, or the socket
// is no longer the one that this agent made: nobody could lock it then.
func serve(ctx context.Context, l *net.UnixListener, made os.FileInfo, k *keeper) {
	defer k.drop()
	var talks sync.WaitGroup
	defer talks.Wait() // bounded by timeout
	context.AfterFunc(ctx, func() { l.Close() })
	path := l.Addr().String()
	for ctx.Err() == nil && k.holds() {
		if now, err := os.Lstat(path); err != nil || !os.SameFile(made, now) {
			l.SetUnlinkOnClose(false) // what lies there now is another's
			break
		}
		l.SetDeadline(time.Now().Add(time.Second)) // looks at the clocks this often
		c, err := l.AcceptUnix()
		if errors.Is(err, os.ErrDeadlineExceeded) {
			continue
		}
		if err != nil {
			break
		}
		talks.Go(func() { converse(c, k, l) }) // who says nothing holds up nobody else
	}
	l.Close()
}

// converse answers one question of this user; anybody else hears nothing. Once
// the key is forgotten the socket is removed before the answer goes out (Close
// unlinks first): whoever hears that this agent is gone can take its place.
func converse(c *net.UnixConn, k *keeper, l *net.UnixListener) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(timeout))
	if uid, err := peer(c); err != nil || uid != os.Geteuid() {
		return
	}
	var q request
	if json.NewDecoder(io.LimitReader(c, 4096)).Decode(&q) != nil {
		return
	}
	ans := k.answer(q)
	if !k.holds() {
		l.Close()
	}
	json.NewEncoder(c).Encode(ans)
}

// lockFile takes the lock that orders those who start an agent for one vault.
func lockFile(path string) (release func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
		f.Close()
		return nil, err
	}
	return func() { f.Close() }, nil
}
