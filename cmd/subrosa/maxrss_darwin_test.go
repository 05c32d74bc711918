package main

import "syscall"

// maxRSS is the greatest memory of a process in KiB.
func maxRSS(r *syscall.Rusage) int64 { return r.Maxrss >> 10 }
