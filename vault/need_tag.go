//go:build !sqlite_fts5

package vault

// Full-text search is compiled into SQLite by a build tag that go.mod cannot
// carry. Without it the build stops here.
var _ = build_with__go_build_tags_sqlite_fts5__or_run_make
