package notes

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"subrosa/notes/packet"
	"subrosa/vault"
)

// KeptPacket is a packet of the approved plan as the record keeps it.
type KeptPacket struct {
	Packet  string
	Request Request
	SHA256  string
	Pages   int
	Zip     []byte
	PDF     []byte // its 01-records.pdf
}

// PageTexts is the text of each page of the packet's PDF.
func (p KeptPacket) PageTexts() ([]string, error) { return packet.Pages(p.PDF) }

type keptPacket struct {
	id     int64
	number int
	pages  int
	sha256 string
	zip    []byte
}

// readPacket reads the packet of an approval, nil when it is not built.
func readPacket(tx *vault.Tx, r Request, approval int64) (*keptPacket, error) {
	p, err := vault.One(tx, func(scan vault.Scan) (*keptPacket, error) {
		var p keptPacket
		err := scan(&p.id, &p.number, &p.pages, &p.sha256, &p.zip)
		return &p, err
	}, "SELECT id, number, pages, sha256, zip FROM packet WHERE approval = ?", approval)
	if errors.Is(err, vault.ErrNoRows) {
		return nil, nil
	}
	return p, err
}

// Packet reads the packet of a request's approved plan. One that was not built
// is Refused not_built, one that the record has overtaken Refused stale_plan.
func (b *Book) Packet(ctx context.Context, id RequestID) (KeptPacket, error) {
	return view(ctx, b, func(tx *vault.Tx) (KeptPacket, error) {
		r, err := b.readRequest(tx, id)
		if err != nil {
			return KeptPacket{}, err
		}
		kept, err := b.currentPacket(tx, r)
		if err != nil {
			return KeptPacket{}, err
		}
		p := KeptPacket{Packet: packetCode(r.ID, kept.number), Request: r, SHA256: kept.sha256, Pages: kept.pages, Zip: kept.zip}
		p.PDF, err = fileOf(kept.zip, packet.PDFName)
		return p, err
	})
}

func (b *Book) currentPacket(tx *vault.Tx, r Request) (*keptPacket, error) {
	d, err := b.approvedPlan(tx, r)
	if err != nil {
		return nil, err
	}
	kept, err := readPacket(tx, r, d.approval.id)
	if err == nil && kept == nil {
		err = &Refused{Rule: "not_built", What: string(r.ID) + ": the packet is not built", Hint: "request build " + string(r.ID)}
	}
	return kept, err
}

func fileOf(zipped []byte, name string) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(zipped), int64(len(zipped)))
	if err != nil {
		return nil, fmt.Errorf("a packet that is kept: %w", vault.ErrDamaged)
	}
	f, err := z.Open(name)
	if err != nil {
		return nil, fmt.Errorf("a packet that is kept: %w", vault.ErrDamaged)
	}
	defer f.Close()
	return io.ReadAll(f)
}

// Ways in which a packet is handed over.
const (
	Sealed      = "sealed" // to a key or a passphrase
	PasswordPDF = "pdf"    // the records alone, with a password
	Readable    = "open"
)

// DeliveryInput is how a packet is handed over. SHA256Sent is of the bytes that
// are about to be written.
type DeliveryInput struct {
	Packet     string
	By         string
	Via        string // paper | post | portal | mail | stick | in-person, "" not said
	SHA256Sent string
}

// Vias are the ways that --via takes.
func Vias() []string { return []string{"paper", "post", "portal", "mail", "stick", "in-person"} }

// Delivered is the result of a delivery.
type Delivered struct {
	Disclosure   DisclosureCode `json:"disclosure"`
	SHA256Packet string         `json:"sha256_packet"`
	SHA256Sent   string         `json:"sha256_sent"`
}

// BeginDelivery enters, before anything is written, that a packet is about to
// be handed over, and returns a number to end the delivery with. So a crash
// between writing and recording leaves a trace: Request.Unfinished.
func (b *Book) BeginDelivery(ctx context.Context, id RequestID, in DeliveryInput) (int64, error) {
	return update(ctx, b, func(tx *vault.Tx) (int64, error) {
		r, err := b.readOpenRequest(tx, id)
		if err != nil {
			return 0, err
		}
		if slices.Contains(r.Missing, identityItem) {
			return 0, r.Unidentified()
		}
		if in.Via != "" && !slices.Contains(Vias(), in.Via) {
			return 0, &Invalid{What: "via: " + strings.Join(Vias(), ", "), Flag: "via"}
		}
		kept, err := b.currentPacket(tx, r)
		if err != nil {
			return 0, err
		}
		if packetCode(r.ID, kept.number) != in.Packet {
			return 0, &Refused{Rule: "stale_plan", What: in.Packet + " is not the packet of the approved plan any more"}
		}
		number, err := vault.One(tx, vault.Value[int64], "SELECT coalesce(max(id), 0) + 1 FROM delivery")
		if err != nil {
			return 0, err
		}
		_, err = tx.Exec("INSERT INTO delivery (id, packet, at, by, via, sha256_sent) VALUES (?, ?, ?, ?, ?, ?)",
			number, kept.id, stamp(now(tx)), in.By, in.Via, in.SHA256Sent)
		if err != nil {
			return 0, err
		}
		return number, recordForCases(tx, r.Cases, Event{What: "delivery-begun", Request: r.ID, Detail: in.Packet})
	})
}

// FailDelivery ends a delivery of which nothing was handed over.
func (b *Book) FailDelivery(ctx context.Context, id RequestID, number int64) error {
	_, err := update(ctx, b, func(tx *vault.Tx) (struct{}, error) {
		r, err := b.readRequest(tx, id)
		if err != nil {
			return struct{}{}, err
		}
		if err := endDelivery(tx, number, "failed"); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, recordForCases(tx, r.Cases, Event{What: "delivery-failed", Request: r.ID})
	})
	return err
}

func endDelivery(tx *vault.Tx, number int64, outcome string) error {
	changed, err := tx.Exec("UPDATE delivery SET outcome = ? WHERE id = ? AND outcome IS NULL", outcome, number)
	if err == nil && changed == 0 {
		err = &NotFound{What: fmt.Sprintf("delivery %d under way", number)}
	}
	return err
}

// FinishDelivery writes the disclosure: what was handed over, to whom, when,
// why, on what authority, and the hashes of the packet and of what was sent.
func (b *Book) FinishDelivery(ctx context.Context, id RequestID, number int64) (Delivered, error) {
	return update(ctx, b, func(tx *vault.Tx) (Delivered, error) {
		r, err := b.readRequest(tx, id)
		if err != nil {
			return Delivered{}, err
		}
		if err := endDelivery(tx, number, "done"); err != nil {
			return Delivered{}, err
		}
		return disclose(tx, r, number)
	})
}

func disclose(tx *vault.Tx, r Request, delivery int64) (Delivered, error) {
	var given Delivered
	code, err := nextRow(tx, "disclosure")
	if err != nil {
		return given, err
	}
	given.Disclosure = disclosureCode(code)
	a, err := approvalOf(tx, delivery)
	if err != nil {
		return given, err
	}
	description, err := describe(tx, a, delivery)
	if err != nil {
		return given, err
	}
	_, err = tx.Exec(`INSERT INTO disclosure
		(id, delivery, request, at, recipient, address, by, via, purpose, authority, description, sha256_packet, sha256_sent)
		SELECT ?, d.id, p.request, ?, ?, ?, d.by, d.via, ?, ?, ?, p.sha256, d.sha256_sent
		FROM delivery d JOIN packet p ON p.id = d.packet WHERE d.id = ? AND p.request = ?`,
		code, stamp(now(tx)), r.Requester.Name, r.Requester.Address, or(r.Purpose, r.Type), r.Authority.line(), description, delivery, r.row)
	if err != nil {
		return given, err
	}
	for _, c := range r.Cases {
		n, err := c.number()
		if err != nil {
			return given, err
		}
		if _, err := tx.Exec("INSERT INTO disclosure_case (disclosure, casefile) VALUES (?, ?)", code, n); err != nil {
			return given, err
		}
	}
	given.SHA256Packet, given.SHA256Sent, err = sent(tx, code)
	if err != nil {
		return given, err
	}
	if err := rememberHead(tx, a.body.Size); err != nil {
		return given, err
	}
	return given, recordForCases(tx, r.Cases, Event{What: "delivered", Request: r.ID, Detail: string(given.Disclosure)})
}

// describe says in a line what a delivery hands over, without a word of it.
func describe(tx *vault.Tx, a *approval, delivery int64) (string, error) {
	return vault.One(tx, func(scan vault.Scan) (string, error) {
		var pages, from, count, withheld, redactions int
		err := scan(&pages, &from, &count, &withheld, &redactions)
		bates := packet.Bates{Prefix: a.body.Records.Bates.Prefix, From: from}
		return fmt.Sprintf("records: %d, pages: %s to %s, kept back: %d, marks: %d", count, bates.Number(1), bates.Number(pages), withheld, redactions), err
	}, "SELECT p.pages, p.bates_from, p.notes, p.withheld, p.redactions FROM delivery d JOIN packet p ON p.id = d.packet WHERE d.id = ?", delivery)
}

func sent(tx *vault.Tx, code int64) (packet, sent string, err error) {
	pair, err := vault.One(tx, func(scan vault.Scan) (pair [2]string, err error) {
		err = scan(&pair[0], &pair[1])
		return pair, err
	}, "SELECT sha256_packet, sha256_sent FROM disclosure WHERE id = ?", code)
	return pair[0], pair[1], err
}

// approvalOf is the approval behind a delivery.
func approvalOf(tx *vault.Tx, delivery int64) (*approval, error) {
	return vault.One(tx, scanApproval, approvalColumns+` WHERE id =
		(SELECT p.approval FROM delivery d JOIN packet p ON p.id = d.packet WHERE d.id = ?)`, delivery)
}

// line is an authority in one line.
func (a AuthorityInput) line() string { return strings.TrimSpace(a.Kind + " " + a.Reference) }
