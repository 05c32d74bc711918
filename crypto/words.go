package crypto

import (
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"unicode"

	"github.com/tyler-smith/go-bip39"
)

// ErrBadWords means that a text is not 24 recovery words.
var ErrBadWords = errors.New("not the 24 recovery words")

const wordCount = 24

// NewWords draws 256 bits and writes them as 24 words of BIP 39.
func NewWords() (string, error) {
	entropy, err := bip39.NewEntropy(256)
	if err != nil {
		return "", fmt.Errorf("draw recovery words: %w", err)
	}
	words, err := bip39.NewMnemonic(entropy)
	if err != nil {
		return "", fmt.Errorf("draw recovery words: %w", err)
	}
	return words, nil
}

// DrawWords draws n words of the list of BIP 39, 11 bits each, for a passphrase.
func DrawWords(n int) (string, error) {
	list := bip39.GetWordList()
	drawn := make([]string, n)
	for i := range drawn {
		k, err := rand.Int(rand.Reader, big.NewInt(int64(len(list))))
		if err != nil {
			return "", fmt.Errorf("draw words: %w", err)
		}
		drawn[i] = list[k.Int64()]
	}
	return strings.Join(drawn, " "), nil
}

// ParseWords reads 24 words forgivingly (case, spacing, line breaks, numbers
// before words) and returns them in the canonical form: lower case, single
// spaces. What is wrong it names by place, never by word, since the rest of
// the words are a secret; the place of the first word that is not in the list
// is what she looks for on her sheet.
func ParseWords(text string) (string, error) {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	if len(words) != wordCount {
		return "", fmt.Errorf("%w: %d words", ErrBadWords, len(words))
	}
	for i, w := range words {
		if _, ok := bip39.GetWordIndex(w); !ok {
			return "", fmt.Errorf("%w: word %d is not in the list", ErrBadWords, i+1)
		}
	}
	canonical := strings.Join(words, " ")
	if !bip39.IsMnemonicValid(canonical) {
		return "", fmt.Errorf("%w: a word is wrong, or two changed places", ErrBadWords)
	}
	return canonical, nil
}
