package screen

import (
	"io"
	"os"
	"os/signal"
	"syscall"
)

// pause gives the terminal back while the process is stopped, and takes it again
// afterwards: a shell may have set it up otherwise meanwhile. bubbletea's own
// Suspend would wait for ever where there is no shell that knows jobs.
type pause struct {
	stop bool // it is still to be stopped
}

func (p pause) Run() error {
	if !p.stop {
		return nil
	}
	goes := make(chan os.Signal, 1)
	signal.Notify(goes, syscall.SIGCONT)
	defer signal.Stop(goes)
	if err := syscall.Kill(os.Getpid(), syscall.SIGSTOP); err != nil {
		return err
	}
	<-goes
	return nil
}

func (pause) SetStdin(io.Reader)  {}
func (pause) SetStdout(io.Writer) {}
func (pause) SetStderr(io.Writer) {}
