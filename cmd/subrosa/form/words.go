package form

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// Words shows the recovery words, to be written down, and asks two of them
// back. It ends only when both were right, or when the user leaves.
func (a *Asker) Words(ctx context.Context, words string) error {
	list := strings.Fields(words)
	if len(list) < 2 {
		return errors.New("no recovery words")
	}
	for {
		if err := a.showWords(ctx, list); err != nil {
			return err
		}
		again, err := a.askBack(ctx, list)
		if err != nil || !again {
			return err
		}
	}
}

const wordsText = "These words open the vault when the passphrase is lost. Write them on paper, " +
	"in order, and keep the paper where nobody else looks. They are not shown again."

func (a *Asker) showWords(ctx context.Context, list []string) error {
	if a.Plain {
		a.say("\n%s\n", wordsText)
		for i, w := range list {
			a.say("%2d  %s", i+1, w)
		}
		_, err := a.prompt(ctx, "\nenter, when they are on paper", "")
		return err
	}
	_, err := a.Terminal().Run(ctx, &wordsScreen{text: wordsText, list: list})
	return err
}

// askBack asks two of the words; again is true when they are to be shown once
// more.
func (a *Asker) askBack(ctx context.Context, list []string) (again bool, err error) {
	first, second := twoOf(len(list))
	for _, i := range []int{first, second} {
		answer := ""
		err := a.fill(ctx, page{
			title: "From the paper",
			questions: []question{{
				ask: fmt.Sprintf("Word number %d", i+1), value: &answer,
				help: "a question mark shows the words once more",
				check: func(s string) error {
					if s = strings.ToLower(strings.TrimSpace(s)); s != list[i] && s != "?" {
						return errors.New("that is not the word with this number")
					}
					return nil
				},
			}},
		})
		if err != nil {
			return false, err
		}
		if strings.TrimSpace(answer) == "?" {
			return true, nil
		}
	}
	return false, nil
}

// twoOf draws two different numbers below n, in order.
func twoOf(n int) (int, int) {
	i, j := draw(n), draw(n-1)
	if j >= i {
		j++
	}
	return min(i, j), max(i, j)
}

func draw(n int) int {
	i, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil { // never: crypto/rand does not fail
		panic(err)
	}
	return int(i.Int64())
}
