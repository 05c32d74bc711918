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
	before, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil {
		fn()
		return
	}
	quiet := *before
	quiet.Lflag &^= unix.ECHO
	defer unix.IoctlSetTermios(fd, setTermios, before)
	_ = unix.IoctlSetTermios(fd, setTermios, &quiet) // at worst it is seen
	fn()
}
