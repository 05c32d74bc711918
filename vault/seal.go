package vault

import (
	"crypto/sha256"
	"maps"
	"runtime"
	"slices"
	"sync"

	"subrosa/crypto"
)

// sealEach seals pages side by side, a few for each processor at a time, and
// hands them to store in ascending order.
func sealEach(key crypto.Key, pages map[int][]byte, store func(no int, sealed []byte, d digest) error) error {
	type result struct {
		sealed []byte
		digest digest
		err    error
	}
	numbers := slices.Sorted(maps.Keys(pages))
	for batch := range slices.Chunk(numbers, 16*runtime.GOMAXPROCS(0)) {
		results := make([]result, len(batch))
		parallel(len(batch), func(i int) {
			sealed, err := key.Seal(pages[batch[i]])
			results[i] = result{sealed, sha256.Sum256(sealed), err}
		})
		for i, r := range results {
			if r.err != nil {
				return r.err
			}
			if err := store(batch[i], r.sealed, r.digest); err != nil {
				return err
			}
		}
	}
	return nil
}

// parallel runs do(0) to do(n-1) on all processors.
func parallel(n int, do func(i int)) {
	workers := min(n, runtime.GOMAXPROCS(0))
	if workers <= 1 {
		for i := range n {
			do(i)
		}
		return
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				do(i)
			}
		})
	}
	wg.Wait()
}
