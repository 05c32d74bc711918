package notes

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"subrosa/vault"
)

// ConsentCode is S-000001: something a client signed, or agreed to.
type ConsentCode string

func consentCode(n int64) ConsentCode { return ConsentCode(fmt.Sprintf("S-%06d", n)) }

// ConsentKinds are what can be entered:
//
//	informed-consent  to the treatment, and to keeping a record where it rests on consent
//	privacy-notice    was handed out and read
//	joint-record      the agreement of several about one record; all of them sign it
//	recording-policy  was handed out and read
//	release           to hand something over: what, to whom, for what (GDPR Art. 7;
//	                  45 CFR 164.508(c)(1); Dansk Psykologforening, on handing over records)
func ConsentKinds() []string {
	return []string{"informed-consent", "privacy-notice", "joint-record", "recording-policy", release}
}

const release = "release"

// ConsentWays are how it was given.
func ConsentWays() []string { return []string{"signed", "electronic", "spoken"} }

// ConsentInput is a consent to be entered. Dates are 2006-01-31.
type ConsentInput struct {
	Case    CaseCode `json:"-"`
	Kind    string   `json:"kind"`
	Parties []Label  `json:"parties"` // who gave it; none: all of the case
	Given   string   `json:"given"`   // "": today
	Until   string   `json:"until"`   // its last day; "": no end
	Way     string   `json:"way"`     // "": signed
	Version string   `json:"version"` // of the sheet

	// Of a release.
	What      string `json:"what"`
	Recipient string `json:"recipient"`
	Purpose   string `json:"purpose"`
	Since     string `json:"since"` // of which time: from
	Upto      string `json:"upto"`  // and to
	Explained bool   `json:"explained"`
}

// Consent is a consent as it stands.
type Consent struct {
	ID        ConsentCode `json:"id"`
	Case      CaseCode    `json:"case"`
	Kind      string      `json:"kind"`
	Parties   []Label     `json:"parties"`
	State     string      `json:"state"` // valid | expired | withdrawn | void
	Given     string      `json:"given"`
	Until     *string     `json:"until"`
	Way       string      `json:"way"`
	Version   string      `json:"version"`
	What      string      `json:"what"`
	Recipient string      `json:"recipient"`
	Purpose   string      `json:"purpose"`
	Since     *string     `json:"since"`
	Upto      *string     `json:"upto"`
	Explained bool        `json:"explained"`
	EnteredAt time.Time   `json:"entered_at"`
	Ended     *string     `json:"ended"` // the day it was taken back
	Reason    string      `json:"reason"`
}

// AddConsent enters a consent.
func (b *Book) AddConsent(ctx context.Context, in ConsentInput) (Consent, error) {
	return update(ctx, b, func(tx *vault.Tx) (Consent, error) {
		file, err := openCaseNumber(tx, in.Case)
		if err != nil {
			return Consent{}, err
		}
		if in, err = b.cleanConsent(tx, file, in); err != nil {
			return Consent{}, err
		}
		id, err := nextRow(tx, "consent")
		if err != nil {
			return Consent{}, err
		}
		_, err = tx.Exec(`INSERT INTO consent (id, casefile, kind, parties, given, until, way, version, what, recipient, purpose, since, upto, explained, entered_at)
			VALUES (?, ?, ?, ?, ?, nullif(?, ''), ?, ?, ?, ?, ?, nullif(?, ''), nullif(?, ''), ?, ?)`,
			id, file, in.Kind, joinLabels(in.Parties), in.Given, in.Until, in.Way, in.Version, in.What, in.Recipient, in.Purpose, in.Since, in.Upto,
			in.Explained, stamp(now(tx)))
		if err != nil {
			return Consent{}, err
		}
		if err := record(tx, Event{What: "consent-added", Case: caseCode(file), Detail: string(consentCode(id)) + " " + in.Kind}); err != nil {
			return Consent{}, err
		}
		return b.readConsent(tx, consentCode(id))
	})
}

func (b *Book) cleanConsent(tx *vault.Tx, file int64, in ConsentInput) (ConsentInput, error) {
	var c cleaner
	c.line("version", &in.Version)
	c.text("what", &in.What)
	c.text("recipient", &in.Recipient)
	c.text("purpose", &in.Purpose)
	for key, date := range map[string]*string{"given": &in.Given, "until": &in.Until, "since": &in.Since, "upto": &in.Upto} {
		c.date(key, date)
	}
	in.Given, in.Way = or(in.Given, b.today(tx)), or(in.Way, "signed")
	switch {
	case !slices.Contains(ConsentKinds(), in.Kind):
		c.fail(&Invalid{What: "kind: " + strings.Join(ConsentKinds(), ", ")})
	case !slices.Contains(ConsentWays(), in.Way):
		c.fail(&Invalid{What: "way: " + strings.Join(ConsentWays(), ", "), Flag: "way"})
	case in.Given > b.today(tx):
		c.fail(&Invalid{What: "given: a day that has not come yet", Flag: "given"})
	case in.Until != "" && in.Until < in.Given:
		c.fail(&Invalid{What: "until: it would end before it begins", Flag: "until"})
	case in.Since != "" && in.Upto != "" && in.Upto < in.Since:
		c.fail(&Invalid{What: "upto: before since"})
	case in.Kind == release && (in.What == "" || in.Recipient == "" || in.Purpose == ""):
		c.fail(&Invalid{What: "a release says what, to whom and for what", Flag: "from"})
	case in.Kind != release && in.What+in.Recipient+in.Purpose+in.Since+in.Upto != "":
		c.fail(&Invalid{What: "what, recipient, purpose, since and upto are of a release"})
	}
	if c.err != nil {
		return in, c.err
	}
	all, err := labels(tx, file)
	if err != nil {
		return in, err
	}
	if len(in.Parties) == 0 {
		for _, l := range all {
			in.Parties = append(in.Parties, Label(l))
		}
	}
	slices.Sort(in.Parties)
	in.Parties = slices.Compact(in.Parties)
	for _, l := range in.Parties {
		if !slices.Contains(all, string(l)) {
			return in, &Invalid{What: "a party that the case does not have", Flag: "party"}
		}
	}
	switch {
	case len(in.Parties) == 0:
		return in, &Invalid{What: "the case has no party who could give it", Flag: "party"}
	case in.Kind == "joint-record" && len(all) < 2:
		return in, &Invalid{What: "an agreement about one record is for a case of several"}
	}
	return in, nil
}

// WithdrawConsent enters that a consent was taken back on a day, "" today. The
// reason may be empty: nobody has to give one.
func (b *Book) WithdrawConsent(ctx context.Context, id ConsentCode, on, reason string) (Consent, error) {
	return b.endConsent(ctx, id, "withdrawn", on, reason)
}

// VoidConsent enters that a consent was entered in error, and why.
func (b *Book) VoidConsent(ctx context.Context, id ConsentCode, reason string) (Consent, error) {
	return b.endConsent(ctx, id, void, "", reason)
}

func (b *Book) endConsent(ctx context.Context, id ConsentCode, how, on, reason string) (Consent, error) {
	return update(ctx, b, func(tx *vault.Tx) (Consent, error) {
		c, err := b.readConsent(tx, id)
		if err != nil {
			return c, err
		}
		if reason, err = cleanText("reason", reason); err != nil {
			return c, err
		}
		day, err := parseDate("on", on, b.today(tx))
		switch {
		case err != nil:
			return c, err
		case c.Ended != nil:
			return c, &Refused{Rule: "ended", What: string(c.ID) + " is " + c.State}
		case how == void && reason == "":
			return c, &Invalid{What: "why was it entered in error?", Flag: "reason-from"}
		case day < c.Given && how != void || day > b.today(tx):
			return c, &Invalid{What: "on: a day since it was given, and not in the future", Flag: "on"}
		}
		n, _ := c.ID.number()
		if _, err := tx.Exec(`INSERT INTO consent_end (id, consent, at, day, how, reason) VALUES ((SELECT coalesce(max(id), 0) + 1 FROM consent_end), ?, ?, ?, ?, ?)`,
			n, stamp(now(tx)), day, how, reason); err != nil {
			return c, err
		}
		if err := record(tx, Event{What: "consent-" + how, Case: c.Case, Detail: string(c.ID)}); err != nil {
			return c, err
		}
		return b.readConsent(tx, c.ID)
	})
}

// Consents lists the consents of a case, or all when no case is given, as they
// were entered.
func (b *Book) Consents(ctx context.Context, c CaseCode) ([]Consent, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]Consent, error) {
		if c == "" {
			return b.readConsents(tx, "")
		}
		file, err := liveCase(tx, c)
		if err != nil {
			return nil, err
		}
		return b.readConsents(tx, "WHERE c.casefile = ?", file)
	})
}

func (c ConsentCode) number() (int64, error) { return number(string(c), "S", "consent") }

func (b *Book) readConsent(tx *vault.Tx, id ConsentCode) (Consent, error) {
	n, err := id.number()
	if err != nil {
		return Consent{}, err
	}
	list, err := b.readConsents(tx, "WHERE c.id = ?", n)
	if err == nil && len(list) == 0 {
		err = &NotFound{What: string(consentCode(n))}
	}
	if err != nil {
		return Consent{}, err
	}
	return list[0], nil
}

func (b *Book) readConsents(tx *vault.Tx, where string, args ...any) ([]Consent, error) {
	today := b.today(tx)
	return vault.All(tx, func(scan vault.Scan) (c Consent, err error) {
		var id, file int64
		var parties, entered string
		var how *string
		err = scan(&id, &file, &c.Kind, &parties, &c.Given, &c.Until, &c.Way, &c.Version, &c.What, &c.Recipient, &c.Purpose,
			&c.Since, &c.Upto, &c.Explained, &entered, &c.Ended, &how, &c.Reason)
		if err != nil {
			return c, err
		}
		c.ID, c.Case, c.State = consentCode(id), caseCode(file), "valid"
		for label := range strings.SplitSeq(parties, ",") {
			c.Parties = append(c.Parties, Label(label))
		}
		switch {
		case how != nil:
			c.State = *how
		case c.Until != nil && *c.Until < today:
			c.State = "expired"
		}
		c.EnteredAt, err = parseStamp(entered)
		return c, err
	}, `SELECT c.id, c.casefile, c.kind, c.parties, c.given, c.until, c.way, c.version, c.what, c.recipient, c.purpose, c.since, c.upto,
		c.explained, c.entered_at, e.day, e.how, coalesce(e.reason, '')
		FROM consent c LEFT JOIN consent_end e ON e.id = (SELECT max(id) FROM consent_end WHERE consent = c.id) `+where+" ORDER BY c.id", args...)
}
