// Command subrosa keeps the confidential files of a psychotherapy practice in
// one encrypted file.
//
// The package is the command line and nothing else: it reads flags, documents
// and forms, calls the record (package notes), and prints what came back. Each
// command is one file with three things in it: newXCmd builds the cobra
// command, xOptions holds what was asked for, and run does it. The app struct
// carries the world they work in; exit.go says how every error is told.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"subrosa/cmd/subrosa/quiet"
	"subrosa/crypto"
)

func main() {
	quiet.End()
	ignoreSIGPIPE()
	spare()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGABRT)
	context.AfterFunc(ctx, func() {
		stop()                                          // the second signal ends the process at once
		signal.Ignore(syscall.SIGQUIT, syscall.SIGABRT) // but for those that print its insides
	})
	if err := crypto.HardenProcess(); err != nil {
		fmt.Fprintln(os.Stderr, "subrosa: warning: "+err.Error())
	}
	code := run(ctx, newApp(), os.Args[1:])
	stop()
	os.Exit(code)
}

// ignoreSIGPIPE makes a closed pipe an error to report, not a death.
func ignoreSIGPIPE() { signal.Ignore(syscall.SIGPIPE) }

// spare lets a command end before it collects garbage, unless it is a large one.
func spare() {
	debug.SetGCPercent(800)
	debug.SetMemoryLimit(48 << 20)
}

// large gives room to a command that holds a whole packet in memory, several
// times over: under the limit of the others it would do nothing but collect
// garbage.
func large() { debug.SetMemoryLimit(104 << 20) }
