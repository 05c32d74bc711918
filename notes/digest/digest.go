package digest

// Content is what is signed: named fields in the fixed order of Fields, and
// the paragraphs as runs of tokens.
type Content struct {
	Fields     [][]byte   // one for each of Fields; nil is absent
	Paragraphs [][][]byte // paragraph, token, bytes; headings are paragraphs
}

// Fields are the names of the signed fields, in order (design: signing).
var fields = [...]string{"id", "case", "kind", "layer", "format", "start", "minutes", "place", "present", "part",
	"risk", "next", "author", "language", "started_at", "text_at", "signed_at", "late_reason", "amends", "marks", "extra"}

// Digest is the SHA-256 root over a Content; String is lower-case hexadecimal.
type Digest [32]byte

func (d Digest) String() string { panic("unwritten") }

// Seal is what has to be stored beside a signed content so that the digest can
// be made again and parts of it shown: the secret, and where padding leaves and
// random nodes stand. Token boundaries are part of it.
type Seal struct{}

// Sign draws a secret and a layout and makes the digest.
func Sign(c Content) (Digest, Seal, error) { panic("unwritten") }

// Recompute makes the digest again. An error means that content and seal do
// not fit together.
func Recompute(c Content, s Seal) (Digest, error) { panic("unwritten") }

// MarshalBinary and UnmarshalBinary are the stored form, refused when not canonical.
func (s Seal) MarshalBinary() ([]byte, error)  { panic("unwritten") }
func (s *Seal) UnmarshalBinary(b []byte) error { panic("unwritten") }

// Tokenise cuts a paragraph into tokens whose concatenation is the text: words,
// runs of space and of punctuation; an @alias and each of names (as it stands
// in the text) is one token.
func Tokenise(text string, names []string) []string { panic("unwritten") }

// Selection says what of a content is shown: fields by index; for each
// paragraph all, nothing, or the tokens named.
type Selection struct {
	Fields     []bool
	Paragraphs []Shown
}

// Shown is how a paragraph is shown.
type Shown struct {
	All    bool
	Tokens []bool // when not All; nil: the paragraph is withheld
}

// Proof is what ships with a shown content: keys of what is shown, hashes of
// what is not. It marshals to JSON with hashes and keys in lower-case hex.
type Proof struct{}

// Prove makes the proof for a selection.
func Prove(c Content, s Seal, sel Selection) (Proof, error) { panic("unwritten") }

// Opened is what a proof shows: fields by name, and per shown paragraph its
// runs, a withheld run standing as an empty Text with Withheld set.
type Opened struct {
	Digest     Digest
	Fields     map[string][]byte
	Paragraphs []OpenedParagraph
}

// OpenedParagraph is one shown paragraph.
type OpenedParagraph struct {
	Node int // position among the note's nodes
	Runs []Run
}

// Run is a stretch of shown text, or a place where something is withheld.
type Run struct {
	Text     string
	Withheld bool
}

// Open checks a proof's shape strictly (lengths, counts, kinds, order,
// versions, UTF-8) and returns what it shows and the digest it amounts to.
func (p Proof) Open() (Opened, error) { panic("unwritten") }
