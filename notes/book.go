package notes

import (
	"context"
	"time"

	"subrosa/notes/document"
	"subrosa/vault"
)

// Initialise makes the tables of an empty record database and writes the
// practice: the first transaction of a new vault.
func Initialise(tx *vault.Tx, p Practice) error { panic("unwritten") }

// Book is the record of one practice in one open vault. Every method is one
// transaction; lists come back as slices; times are UTC unless they say local.
type Book struct{}

// Open migrates the record database to the newest schema if it has to.
func Open(ctx context.Context, v *vault.Vault) (*Book, error) { panic("unwritten") }

// ---- practice

// Practice is who keeps the record.
type Practice struct {
	Therapist     string  `json:"therapist"`
	Title         string  `json:"title,omitempty"`
	Authorisation string  `json:"authorisation,omitempty"`
	Address       string  `json:"address,omitempty"`
	Language      string  `json:"language"` // en | da
	Profile       string  `json:"profile"`
	Places        []Place `json:"places"`
}

// Place is a room where sessions are held.
type Place struct {
	ID      string `json:"id"`
	Label   string `json:"label"`
	Address string `json:"address,omitempty"`
}

func (b *Book) Practice(ctx context.Context) (Practice, error)    { panic("unwritten") }
func (b *Book) SetPractice(ctx context.Context, p Practice) error { panic("unwritten") }

// ---- cases and persons

// CaseInput is the JSON of `case open` and `case edit`.
type CaseInput struct {
	Kind       string       `json:"kind"` // individual | couple | family | inquiry | practice
	Service    string       `json:"service,omitempty"`
	Reason     string       `json:"reason,omitempty"`
	Opened     string       `json:"opened,omitempty"` // date; "": today
	LegalBasis string       `json:"legal_basis,omitempty"`
	Parties    []PartyInput `json:"parties"`
	Aliases    []AliasInput `json:"aliases,omitempty"`
}

// PartyInput is a party: a known person by code, or a new one by name.
type PartyInput struct {
	Label   string   `json:"label"`
	Person  string   `json:"person,omitempty"`
	Name    string   `json:"name,omitempty"`
	Names   []string `json:"names,omitempty"`
	Born    string   `json:"born,omitempty"`
	Email   string   `json:"email,omitempty"`
	Phone   string   `json:"phone,omitempty"`
	Address string   `json:"address,omitempty"`
	Country string   `json:"country,omitempty"`
	Safe    []string `json:"safe,omitempty"` // contacts that are safe to use: email, phone, address
	Role    string   `json:"role,omitempty"`
}

// AliasInput is somebody the client talks about.
type AliasInput struct {
	Token    string   `json:"token"`
	Names    []string `json:"names,omitempty"`
	Relation string   `json:"relation,omitempty"`
	Of       string   `json:"of,omitempty"` // label of the party whose relation it is
}

// OpenedCase is the result of `case open`.
type OpenedCase struct {
	Case    CaseCode             `json:"case"`
	Parties map[Label]PersonCode `json:"parties"`
	Known   []Known              `json:"known"`
}

// Known is a likely match between a new name and somebody already recorded.
type Known struct {
	Person PersonCode `json:"person"`
	Case   CaseCode   `json:"case"`
}

// Case is a row of `case list` and the body of `case show`. Names are filled
// only when asked for.
type Case struct {
	Code        CaseCode `json:"code"`
	Kind        string   `json:"kind"`
	Service     string   `json:"service,omitempty"`
	Reason      string   `json:"reason,omitempty"`
	LegalBasis  string   `json:"legal_basis,omitempty"`
	Opened      string   `json:"opened"`
	Closed      *string  `json:"closed"`
	Parties     []Party  `json:"parties"`
	Aliases     []Alias  `json:"aliases,omitempty"`
	Notes       int      `json:"notes"`
	Drafts      int      `json:"drafts"`
	Last        *string  `json:"last"`         // date of the last entry
	Next        *string  `json:"next"`         // RFC 3339, the next appointment
	RetainUntil *string  `json:"retain_until"` // date, nil while open or without a rule
}

// Party and Alias as shown. Initials stand for the name where names are not shown.
type Party struct {
	Label    Label      `json:"label"`
	Person   PersonCode `json:"person"`
	Role     string     `json:"role,omitempty"`
	Initials string     `json:"initials,omitempty"`
	Name     string     `json:"name,omitempty"`
}

type Alias struct {
	Token    string   `json:"token"`
	Names    []string `json:"names,omitempty"`
	Relation string   `json:"relation,omitempty"`
	Of       Label    `json:"of,omitempty"`
}

func (b *Book) OpenCase(ctx context.Context, in CaseInput) (OpenedCase, error)    { panic("unwritten") }
func (b *Book) EditCase(ctx context.Context, c CaseCode, in CaseInput) error      { panic("unwritten") }
func (b *Book) Cases(ctx context.Context) ([]Case, error)                         { panic("unwritten") }
func (b *Book) Case(ctx context.Context, c CaseCode) (Case, error)                { panic("unwritten") } // records the opening
func (b *Book) AddAliases(ctx context.Context, c CaseCode, in []AliasInput) error { panic("unwritten") }
func (b *Book) CloseCase(ctx context.Context, c CaseCode) error                   { panic("unwritten") }
func (b *Book) ReopenCase(ctx context.Context, c CaseCode) error                  { panic("unwritten") }

// Person is somebody known by name.
type Person struct {
	Code    PersonCode `json:"code"`
	Name    string     `json:"name"`
	Names   []string   `json:"names,omitempty"`
	Born    string     `json:"born,omitempty"`
	Email   string     `json:"email,omitempty"`
	Phone   string     `json:"phone,omitempty"`
	Address string     `json:"address,omitempty"`
	Country string     `json:"country,omitempty"`
	Safe    []string   `json:"safe,omitempty"`
	Cases   []PartyOf  `json:"cases"`
}

// PartyOf is the part a person has in a case.
type PartyOf struct {
	Case  CaseCode `json:"case"`
	Label Label    `json:"label"`
}

func (b *Book) Persons(ctx context.Context) ([]Person, error)            { panic("unwritten") }
func (b *Book) Person(ctx context.Context, p PersonCode) (Person, error) { panic("unwritten") }

// ---- notes

// Note is what `note show --json` prints.
type Note struct {
	ID        NoteID     `json:"id"`
	Case      CaseCode   `json:"case"`
	Kind      string     `json:"kind"`
	Layer     string     `json:"layer"`
	Format    string     `json:"format"`
	Start     time.Time  `json:"start"` // local, with offset
	Minutes   int        `json:"minutes"`
	Place     string     `json:"place"`
	Present   []Label    `json:"present"`
	Part      string     `json:"part"`
	Risk      *string    `json:"risk"`
	Next      *Next      `json:"next"`
	Author    string     `json:"author"`
	Language  string     `json:"language"`
	Status    string     `json:"status"` // draft | signed | void
	Revision  int        `json:"revision"`
	StartedAt time.Time  `json:"started_at"`
	TextAt    time.Time  `json:"text_at"`
	SignedAt  *time.Time `json:"signed_at"`
	Late      *Late      `json:"late"`
	Void      *Void      `json:"void,omitempty"`
	Digest    *string    `json:"digest"`
	Sections  []Section  `json:"sections,omitempty"`
	Addenda   []Addendum `json:"addenda,omitempty"`
}

type Next struct {
	Start time.Time `json:"start"`
	Place string    `json:"place"`
}

type Late struct {
	Hours  int    `json:"hours"`
	Reason string `json:"reason"`
}

type Void struct {
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

type Section struct {
	Heading    string      `json:"heading"`
	Paragraphs []Paragraph `json:"paragraphs"`
}

type Paragraph struct {
	Text  string `json:"text"`
	Whose string `json:"whose"`
}

// Addendum is a signed amendment of a signed note: addendum, correction,
// late-entry, client-statement, or a changed mark (mark).
type Addendum struct {
	Kind       string      `json:"kind"`
	At         time.Time   `json:"at"`
	Author     string      `json:"author"`
	Digest     string      `json:"digest"`
	Paragraphs []Paragraph `json:"paragraphs,omitempty"`
	Mark       *MarkInput  `json:"mark,omitempty"`
}

// MarkInput changes whose a paragraph of a signed note is. Paragraph counts
// the paragraphs of the note from 1, headings not counted.
type MarkInput struct {
	Paragraph int    `json:"paragraph"`
	Whose     string `json:"whose"`
	Reason    string `json:"reason"`
}

// NoteInput makes a draft. StartedAt is when the first key was pressed; zero:
// the time of the transaction.
type NoteInput struct {
	Case      CaseCode
	Document  document.Document
	StartedAt time.Time
}

// Saved is what happened to a draft. Forked: somebody else was faster, and the
// text is kept as the draft Note, which is another one than the one saved to.
type Saved struct {
	Note       NoteID
	Revision   int
	Forked     bool
	NewAliases int // unknown @tokens registered without a name
}

// Finding is something that Finishing points out.
type Finding struct {
	Code      string // name-in-clear, risk-unanswered, late, mark-without-presence, empty
	Paragraph int    // from 1, 0 if none
	Section   string // heading
	What      string // for the screen only: may hold the name found
	Blocks    bool   // signing is refused while it stands
}

// Facts are what the writing screen guesses for a new note of a case, and what
// it keeps in view.
type Facts struct {
	Case     Case
	Session  int               // number of this session in the case
	Document document.Document // start, minutes, place, present, format guessed; empty sections of the format
	LastPlan []Paragraph       // the Plan section of the last note
	LastNote *Note             // head only
}

func (b *Book) Facts(ctx context.Context, c CaseCode) (Facts, error) { panic("unwritten") }
func (b *Book) DocumentContext(ctx context.Context, c CaseCode) (document.Context, error) {
	panic("unwritten")
}
func (b *Book) NewNote(ctx context.Context, in NoteInput) (Saved, error) { panic("unwritten") }
func (b *Book) SaveDraft(ctx context.Context, n NoteID, revision int, d document.Document) (Saved, error) {
	panic("unwritten")
}
func (b *Book) Findings(ctx context.Context, n NoteID) ([]Finding, error) { panic("unwritten") }
func (b *Book) Sign(ctx context.Context, n NoteID, lateReason string) (Note, error) {
	panic("unwritten")
}
func (b *Book) Discard(ctx context.Context, n NoteID) error { panic("unwritten") }
func (b *Book) Amend(ctx context.Context, n NoteID, kind string, body []document.Paragraph) (Addendum, error) {
	panic("unwritten")
}
func (b *Book) Mark(ctx context.Context, n NoteID, in MarkInput) (Addendum, error) {
	panic("unwritten")
}
func (b *Book) Void(ctx context.Context, n NoteID, reason string) error { panic("unwritten") }
func (b *Book) Note(ctx context.Context, n NoteID) (Note, error)        { panic("unwritten") } // records the opening
func (b *Book) Document(ctx context.Context, n NoteID) (document.Document, int, error) {
	panic("unwritten")
}                                                                     // of a draft, with its revision; signed: *Refused signed
func (b *Book) Notes(ctx context.Context, c CaseCode) ([]Note, error) { panic("unwritten") } // "" all; heads only, newest first

// Query is a search. Words are all required; "a phrase", word*.
type Query struct {
	Words  []string
	Case   CaseCode
	Since  string
	Until  string
	Kind   string
	Ranked bool
	Limit  int
}

type Hit struct {
	Note    NoteID    `json:"note"`
	Case    CaseCode  `json:"case"`
	Start   time.Time `json:"start"`
	Section string    `json:"section"`
	Status  string    `json:"status"`
	Snippet string    `json:"snippet"`
}

type Hits struct {
	Hits      []Hit `json:"hits"`
	Total     int   `json:"total"`
	Truncated bool  `json:"truncated"`
}

func (b *Book) Search(ctx context.Context, q Query) (Hits, error) { panic("unwritten") }

// ---- the log of what was done

type Event struct {
	At      time.Time `json:"at"`
	What    string    `json:"what"` // case-opened, note-signed, note-read, delivered, ...
	Case    CaseCode  `json:"case,omitempty"`
	Note    NoteID    `json:"note,omitempty"`
	Request RequestID `json:"request,omitempty"`
	Detail  string    `json:"detail,omitempty"` // codes and numbers only
}

func (b *Book) History(ctx context.Context, c CaseCode) ([]Event, error) { panic("unwritten") }

// Head is the signed head of the practice's log, as golang.org/x/mod/sumdb/note
// writes it. CheckHead says whether a head lodged earlier is one that this log
// has grown from.
func (b *Book) Head(ctx context.Context) (string, error) { panic("unwritten") }

type HeadCheck struct {
	OK   bool      `json:"ok"`
	Size int64     `json:"size"` // leaves at the lodged head
	Now  int64     `json:"now"`  // leaves today
	At   time.Time `json:"at"`
	Why  string    `json:"why,omitempty"`
}

func (b *Book) CheckHead(ctx context.Context, head string) (HeadCheck, error) { panic("unwritten") }

// Status is what `status` tells of an unlocked vault.
type Status struct {
	Cases          int        `json:"cases"`
	Notes          int        `json:"notes"`
	Drafts         int        `json:"drafts"`
	RequestsDue    int        `json:"requests_due"`
	ReadableCopies int        `json:"readable_copies"` // delivered readable, not yet settled
	LastBackup     *time.Time `json:"last_backup"`
	LastRehearsal  *time.Time `json:"last_rehearsal"`
}

func (b *Book) Status(ctx context.Context) (Status, error) { panic("unwritten") }

// Check reads every signed item, makes its digest again, compares it with the
// log, and the index with the notes. Problems name codes only.
func (b *Book) Check(ctx context.Context) (records int, problems []string, err error) {
	panic("unwritten")
}

type Backup struct {
	Path        string     `json:"path"`
	At          time.Time  `json:"at"`
	Generation  uint64     `json:"generation"`
	Bytes       int64      `json:"bytes"`
	SHA256      string     `json:"sha256"`
	CheckedAt   *time.Time `json:"checked_at"`
	RehearsedAt *time.Time `json:"rehearsed_at"`
}

func (b *Book) RegisterBackup(ctx context.Context, k Backup) error         { panic("unwritten") }
func (b *Book) RegisterRehearsal(ctx context.Context, sha256 string) error { panic("unwritten") }
func (b *Book) Backups(ctx context.Context) ([]Backup, error)              { panic("unwritten") }
