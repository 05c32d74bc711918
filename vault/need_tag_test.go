package vault_test

import (
	"os/exec"
	"strings"
	"testing"
)

// Without its tag the build stops and says what to type.
func TestBuildWithoutTheTag(t *testing.T) {
	out, err := exec.Command("go", "build", "-tags=", "subrosa/vault").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "build_with__go_build_tags_sqlite_fts5") {
		t.Errorf("%v: %s", err, out)
	}
}
