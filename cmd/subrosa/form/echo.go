package form

import "golang.org/x/sys/unix"

// Hushed runs fn while the terminal of passphrases shows nothing of what is
// typed: whoever is quicker than the program (a passphrase takes a second to
// try) would otherwise see it in clear.
func (a *Asker) Hushed(fn func()) {
	tty, done, err := a.secretTerminal()
	if err != nil {
		fn()
		return
	}
	defer done()
	fd := int(tty.Fd())
	if before, err := hush(fd); err == nil { // at worst it is seen
		defer unix.IoctlSetTermios(fd, setTermios, before)
	}
	fn()
}

// hush makes a terminal show nothing of what is typed, and returns how it was.
func hush(fd int) (before *unix.Termios, err error) {
	if before, err = unix.IoctlGetTermios(fd, getTermios); err != nil {
		return nil, err
	}
	quiet := *before
	quiet.Lflag &^= unix.ECHO
	return before, unix.IoctlSetTermios(fd, setTermios, &quiet)
}
