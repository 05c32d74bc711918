package packet

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestComposeIsAFunctionOfItsInput(t *testing.T) {
	a, b := composed(t, sample(3)), composed(t, sample(3))
	if !bytes.Equal(a.Zip, b.Zip) || a.SHA256 != b.SHA256 {
		t.Fatal("the same records gave two different packets")
	}
	c := sample(3)
	c.Items[1].Paragraphs[1].Pieces[0].Text += "!"
	if composed(t, c).SHA256 == a.SHA256 {
		t.Fatal("other records gave the same packet")
	}
}

func TestPacketFiles(t *testing.T) {
	p := composed(t, sample(3))
	z, err := zip.NewReader(bytes.NewReader(p.Zip), int64(len(p.Zip)))
	if err != nil {
		t.Fatal(err)
	}
	dir, names := t.TempDir(), []string{}
	for _, f := range z.File {
		names = append(names, f.Name)
		r, _ := f.Open()
		var body bytes.Buffer
		if _, err := body.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, f.Name), body.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff([]string{PDFName, CertificationName, RedactionsName, RecordsName, ProofName, ManifestName, SumsName, VerifyName}, names); d != "" {
		t.Error(d)
	}
	var m Manifest
	b, _ := os.ReadFile(filepath.Join(dir, ManifestName))
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	if m.Pages != p.Pages || m.BatesFrom != "REC0000001" || m.BatesTo != p.BatesTo || len(m.Files) != 6 {
		t.Errorf("manifest: %+v", m)
	}
	b, _ = os.ReadFile(filepath.Join(dir, RecordsName))
	r, err := ParseRecords(b)
	if err != nil {
		t.Fatal(err)
	}
	if r.Items[0].Page != "REC0000003" {
		t.Errorf("the first record begins on %s", r.Items[0].Page)
	}
	check := exec.Command(needs(t, "sha256sum"), "-c", SumsName)
	check.Dir = dir
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("sha256sum: %v\n%s", err, out)
	}
}

func TestParseRecordsRefusesWhatIsNotCanonical(t *testing.T) {
	r := sample(1)
	good, err := r.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	back, err := ParseRecords(good)
	if err != nil {
		t.Fatal(err)
	}
	again, err := back.Marshal()
	if err != nil || !bytes.Equal(good, again) {
		t.Fatalf("not the same after reading: %v", err)
	}
	for name, bad := range map[string][]byte{
		"unknown key":    bytes.Replace(good, []byte(`"language": "en"`), []byte(`"extra": 1, "language": "en"`), 1),
		"doubled key":    bytes.Replace(good, []byte(`"language": "en"`), []byte("\"language\": \"da\",\n  \"language\": \"en\""), 1),
		"another format": bytes.Replace(good, []byte("records/v1"), []byte("records/v2"), 1),
		"more after it":  append(bytes.Clone(good), "{}"...),
		"spaces":         bytes.Replace(good, []byte("  "), []byte("   "), 1),
		"cut":            good[:len(good)/2],
		"empty":          nil,
	} {
		if _, err := ParseRecords(bad); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func composed(t *testing.T, r Records) Packet {
	t.Helper()
	p, err := Compose(r, func(Records, []File) ([]byte, error) { return []byte("{}\n"), nil })
	if err != nil {
		t.Fatal(err)
	}
	return p
}
