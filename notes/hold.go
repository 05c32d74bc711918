package notes

import (
	"context"
	"errors"
	"fmt"
	"time"

	"subrosa/vault"
)

// HoldCode stands for a hold: H-001.
type HoldCode string

func holdCode(n int64) HoldCode { return HoldCode(fmt.Sprintf("H-%03d", n)) }

// Hold stops the destruction of cases while it stands. Every request places one
// on its cases; she can place others: a complaint, a dispute that is coming.
type Hold struct {
	ID        HoldCode   `json:"id"`
	Cases     []CaseCode `json:"cases"`
	Request   RequestID  `json:"request,omitempty"`
	Reason    string     `json:"reason"`
	PlacedAt  time.Time  `json:"placed_at"`
	Review    *string    `json:"review"` // when to look at it again
	LiftedAt  *time.Time `json:"lifted_at"`
	LiftedFor string     `json:"lifted_for,omitempty"`
}

// HoldInput places a hold.
type HoldInput struct {
	Cases  []CaseCode
	Reason string
	Review string // date, "" none
}

// Holds lists the holds: those that stand, or all.
func (b *Book) Holds(ctx context.Context, all bool) ([]Hold, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]Hold, error) {
		if all {
			return readHolds(tx, "1")
		}
		return readHolds(tx, "h.lifted_at IS NULL")
	})
}

// PlaceHold places a hold on cases.
func (b *Book) PlaceHold(ctx context.Context, in HoldInput) (Hold, error) {
	return update(ctx, b, func(tx *vault.Tx) (Hold, error) {
		reason, err := needed("reason", in.Reason, "a hold needs a reason", "reason-from")
		if err != nil {
			return Hold{}, err
		}
		review, err := parseDate("review", in.Review, "")
		if err != nil {
			return Hold{}, err
		}
		if len(in.Cases) == 0 {
			return Hold{}, &Invalid{What: "which case?"}
		}
		return placeHold(tx, nil, in.Cases, reason, review)
	})
}

// holdFor is the hold that a request places on its cases.
func holdFor(tx *vault.Tx, id RequestID, files []CaseCode) error {
	files, err := liveCases(tx, files)
	if err != nil || len(files) == 0 {
		return err
	}
	row, err := vault.One(tx, vault.Value[int64], "SELECT max(id) FROM request")
	if err != nil {
		return err
	}
	_, err = placeHold(tx, row, files, string(id), "")
	return err
}

func placeHold(tx *vault.Tx, request any, files []CaseCode, reason, review string) (Hold, error) {
	id, err := nextRow(tx, "hold")
	if err != nil {
		return Hold{}, err
	}
	var look any
	if review != "" {
		look = review
	}
	if _, err := tx.Exec("INSERT INTO hold (id, request, placed_at, reason, review) VALUES (?, ?, ?, ?, ?)",
		id, request, stamp(now(tx)), reason, look); err != nil {
		return Hold{}, err
	}
	for _, c := range files {
		n, err := liveCase(tx, c)
		if err != nil {
			return Hold{}, err
		}
		if _, err := tx.Exec("INSERT INTO hold_case (hold, casefile) VALUES (?, ?) ON CONFLICT DO NOTHING", id, n); err != nil {
			return Hold{}, err
		}
	}
	if err := recordForCases(tx, files, Event{What: "hold-placed", Detail: string(holdCode(id))}); err != nil {
		return Hold{}, err
	}
	return readHold(tx, id)
}

// LiftHold ends a hold, with a reason.
func (b *Book) LiftHold(ctx context.Context, id HoldCode, reason string) (Hold, error) {
	return update(ctx, b, func(tx *vault.Tx) (Hold, error) { return b.liftHold(tx, id, reason) })
}

func (b *Book) liftHold(tx *vault.Tx, id HoldCode, reason string) (Hold, error) {
	n, err := number(string(id), "H", "hold")
	if err != nil {
		return Hold{}, err
	}
	h, err := readHold(tx, n)
	if err != nil {
		return h, err
	}
	if h.LiftedAt != nil {
		return h, &Refused{Rule: "lifted", What: string(h.ID) + " is lifted"}
	}
	if reason, err = needed("reason", reason, "lifting a hold needs a reason", "reason-from"); err != nil {
		return h, err
	}
	if _, err := tx.Exec("UPDATE hold SET lifted_at = ?, lifted_for = ? WHERE id = ?", stamp(now(tx)), reason, n); err != nil {
		return h, err
	}
	if err := recordForCases(tx, h.Cases, Event{What: "hold-lifted", Detail: string(h.ID)}); err != nil {
		return h, err
	}
	return readHold(tx, n)
}

func readHold(tx *vault.Tx, id int64) (Hold, error) {
	list, err := readHolds(tx, "h.id = ?", id)
	if err == nil && len(list) == 0 {
		err = &NotFound{What: string(holdCode(id))}
	}
	if err != nil {
		return Hold{}, err
	}
	return list[0], nil
}

func readHolds(tx *vault.Tx, where string, args ...any) ([]Hold, error) {
	type row struct {
		id int64
		Hold
	}
	rows, err := vault.All(tx, func(scan vault.Scan) (r row, err error) {
		var year, number *int64
		var placed string
		var lifted *string
		if err = scan(&r.id, &year, &number, &placed, &r.Reason, &r.Review, &lifted, &r.LiftedFor); err != nil {
			return r, err
		}
		r.ID = holdCode(r.id)
		if year != nil {
			r.Request = requestCode(int(*year), *number)
		}
		var errs [2]error
		r.PlacedAt, errs[0] = parseStamp(placed)
		r.LiftedAt, errs[1] = parseStampPtr(lifted)
		return r, errors.Join(errs[:]...)
	}, `SELECT h.id, q.year, q.number, h.placed_at, h.reason, h.review, h.lifted_at, h.lifted_for
		FROM hold h LEFT JOIN request q ON q.id = h.request WHERE `+where+" ORDER BY h.id", args...)
	list := []Hold{}
	for _, r := range rows {
		if err != nil {
			break
		}
		var files []int64
		files, err = vault.All(tx, vault.Value[int64], "SELECT casefile FROM hold_case WHERE hold = ? ORDER BY casefile", r.id)
		r.Cases = []CaseCode{}
		for _, n := range files {
			r.Cases = append(r.Cases, caseCode(n))
		}
		list = append(list, r.Hold)
	}
	return list, err
}

// holdOf is the hold that a request placed, while it stands.
func holdOf(tx *vault.Tx, request int64) (*HoldCode, error) {
	id, err := vault.One(tx, vault.Value[int64], "SELECT id FROM hold WHERE request = ? AND lifted_at IS NULL", request)
	if errors.Is(err, vault.ErrNoRows) {
		return nil, nil
	}
	code := holdCode(id)
	return &code, err
}
