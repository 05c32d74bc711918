package notes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"subrosa/vault"
)

// Requests lists all requests, those that are open first, by the day on which
// they are due.
func (b *Book) Requests(ctx context.Context) ([]Request, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]Request, error) {
		return b.readRequests(tx, "ORDER BY closed_at IS NOT NULL, due IS NULL, due, year, number")
	})
}

// Request shows one.
func (b *Book) Request(ctx context.Context, id RequestID) (Request, error) {
	return view(ctx, b, func(tx *vault.Tx) (Request, error) { return b.readRequest(tx, id) })
}

// CloseRequest ends a request. It stays in the register. The hold that it placed
// stays too, unless she lifts it.
func (b *Book) CloseRequest(ctx context.Context, id RequestID, lift bool) (Request, error) {
	return update(ctx, b, func(tx *vault.Tx) (Request, error) {
		r, err := b.readOpenRequest(tx, id)
		if err != nil {
			return r, err
		}
		if _, err := tx.Exec("UPDATE request SET closed_at = ? WHERE id = ?", stamp(now(tx)), r.row); err != nil {
			return r, err
		}
		if err := recordForCases(tx, r.Cases, Event{What: "request-closed", Request: r.ID}); err != nil {
			return r, err
		}
		if lift && r.Hold != nil {
			if _, err := b.liftHold(tx, *r.Hold, string(r.ID)+" is closed"); err != nil {
				return r, err
			}
		}
		return b.readRequest(tx, id)
	})
}

func (b *Book) readRequest(tx *vault.Tx, id RequestID) (Request, error) {
	id, err := ParseRequestID(string(id))
	if err != nil {
		return Request{}, err
	}
	var year, number int
	if _, err := fmt.Sscanf(string(id), "R-%d-%d", &year, &number); err != nil {
		return Request{}, err
	}
	list, err := b.readRequests(tx, "WHERE year = ? AND number = ?", year, number)
	if err == nil && len(list) == 0 {
		err = &NotFound{What: string(id)}
	}
	if err != nil {
		return Request{}, err
	}
	return list[0], nil
}

func (b *Book) readOpenRequest(tx *vault.Tx, id RequestID) (Request, error) {
	r, err := b.readRequest(tx, id)
	if err == nil && r.ClosedAt != nil {
		err = &Refused{Rule: "closed", What: string(r.ID) + " is closed"}
	}
	return r, err
}

func (b *Book) readRequests(tx *vault.Tx, where string, args ...any) ([]Request, error) {
	list, err := vault.All(tx, scanRequest, `SELECT id, year, number, added_at, type, coalesce(person, 0), named_cases, received, found, due, rule, profile,
		name, role, address, authority, reference, signed_by, signed_on,
		scope_from, scope_to, scope_kinds, scope_layers, scope_text, purpose, matter, closed_at FROM request `+where, args...)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if err := b.completeRequest(tx, &list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func scanRequest(scan vault.Scan) (r Request, err error) {
	var year int
	var number int64
	var added, kinds, layers string
	var closed *string
	err = scan(&r.row, &year, &number, &added, &r.Type, &r.person, &r.named, &r.Received, &r.Found, &r.Due, &r.Rule, &r.Profile,
		&r.Requester.Name, &r.Requester.Role, &r.Requester.Address,
		&r.Authority.Kind, &r.Authority.Reference, &r.Authority.SignedBy, &r.Authority.Date,
		&r.Scope.From, &r.Scope.To, &kinds, &layers, &r.Scope.Text, &r.Purpose, &r.Matter, &closed)
	if err != nil {
		return r, err
	}
	r.ID = requestCode(year, number)
	if r.person != 0 {
		r.Person = personCode(r.person)
	}
	r.Scope.Kinds, r.Scope.Layers = splitList(kinds), splitList(layers)
	var errs [2]error
	r.AddedAt, errs[0] = parseStamp(added)
	r.ClosedAt, errs[1] = parseStampPtr(closed)
	return r, errors.Join(errs[:]...)
}

func splitList(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// completeRequest adds what is computed: cases, packets, state.
func (b *Book) completeRequest(tx *vault.Tx, r *Request) error {
	from, id := "SELECT casefile FROM party WHERE person = ? ORDER BY casefile", r.person
	if r.named {
		from, id = "SELECT casefile FROM request_case WHERE request = ? ORDER BY casefile", r.row
	}
	files, err := vault.All(tx, vault.Value[int64], from, id)
	if err != nil {
		return err
	}
	r.Cases = []CaseCode{}
	for _, n := range files {
		r.Cases = append(r.Cases, caseCode(n))
	}
	numbers, err := vault.All(tx, vault.Value[int], "SELECT number FROM packet WHERE request = ? ORDER BY number", r.row)
	if err != nil {
		return err
	}
	r.Packets = []string{}
	for _, n := range numbers {
		r.Packets = append(r.Packets, packetCode(r.ID, n))
	}
	given, err := vault.All(tx, vault.Value[int64], "SELECT id FROM disclosure WHERE request = ? ORDER BY id", r.row)
	if err != nil {
		return err
	}
	r.Delivered = []DisclosureCode{}
	for _, n := range given {
		r.Delivered = append(r.Delivered, disclosureCode(n))
	}
	r.Unfinished, err = vault.All(tx, func(scan vault.Scan) (u Unfinished, err error) {
		var at string
		if err := scan(&at, &u.By, &u.SHA256Sent); err != nil {
			return u, err
		}
		u.At, err = parseStamp(at)
		return u, err
	}, `SELECT d.at, d.by, d.sha256_sent FROM delivery d JOIN packet p ON p.id = d.packet
		WHERE p.request = ? AND d.outcome IS NULL ORDER BY d.id`, r.row)
	if err != nil {
		return err
	}
	if r.Unfinished == nil {
		r.Unfinished = []Unfinished{}
	}
	if err := r.readSteps(tx); err != nil {
		return err
	}
	if r.Hold, err = holdOf(tx, r.row); err != nil {
		return err
	}
	if r.State, err = requestState(tx, *r); err != nil {
		return err
	}
	r.Overdue = r.Due != nil && *r.Due < b.today(tx) && !r.Answered()
	return nil
}

// Answered says whether a request waits for nothing but its closing.
func (r Request) Answered() bool {
	return slices.Contains([]string{"delivered", "answered", "refused", "decided", "closed"}, r.State)
}

// readSteps reads the checklist and what else was done.
func (r *Request) readSteps(tx *vault.Tx) error {
	var err error
	if r.Checks, err = readChecks(tx, r.row); err != nil {
		return err
	}
	if r.Missing, err = missing(tx, *r); err != nil {
		return err
	}
	steps, err := readSteps(tx, r.row, "")
	r.Steps = []RequestStep{}
	for _, s := range steps {
		switch s.kind {
		case checkStep, mentionStep:
			continue
		case extendedStep:
			r.Due = &s.day
		}
		r.Steps = append(r.Steps, RequestStep{At: s.At, Kind: s.kind, What: s.what, Until: s.day, Ground: s.ground, Reason: s.Reason})
	}
	return err
}

func requestState(tx *vault.Tx, r Request) (string, error) {
	if r.ClosedAt != nil {
		return "closed", nil
	}
	if len(r.Delivered) > 0 {
		return "delivered", nil
	}
	for _, s := range slices.Backward(r.Steps) {
		if s.Kind == answeredStep || s.Kind == refusedStep || s.Kind == decidedStep {
			return s.Kind, nil
		}
	}
	a, err := lastApproval(tx, r.row)
	if err != nil || a == nil {
		return "open", err
	}
	built, err := exists(tx, "SELECT 1 FROM packet WHERE approval = ?", a.id)
	if built {
		return "built", err
	}
	return "approved", err
}

// requestsDue counts the open requests that have a day on which they are due.
func requestsDue(tx *vault.Tx) (int, error) {
	return vault.One(tx, vault.Value[int], "SELECT count(*) FROM request WHERE closed_at IS NULL AND due IS NOT NULL")
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
