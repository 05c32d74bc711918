package agent

import (
	"fmt"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// peer is the user at the other end of a socket, as the system knows it.
func peer(c *net.UnixConn) (uid int, err error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return -1, err
	}
	var cred *unix.Xucred
	var sysErr error
	err = raw.Control(func(fd uintptr) {
		cred, sysErr = unix.GetsockoptXucred(int(fd), unix.SOL_LOCAL, unix.LOCAL_PEERCRED)
	})
	if err == nil {
		err = sysErr
	}
	if err != nil {
		return -1, err
	}
	return int(cred.Uid), nil
}

func ownerOf(info os.FileInfo) (int, error) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return -1, fmt.Errorf("no owner known")
	}
	return int(st.Uid), nil
}

func keepFromDumps([]byte) {} // the process as a whole makes no dumps
