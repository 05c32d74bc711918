package crypto

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestHardenProcess(t *testing.T) {
	if err := HardenProcess(); err != nil {
		t.Fatal(err)
	}
	if dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0); err != nil || dumpable != 0 {
		t.Errorf("dumpable %d, %v", dumpable, err)
	}
	var core unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &core); err != nil || core.Cur != 0 || core.Max != 0 {
		t.Errorf("core dumps %+v, %v", core, err)
	}
}

// A locked key is in memory that the system does not swap.
func TestKeyLock(t *testing.T) {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_MEMLOCK, &limit); err != nil {
		t.Fatal(err)
	}
	before := lockedMemory(t)
	key := NewKey()
	if err := key.Lock(); err != nil && limit.Cur < 1<<16 && os.Geteuid() != 0 {
		t.Skipf("this user may lock %d bytes of memory: this is not checked here", limit.Cur)
	} else if err != nil {
		t.Fatal(err)
	}
	if after := lockedMemory(t); after <= before {
		t.Errorf("%d kB locked before, %d after", before, after)
	}
	runtime.KeepAlive(key)
}

// lockedMemory is VmLck of this process, in kB.
func lockedMemory(t *testing.T) (kb int) {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(status), "VmLck:")
	if _, err := fmt.Sscan(after, &kb); !found || err != nil {
		t.Fatalf("no VmLck (%v)", err)
	}
	return kb
}
