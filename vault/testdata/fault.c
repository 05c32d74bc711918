/* Fails one write of a process, or all from one on, for the tests of full and
 * failing disks. It is preloaded. FAULT_DIR is the folder whose files count;
 * the calls are counted while FAULT_AT is set: the FAULT_AT-th fails as
 * FAULT_HOW says ("enospc", "eio", "short": half of it is written and the next
 * one fails with ENOSPC, as on a disk that becomes full). With FAULT_LAST=n the n-1 calls after it fail, too; 0
 * is all. What failed is appended to FAULT_LOG, one line a call. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static long count;
static char armed_at[32];

static int ours(int fd) {
	const char *dir = getenv("FAULT_DIR");
	char link[64], path[4096];
	if (!dir) return 0;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, path, sizeof path - 1);
	if (n < 0) return 0;
	path[n] = 0;
	return strncmp(path, dir, strlen(dir)) == 0;
}

static void note(const char *call, int fd) {
	const char *log = getenv("FAULT_LOG");
	char link[64], path[4096], line[4400];
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, path, sizeof path - 1);
	path[n < 0 ? 0 : n] = 0;
	char *base = strrchr(path, '/');
	int len = snprintf(line, sizeof line, "%s %s\n", call, base ? base + 1 : path);
	int out = log ? open(log, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
	if (out >= 0) {
		syscall(SYS_write, out, line, len);
		close(out);
	}
}

/* fault is the errno that a call has to fail with, 0 for none, -1 for half
 * of it; writes is how many bytes it has. */
static int fault(const char *call, int fd, size_t writes) {
	const char *at = getenv("FAULT_AT"), *how = getenv("FAULT_HOW"), *last = getenv("FAULT_LAST");
	if (!at || !*at || !how) {
		armed_at[0] = 0;
		return 0;
	}
	if (strcmp(at, armed_at) != 0) {
		snprintf(armed_at, sizeof armed_at, "%s", at);
		count = 0;
	}
	if (!ours(fd)) return 0;
	long n = ++count, first = atol(at), span = last ? atol(last) : 1;
	int is_short = strcmp(how, "short") == 0;
	if (n < first || (span > 0 && n >= first + span + is_short)) return 0;
	if (is_short && n == first && writes > 1) {
		note(call, fd);
		return -1;
	}
	note(call, fd);
	return strcmp(how, "eio") == 0 ? EIO : ENOSPC;
}

#define REAL(type, name, ...) \
	static type (*real)(__VA_ARGS__); \
	if (!real) real = dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *b, size_t n) {
	REAL(ssize_t, "write", int, const void *, size_t);
	int e = fault("write", fd, n);
	if (e > 0) { errno = e; return -1; }
	return real(fd, b, e < 0 ? n / 2 : n);
}

ssize_t pwrite(int fd, const void *b, size_t n, off_t at) {
	REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
	int e = fault("write", fd, n);
	if (e > 0) { errno = e; return -1; }
	return real(fd, b, e < 0 ? n / 2 : n, at);
}

ssize_t pwrite64(int fd, const void *b, size_t n, off64_t at) {
	REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
	int e = fault("write", fd, n);
	if (e > 0) { errno = e; return -1; }
	return real(fd, b, e < 0 ? n / 2 : n, at);
}

int ftruncate(int fd, off_t n) {
	REAL(int, "ftruncate", int, off_t);
	int e = fault("truncate", fd, 0);
	if (e > 0) { errno = e; return -1; }
	return real(fd, n);
}

int ftruncate64(int fd, off64_t n) {
	REAL(int, "ftruncate64", int, off64_t);
	int e = fault("truncate", fd, 0);
	if (e > 0) { errno = e; return -1; }
	return real(fd, n);
}

int fallocate(int fd, int mode, off_t at, off_t n) {
	REAL(int, "fallocate", int, int, off_t, off_t);
	int e = fault("allocate", fd, 0);
	if (e > 0) { errno = e; return -1; }
	return real(fd, mode, at, n);
}

int posix_fallocate(int fd, off_t at, off_t n) {
	REAL(int, "posix_fallocate", int, off_t, off_t);
	int e = fault("allocate", fd, 0);
	if (e > 0) return e;
	return real(fd, at, n);
}

int fsync(int fd) {
	REAL(int, "fsync", int);
	int e = fault("flush", fd, 0);
	if (e > 0) { errno = e; return -1; }
	return real(fd);
}

int fdatasync(int fd) {
	REAL(int, "fdatasync", int);
	int e = fault("flush", fd, 0);
	if (e > 0) { errno = e; return -1; }
	return real(fd);
}
