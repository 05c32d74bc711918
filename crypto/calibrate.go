package crypto

import (
	"time"

	"golang.org/x/crypto/scrypt"
)

const (
	minCalibrated = 18
	probe         = 15 // 32 MiB, about a tenth of a second on a slow machine
)

// Calibrate finds the scrypt work factor that takes about a second here;
// never below 18, never above 20.
func Calibrate() int {
	start := time.Now()
	if _, err := scrypt.Key([]byte("probe"), make([]byte, 16), 1<<probe, 8, 1, 32); err != nil {
		return minCalibrated
	}
	return workFactor(time.Since(start))
}

// workFactor extrapolates from the time that the probe took: each step doubles
// it. The highest factor that stays within a second and a half is chosen.
func workFactor(took time.Duration) int {
	logN := minCalibrated
	for logN < MaxWorkFactor && took<<(logN+1-probe) <= 3*time.Second/2 {
		logN++
	}
	return logN
}
