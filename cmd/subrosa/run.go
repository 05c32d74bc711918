package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
)

// run executes one command line and returns the exit status. Everything that
// goes wrong below is returned as an error and told here, once.
func run(ctx context.Context, a *app, args []string) (status int) {
	asJSON := slices.Contains(args, "--json") || slices.Contains(args, "--json=true")
	defer func() {
		if fault := recover(); fault != nil {
			status = a.tell(fmt.Errorf("fault in subrosa itself at %s: please report it", faultPlace()), asJSON)
		}
	}()
	root := newRootCmd(a)
	root.SetArgs(args)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil:
		err = errInterrupted
	case !a.began && !hasOwnRow(err):
		err = usage(err.Error()).because(err)
	}
	return a.tell(err, asJSON || a.flags.json)
}

// hasOwnRow says whether the exit table knows the error: one that cobra or
// pflag made before the body of a command began has no type, and is a matter
// of usage.
func hasOwnRow(err error) bool {
	for _, r := range exitTable {
		if _, ok := r.match(err); ok {
			return true
		}
	}
	return false
}

// faultPlace names the line that panicked. The value of the panic is not
// printed: it might quote the record.
func faultPlace() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, "runtime.") {
			file := f.File[strings.LastIndexByte(f.File, '/')+1:]
			return fmt.Sprintf("%s:%d", file, f.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}

// errInterrupted is Ctrl-C, a hang-up or a request to end.
var errInterrupted = errors.New("interrupted")
