package packet

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"subrosa/notes/head"
)

// ErrNotVerified means that a packet is not what it says: something in it was
// altered, exchanged, left out or moved, or does not agree with the rest.
var ErrNotVerified = errors.New("the packet does not verify")

// ErrUnreadable means that there is no packet to verify: not a ZIP, too large,
// or, in place of a lodged head, something else.
var ErrUnreadable = errors.New("not readable")

// Options are what is known besides the packet. Head is the text of a head of
// the log that was lodged before, "" for none.
type Options struct {
	Head string
}

// Verify checks a packet with nothing but the packet, and a lodged head if
// there is one: that its files are complete and unaltered, packed by the key
// that it names; that every word and fact of records.json is what was signed,
// with a mark wherever something is left out of a paragraph; and that what was
// signed stood in the log when its head was signed. The report says what that
// proves, and what it does not. Errors are ErrNotVerified or ErrUnreadable,
// with file or number of the record, never its text.
func Verify(zipped []byte, o Options) (Report, error) {
	files, err := unpack(zipped)
	if err != nil {
		return Report{}, err
	}
	v := &verification{files: files}
	if v.records, err = ParseRecords(v.file(RecordsName).Data); err != nil {
		return Report{}, fmt.Errorf("%w: %w", ErrNotVerified, err)
	}
	var same, numbered bool
	made := make(chan struct{})
	go func() { // setting the pages keeps one processor busy, the checks keep the others
		defer close(made)
		same, numbered = v.madeAgain()
	}()
	err = v.check(zipped)
	<-made
	if err != nil {
		return Report{}, fmt.Errorf("%w: %w", ErrNotVerified, err)
	}
	lodged, err := v.checkLodged(o.Head)
	if err != nil {
		return Report{}, err
	}
	if !numbered {
		return Report{}, fmt.Errorf("%w: records.json: a page number that is not where it stands", ErrNotVerified)
	}
	return v.report(zipped, lodged, same), nil
}

// verification is a packet that is being verified.
type verification struct {
	files    []File
	records  Records
	proof    Proof
	manifest Manifest
	verifier note.Verifier
	head     head.Head
}

// read reads the other files that have a form, each in its one form.
func (v *verification) read() (err error) {
	if v.proof, err = ParseProof(v.file(ProofName).Data); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(v.file(ManifestName).Data))
	if err := d.Decode(&v.manifest); err != nil || v.manifest.Format != ManifestFormat {
		return errors.New("MANIFEST.json does not read")
	}
	return nil
}

// check compares what the files say with each other and with what was signed.
func (v *verification) check(zipped []byte) error {
	for _, check := range []func() error{
		v.read,
		v.checkLog,
		func() error { return v.checkFiles(zipped) },
		v.checkStatement,
		v.checkRecords,
		v.checkForm,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// file is one of the files that every packet has.
func (v *verification) file(name string) File { return v.files[v.find(name)] }

// find is where a file stands in the packet, -1 when it has none of that name.
func (v *verification) find(name string) int {
	return slices.IndexFunc(v.files, func(f File) bool { return f.Name == name })
}

// checkFiles makes MANIFEST.json, SHA256SUMS and the ZIP itself again.
func (v *verification) checkFiles(zipped []byte) error {
	if v.manifest.Pages < 1 {
		return errors.New("MANIFEST.json has no pages")
	}
	again, err := Zip(v.records, v.manifest.Pages, slices.DeleteFunc(slices.Clone(v.files), func(f File) bool {
		return f.Name == ManifestName || f.Name == SumsName
	}))
	if err != nil {
		return errors.New("a file more or less than records.json asks for")
	}
	if bytes.Equal(again, zipped) {
		return nil
	}
	files, err := unpack(again)
	if err != nil {
		return err
	}
	for i, f := range files {
		if !bytes.Equal(f.Data, v.files[i].Data) {
			return fmt.Errorf("%s does not agree with the files", f.Name)
		}
	}
	return errors.New("the ZIP holds something else than its files")
}

// checkLog reads the key and the head of the log.
func (v *verification) checkLog() error {
	var err error
	if v.verifier, err = note.NewVerifier(v.proof.Key); err != nil {
		return errors.New("proof.json: the key does not read")
	}
	if err := v.signedAlone(v.proof.Head); err != nil {
		return fmt.Errorf("proof.json: head: %w", err)
	}
	if v.head, err = head.Open(v.proof.Head, v.verifier); err != nil {
		return errors.New("proof.json: the head does not read")
	}
	return nil
}

// checkStatement compares what the key signed about the packet with its files.
func (v *verification) checkStatement() error {
	if err := v.signedAlone(v.proof.Statement); err != nil {
		return fmt.Errorf("proof.json: statement: %w", err)
	}
	text, _, _ := strings.Cut(v.proof.Statement, "\n\n")
	if text+"\n" != statementText(v.files) {
		return errors.New("the files are not those that the key signed for")
	}
	return nil
}

// signedAlone checks that a text has one signature, by the packet's key, and
// nothing around it.
func (v *verification) signedAlone(text string) error {
	n, err := note.Open([]byte(text), note.VerifierList(v.verifier))
	if err != nil || len(n.Sigs) != 1 || len(n.UnverifiedSigs) != 0 {
		return errors.New("not signed by the key of the packet, or not by it alone")
	}
	sig := n.Sigs[0].Base64
	if b, err := base64.StdEncoding.Strict().DecodeString(sig); err != nil || base64.StdEncoding.EncodeToString(b) != sig {
		return errors.New("the signature is not in canonical form")
	}
	if text != n.Text+"\n— "+n.Sigs[0].Name+" "+sig+"\n" {
		return errors.New("there is something besides the signature")
	}
	return nil
}
