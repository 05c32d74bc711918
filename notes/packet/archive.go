package packet

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Names of the files of a packet, in the order in which they stand in it.
const (
	PDFName           = "01-records.pdf"
	CertificationName = "02-certification.pdf"
	WithheldName      = "03-withheld.csv"   // where there is a slip-sheet
	RedactionsName    = "04-redactions.csv" // where there is a mark in the text
	RecordsName       = "records.json"
	ProofName         = "proof.json"
	ManifestName      = "MANIFEST.json"
	SumsName          = "SHA256SUMS"
	VerifyName        = "VERIFY.txt"
)

// order is which files a packet can have, and where they stand.
var order = [...]string{PDFName, CertificationName, WithheldName, RedactionsName, RecordsName, ProofName, ManifestName, SumsName, VerifyName}

// names are the files of a packet of these records.
func names(r Records) []string {
	has := map[string]bool{WithheldName: len(r.slips()) > 0, RedactionsName: len(r.redactions()) > 0}
	return slices.DeleteFunc(slices.Clone(order[:]), func(n string) bool { there, optional := has[n]; return optional && !there })
}

// ManifestFormat names the format of MANIFEST.json.
const ManifestFormat = "subrosa/packet/v1"

// Packet is a finished packet.
type Packet struct {
	Zip       []byte
	PDF       []byte
	SHA256    string // of Zip
	Pages     int
	BatesFrom string
	BatesTo   string
}

// Manifest is the content of MANIFEST.json.
type Manifest struct {
	Format    string         `json:"format"`
	Approved  time.Time      `json:"approved"`
	Language  string         `json:"language"`
	Pages     int            `json:"pages"`
	Records   int            `json:"records"` // enclosed
	BatesFrom string         `json:"bates_from"`
	BatesTo   string         `json:"bates_to"`
	Files     []ManifestFile `json:"files"` // all but MANIFEST.json and SHA256SUMS
}

// ManifestFile describes one file.
type ManifestFile struct {
	Name      string `json:"name"`
	Bytes     int    `json:"bytes"`
	SHA256    string `json:"sha256"`
	BatesFrom string `json:"bates_from,omitempty"`
	BatesTo   string `json:"bates_to,omitempty"`
}

// Compose makes a packet. prove gets the records with their page numbers and
// the files that the proof speaks of (all but proof.json itself, MANIFEST.json
// and SHA256SUMS) and returns proof.json.
func Compose(r Records, prove func(Records, []File) ([]byte, error)) (Packet, error) {
	r, files, err := Set(r)
	if err != nil {
		return Packet{}, err
	}
	records, err := r.Marshal()
	if err != nil {
		return Packet{}, err
	}
	c := r.Certification
	p := Packet{PDF: files[0].Data, Pages: c.Pages, BatesFrom: c.BatesFrom, BatesTo: c.BatesTo}
	files = append(files, File{RecordsName, records}, File{VerifyName, []byte(VerifyText(r.Language))})
	proof, err := prove(r, files)
	if err != nil {
		return Packet{}, err
	}
	if p.Zip, err = Zip(r, c.Pages, slices.Insert(files, len(files)-1, File{ProofName, proof})); err != nil {
		return Packet{}, err
	}
	p.SHA256 = sha256hex(p.Zip)
	return p, nil
}

// Zip is the archive over the files of a packet in their order, without
// MANIFEST.json and SHA256SUMS: it adds these two, which follow from them, and
// is a function of its input.
func Zip(r Records, pages int, files []File) ([]byte, error) {
	added := func(name string) bool { return name == ManifestName || name == SumsName }
	if !slices.EqualFunc(files, slices.DeleteFunc(names(r), added), func(f File, name string) bool { return f.Name == name }) {
		return nil, errors.New("a packet of other files")
	}
	manifest, err := marshal(manifestOf(r, pages, files))
	if err != nil {
		return nil, err
	}
	last := len(files) - 1
	all := slices.Insert(slices.Clone(files), last, File{ManifestName, manifest})
	return archive(slices.Insert(all, last+1, File{SumsName, sums(all)}), r.Approved)
}

func manifestOf(r Records, pages int, files []File) Manifest {
	m := Manifest{Format: ManifestFormat, Approved: r.Approved, Language: r.Language, Pages: pages, Records: len(r.enclosed()),
		BatesFrom: r.Bates.Number(1), BatesTo: r.Bates.Number(pages)}
	for _, f := range files {
		mf := ManifestFile{Name: f.Name, Bytes: len(f.Data), SHA256: sha256hex(f.Data)}
		if f.Name == PDFName {
			mf.BatesFrom, mf.BatesTo = m.BatesFrom, m.BatesTo
		}
		m.Files = append(m.Files, mf)
	}
	return m
}

// sums is what `sha256sum -c` reads.
func sums(files []File) []byte {
	var b bytes.Buffer
	for _, f := range files {
		fmt.Fprintf(&b, "%s  %s\n", sha256hex(f.Data), f.Name)
	}
	return b.Bytes()
}

// archive stores the files one after the other, not compressed, all with the
// same time.
func archive(files []File, at time.Time) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Store, Modified: at.UTC()})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(f.Data); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func sha256hex(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// VerifyText is VERIFY.txt in a language.
func VerifyText(language string) string {
	if language == "da" {
		return verifyDanish
	}
	return verifyEnglish
}

const verifyEnglish = `How to check this packet

1. Is every file as it was packed?

       sha256sum -c SHA256SUMS        (Linux)
       shasum -a 256 -c SHA256SUMS    (macOS)

   Each line must end in OK. This finds damage. It does not find somebody
   who changed a file and wrote the sums anew; the next step does.

2. Are these the words that were signed, and did the practice pack them so?

       subrosa packet verify PACKET.zip
       subrosa packet verify PACKET.zip --head HEAD.txt

   The first form makes the digest of every record again from the words in
   records.json and the keys in proof.json, looks each digest up in the
   practice's log, checks the signature of the log's head and of the list of
   these files, and makes the pages and lists again from records.json. No vault
   is needed, and no network.

   The second form also checks that the log has grown from an earlier head:
   one that was printed, mailed or lodged with somebody before. Only from the
   day on which a head left the practice can nobody, the practice included,
   have changed the records since. Without such a head the check says that the
   packet is whole and agrees with itself, signed by the key it names.

3. Without subrosa: verify_packet.py does the same with nothing but Python,
   all but setting the pages again:

       python3 verify_packet.py PACKET.zip HEAD.txt

   It comes with the program in docs/, beside packet-format.md and
   note-digest.md, which describe every file and every step, so that anybody
   can write another check; SHA-256, HMAC and Ed25519 are all it takes.
`

const verifyDanish = `Sådan kontrolleres denne udlevering

1. Er hver fil, som den blev pakket?

       sha256sum -c SHA256SUMS        (Linux)
       shasum -a 256 -c SHA256SUMS    (macOS)

   Hver linje skal slutte med OK. Det finder beskadigelser. Det finder ikke
   en, der har ændret en fil og skrevet summerne på ny; det gør næste trin.

2. Er det de ord, der blev underskrevet, og har praksissen pakket dem sådan?

       subrosa packet verify UDLEVERING.zip
       subrosa packet verify UDLEVERING.zip --head HOVED.txt

   Den første form danner hvert notats fingeraftryk på ny af ordene i
   records.json og nøglerne i proof.json, finder det i praksissens log,
   kontrollerer underskriften på loggens hoved og på listen over filerne, og
   danner sider og lister på ny af records.json. Det kræver hverken boksen med
   journalen eller internet.

   Den anden form kontrollerer også, at loggen er vokset ud af et tidligere
   hoved: et, som er trykt, sendt eller deponeret hos nogen før. Først fra den
   dag, hvor et hoved forlod praksissen, kan ingen, heller ikke praksissen
   selv, have ændret notaterne siden. Uden et sådant hoved siger kontrollen, at
   udleveringen er hel og stemmer med sig selv, underskrevet med den nøgle, som
   den nævner.

3. Uden subrosa: verify_packet.py gør det samme med Python alene, bortset fra
   at danne siderne på ny:

       python3 verify_packet.py UDLEVERING.zip HOVED.txt

   Det følger med programmet i docs/, sammen med packet-format.md og
   note-digest.md, som beskriver hver fil og hvert trin, så enhver kan skrive
   en anden kontrol; SHA-256, HMAC og Ed25519 er alt, der skal til.
`
