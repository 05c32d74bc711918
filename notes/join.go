package notes

import (
	"context"
	"fmt"
	"regexp"

	"subrosa/vault"
)

// Two copies of a vault that were written apart are joined by taking from the
// other copy what this record lacks, in one transaction. These rules decide:
//
//   - What is signed is never lost and never changed. A signed note or addendum
//     is known by its digest. One that comes keeps its digest, and with it the
//     codes under which it was signed; when another note bears its code here, it
//     gets the next free one.
//   - A draft is known by its uid. A change of it is new when it was made in a
//     generation that the other copy does not have in its past. A draft that was
//     changed in one copy is taken as it is there; one that was changed in both is
//     kept twice. One that was signed in a copy is signed; what was written in it
//     elsewhere in the meantime stays as a draft of its own.
//   - Persons, cases and requests are known by their uid. What both copies say of
//     one of them stays as it is here, and that the other says otherwise is told;
//     names, parties and aliases are added where they do not contradict.
//   - What was destroyed here does not come back (joindestroyed.go).
//   - What was approved, built, delivered, disclosed or otherwise done is a fact,
//     wherever it was done.
//
// All of it is told in codes. The log goes on with what was taken; the log of
// the other copy is kept beside it (joinlog.go). Joining the same copy again, or
// one that was joined by way of a third, takes nothing twice.

// Joined says what was taken from another copy of the vault.
type Joined struct {
	Generation  uint64       `json:"generation"` // at which the other copy stood
	Forked      uint64       `json:"forked"`     // the last generation of it that was known here
	Nothing     bool         `json:"nothing"`    // everything in it was here already
	Taken       []Taken      `json:"taken"`
	Renumbered  []Renumbered `json:"renumbered"`
	Differences []Difference `json:"differences"`
	Known       []SamePerson `json:"known"`
}

// Taken is one thing that was taken, by the code it has here. Kind: note, draft,
// addendum (or correction, mark, void, ...), person, case, request, approval,
// packet, delivery, disclosure.
type Taken struct {
	Kind string `json:"kind"`
	Code string `json:"code"`
}

// Renumbered is something that has another code here than in the other copy.
type Renumbered struct {
	There string `json:"there"`
	Here  string `json:"here"`
}

// Difference is what the copies say differently; what stood here stands.
type Difference struct {
	Code string `json:"code"`
	What string `json:"what"`
}

// SamePerson says that somebody who came with the other copy bears the name of
// somebody known.
type SamePerson struct {
	Person PersonCode `json:"person"`
	Known  PersonCode `json:"known"`
}

// Other is another copy of the vault, read whole and found sound.
type Other struct {
	vault      *vault.Vault
	generation uint64
}

// ReadOther checks the records of another copy, which vault.OpenCopy opened.
func ReadOther(ctx context.Context, copy *vault.Vault) (*Other, error) {
	o := &Other{vault: copy}
	return o, copy.Try(ctx, func(tx *vault.Tx) error {
		have, err := schemaVersion(tx)
		if err != nil {
			return err
		}
		list, err := migrations()
		if err != nil {
			return err
		}
		switch {
		case have > len(list):
			return fmt.Errorf("record of schema %d: %w", have, vault.ErrNewerFormat)
		case have < len(list):
			return &Refused{Rule: "older_format", What: "the copy was written by an older version of this program",
				Hint: "open it once with this version"}
		}
		o.generation = tx.Generation()
		_, problems, err := CheckRecords(tx, nil)
		if err == nil && len(problems) > 0 {
			err = fmt.Errorf("%w: %s", vault.ErrDamaged, problems[0])
		}
		return err
	})
}

// Join takes from another copy of the vault what this one lacks, all or nothing,
// and lets the histories of both count. When try is set, nothing is kept: Joined
// is what would be done.
//
// A copy that has all of this one in its past is Refused newer: it is to be used
// instead.
func (b *Book) Join(ctx context.Context, o *Other, try bool) (Joined, error) {
	var joined Joined
	write := b.vault.Update
	if try {
		write = b.vault.Try
	}
	err := o.vault.View(ctx, func(there *vault.Tx) error {
		return write(ctx, func(here *vault.Tx) error {
			j, err := newJoining(b, here, there)
			if err != nil {
				return err
			}
			if there.Generation() != o.generation {
				return &Refused{Rule: "changed", What: "the other copy was written to in the meantime", Hint: "close it and try again"}
			}
			err = j.run()
			joined = j.result
			return err
		})
	})
	return joined, err
}

// joining is one joining on its way. The maps lead from rows of the other copy
// to rows here.
type joining struct {
	book        *Book
	here, there *vault.Tx
	fork        vault.Fork
	id          int64            // of the row in joined
	given       map[string]int64 // the counters as they were here
	columns     map[string][]string
	persons     map[int64]int64
	cases       map[int64]int64
	notes       map[int64]int64
	addenda     map[int64]int64
	requests    map[int64]int64
	approvals   map[int64]int64
	packets     map[int64]int64
	deliveries  map[int64]int64
	disclosures map[int64]int64
	places      map[int64]int64    // of copies of the vault
	codes       map[string]string  // codes that are others here
	drafts      map[string][]int64 // notes here by their uid, once they are asked for
	begun       map[int64]int64    // notes of which both copies know the beginning
	gone        map[int64]bool     // cases there that were destroyed here
	kept        map[int64]bool     // cases that were destroyed there, and are here
	tombs       map[int64]bool     // cases that were destroyed there, and never were here
	emptied     map[int64]bool     // requests there that reach a case that was destroyed here
	result      Joined
}

func newJoining(b *Book, here, there *vault.Tx) (*joining, error) {
	j := &joining{book: b, here: here, there: there, given: map[string]int64{}, columns: map[string][]string{},
		persons: map[int64]int64{}, cases: map[int64]int64{}, notes: map[int64]int64{}, addenda: map[int64]int64{},
		requests: map[int64]int64{}, approvals: map[int64]int64{}, packets: map[int64]int64{}, deliveries: map[int64]int64{}, disclosures: map[int64]int64{},
		places: map[int64]int64{},
		codes:  map[string]string{}, begun: map[int64]int64{},
		gone: map[int64]bool{}, kept: map[int64]bool{}, tombs: map[int64]bool{}, emptied: map[int64]bool{}}
	var err error
	if j.fork, err = here.Fork(there); err != nil {
		return nil, err
	}
	j.result = Joined{Generation: j.fork.Generation(), Forked: j.fork.Theirs, Taken: []Taken{}, Renumbered: []Renumbered{},
		Differences: []Difference{}, Known: []SamePerson{}}
	return j, nil
}

func (j *joining) run() error {
	switch {
	case j.fork.Older():
		j.result.Nothing = true
		return j.findDestroyed() // that it still has them is told
	case j.fork.Newer():
		return &Refused{Rule: "newer", What: "that copy is the newer one: it has everything that is in this vault, and more",
			Hint: "nothing has to be joined: put that copy in the place of this vault"}
	}
	for _, step := range []func() error{
		j.begin, j.joinLogs, j.takeCounters, j.takePractice, j.findDestroyed, j.takePersons, j.takeCases, j.takeDestroyed, j.takeKeeping, j.takeConsents, j.takeMeasures, j.takeAttachments, j.takeTemplates, j.findBeginnings, j.takeSigned,
		j.takeDrafts, j.takeRequests, j.takeLodged, j.takeCopyPlaces, j.takeBackups, j.takeLooks, j.takeEvents, j.end,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// begin makes sure that both copies have the same log, and enters the joining.
func (j *joining) begin() error {
	ours, err := logVerifierKey(j.here)
	if err != nil {
		return err
	}
	theirs, err := logVerifierKey(j.there)
	if err != nil {
		return err
	}
	if ours != theirs {
		return fmt.Errorf("%w: the other copy has another log", vault.ErrAltered)
	}
	j.id, err = vault.One(j.here, vault.Value[int64], "SELECT coalesce(max(id), 0) + 1 FROM joined")
	if err != nil {
		return err
	}
	_, err = j.here.Exec("INSERT INTO joined (id, at, generation) VALUES (?, ?, ?)", j.id, stamp(now(j.here)), int64(j.fork.Generation()))
	return err
}

// end enters the events of the joining, and joins the histories.
func (j *joining) end() error {
	for _, r := range j.result.Renumbered {
		if err := record(j.here, Event{What: "renumbered", Detail: r.There + " " + r.Here}); err != nil {
			return err
		}
	}
	err := record(j.here, Event{What: "copy-joined", Detail: fmt.Sprintf("generation %d", j.fork.Generation())})
	if err != nil {
		return err
	}
	return j.here.Join(j.there, j.fork)
}

// takeCounters raises every counter to the higher of both, so that no code of
// the other copy is given again, to what was discarded there either.
func (j *joining) takeCounters() error {
	counters := func(tx *vault.Tx) (map[string]int64, error) {
		m := map[string]int64{}
		_, err := vault.All(tx, func(scan vault.Scan) (struct{}, error) {
			var name string
			var last int64
			err := scan(&name, &last)
			m[name] = last
			return struct{}{}, err
		}, "SELECT name, last FROM counter")
		return m, err
	}
	var err error
	if j.given, err = counters(j.here); err != nil {
		return err
	}
	theirs, err := counters(j.there)
	for name, last := range theirs {
		if err != nil {
			return err
		}
		if name == "backup" || name == "copy_place" { // their numbers follow on one another
			continue
		}
		if ours, there := j.given[name]; !there {
			_, err = j.here.Exec("INSERT INTO counter (name, last) VALUES (?, ?)", name, last)
		} else if last > ours {
			_, err = j.here.Exec("UPDATE counter SET last = ? WHERE name = ?", last, name)
		}
	}
	return err
}

// number is the number here of something that comes with the other copy: its
// own, when it was never given here.
func (j *joining) number(counter string, there int64) (int64, error) {
	if there > j.given[counter] {
		return there, nil
	}
	return nextCode(j.here, counter)
}

func (j *joining) took(kind, code string) {
	j.result.Taken = append(j.result.Taken, Taken{kind, code})
}

// same remembers which code something of the other copy has here.
func (j *joining) same(there, here string) {
	if there != here {
		j.codes[there] = here
	}
}

// renumber is same for what has just come: it is told.
func (j *joining) renumber(there, here string) {
	if there != here {
		j.codes[there] = here
		j.result.Renumbered = append(j.result.Renumbered, Renumbered{there, here})
	}
}

func (j *joining) differs(code, what string) {
	j.result.Differences = append(j.result.Differences, Difference{code, what})
}

// codeInText finds codes in the detail of an event.
var codeInText = regexp.MustCompile(`\b[ABCDHLMNPRSXY]-[0-9]{3,}(-[0-9]{3,})?(/[0-9]+)?`)

// inCodes writes a text with the codes that things have here.
func (j *joining) inCodes(text string) string {
	return codeInText.ReplaceAllStringFunc(text, func(code string) string { return or(j.codes[code], code) })
}
