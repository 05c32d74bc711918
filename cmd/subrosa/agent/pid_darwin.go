package agent

import (
	"net"

	"golang.org/x/sys/unix"
)

// peerPID is the process at the other end of a socket.
func peerPID(c *net.UnixConn) (pid int, err error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return 0, err
	}
	var sysErr error
	if err := raw.Control(func(fd uintptr) {
		pid, sysErr = unix.GetsockoptInt(int(fd), unix.SOL_LOCAL, unix.LOCAL_PEERPID)
	}); err != nil {
		return 0, err
	}
	return pid, sysErr
}
