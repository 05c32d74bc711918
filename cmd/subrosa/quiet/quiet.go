// Package quiet keeps a command from speaking to the terminal before it has
// anything to say.
//
// The library that draws forms asks the terminal for its background colour as
// soon as it is linked in, whatever the command, and waits five seconds where
// no answer comes. It does not ask when CI is set in the environment; so this
// package sets it before that library is initialised, and End, the first thing
// main does, takes it away again.
//
// That works because Go initialises packages in the order of their import
// paths as soon as what they import is ready: this one imports syscall alone
// and is ready before package os, which that library needs. A test on a
// terminal holds it.
package quiet

import "syscall"

var hushed = hush()

// hush sets CI unless it is set; it says whether it did.
func hush() bool {
	if _, set := syscall.Getenv("CI"); set {
		return false
	}
	return syscall.Setenv("CI", "1") == nil
}

// End gives the environment back as it was.
func End() {
	if hushed {
		syscall.Unsetenv("CI")
	}
}
