package vault

import (
	"crypto/sha256"
	"maps"
	"slices"

	"subrosa/crypto"
)

// sealEach seals pages and hands them to store in ascending order; while one
// is stored, those after it are sealed.
func sealEach(key crypto.Key, pages map[int][]byte, store func(no int, sealed []byte, d digest) error) error {
	type result struct {
		sealed []byte
		digest digest
		err    error
	}
	numbers := slices.Sorted(maps.Keys(pages))
	return inOrder(len(numbers), func(i int) result {
		sealed, err := key.Seal(pages[numbers[i]])
		return result{sealed, sha256.Sum256(sealed), err}
	}, func(i int, r result) error {
		if r.err != nil {
			return r.err
		}
		return store(numbers[i], r.sealed, r.digest)
	})
}
