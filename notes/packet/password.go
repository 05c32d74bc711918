package packet

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"golang.org/x/text/unicode/norm"
)

// ErrPassword means that a password is empty or too long for a PDF, which
// takes 127 bytes.
var ErrPassword = errors.New("a PDF takes a password of 1 to 127 bytes")

// Protect encrypts a PDF that Render made with a password: AES with 256 bits
// and the hardened key derivation of PDF 2.0 (security handler revision 6).
// Whoever has the password can read, print and copy. The result is different
// each time, as salts and key are.
//
// It is the one place where pdfcpu is linked into the program. Its packages
// bring net/http in with the checking of signatures; nothing here calls that.
func Protect(pdf []byte, password string) ([]byte, error) {
	password = norm.NFC.String(password)
	if password == "" || len(password) > 127 {
		return nil, ErrPassword
	}
	head := []byte("%PDF-2.0")
	if !bytes.HasPrefix(pdf, []byte("%PDF-1.")) {
		return nil, errors.New("not a PDF to be protected")
	}
	// What Render writes is valid as PDF 2.0 as well, and only for that does
	// the library use revision 6.
	source := append(head, pdf[len(head):]...)
	model.ConfigPath = "disable" // else the library makes a folder of settings for itself
	conf := model.NewAESConfiguration(password, password, 256)
	conf.Permissions = model.PermissionsAll
	conf.Offline = true
	var out bytes.Buffer
	if err := api.Encrypt(bytes.NewReader(source), &out, conf); err != nil {
		return nil, fmt.Errorf("protect the pdf: %w", err)
	}
	return out.Bytes(), nil
}
