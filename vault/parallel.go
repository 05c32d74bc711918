package vault

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// inOrder produces things 0 to n-1 on all processors and hands them to use, one
// after the other, on the caller's goroutine. Producing runs a few things ahead
// of using, never more, so that memory stays bounded. The first error of use
// ends it; a panic comes out on the caller's goroutine, whichever it was in.
func inOrder[T any](n int, produce func(i int) T, use func(i int, t T) error) error {
	type thing struct {
		t        T
		panicked any
	}
	workers := min(n, runtime.GOMAXPROCS(0))
	ahead := 8 * workers
	things := make([]chan thing, ahead) // thing i comes through things[i%ahead]
	for i := range things {
		things[i] = make(chan thing, 1)
	}
	guarded := func(i int) (g thing) {
		defer func() { g.panicked = recover() }()
		return thing{t: produce(i)}
	}
	room, stop := make(chan struct{}, ahead), make(chan struct{})
	var next atomic.Int64
	var work sync.WaitGroup
	for range workers {
		work.Go(func() {
			for {
				select {
				case room <- struct{}{}:
				case <-stop:
					return
				}
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				things[i%ahead] <- guarded(i)
			}
		})
	}
	defer work.Wait()
	defer close(stop)
	for i := range n {
		g := <-things[i%ahead]
		<-room
		if g.panicked != nil {
			panic(g.panicked)
		}
		if err := use(i, g.t); err != nil {
			return err
		}
	}
	return nil
}

// parallel runs do(0) to do(n-1) on all processors.
func parallel(n int, do func(i int)) {
	inOrder(n, func(i int) struct{} { do(i); return struct{}{} }, func(int, struct{}) error { return nil })
}
