package vault

import "context"

type watching struct{}

// Watch returns a context under which CheckCopy, and what reads a copy back
// through it, tells how far it has come, in pages, as Verify does.
func Watch(ctx context.Context, progress func(done, total int)) context.Context {
	return context.WithValue(ctx, watching{}, progress)
}

func watcher(ctx context.Context) func(done, total int) {
	progress, _ := ctx.Value(watching{}).(func(done, total int))
	return progress
}
