# The targets a newcomer needs: demo, test, install. Everything needs Go, a C
# compiler, make and git; the cross-checks of `test` use more where it is there.

GO      ?= go
TAGS    := sqlite_fts5
VERSION ?= $(shell git describe --tags --always 2>/dev/null || echo devel)
LDFLAGS := -s -w -X main.version=$(VERSION)
BIN     := $(or $(shell $(GO) env GOBIN),$(shell $(GO) env GOPATH)/bin)

.PHONY: build demo test bench fuzz screenshots install lint clean

build:
	$(GO) build -trimpath -tags $(TAGS) -ldflags '$(LDFLAGS)' -o bin/subrosa ./cmd/subrosa

demo: build
	@bash docs/demo/demo.sh bin/subrosa

test: lint
	$(GO) test -tags $(TAGS) -timeout 25m ./...

lint:
	@out=$$(gofmt -l cmd crypto notes vault); [ -z "$$out" ] || { echo "not gofmt'ed:"; echo "$$out"; exit 1; }
	$(GO) vet -tags $(TAGS) ./...

# make bench BENCH='-notes 50000' measures another number of notes.
bench:
	@bash vault/bench/bench.sh $(BENCH)

# make fuzz FUZZTIME=10m gives each parser of outside bytes ten minutes.
fuzz:
	@bash .ci/fuzz

# Pictures of every screen, light and dark, in build/screenshots; three of them
# are in the documentation.
SHOTS := build/screenshots
screenshots:
	$(GO) test -tags $(TAGS) ./cmd/subrosa -run '^TestScreenshots$$' -count=1 -screenshots '$(CURDIR)/$(SHOTS)'
	@mkdir -p docs/screens
	@cp $(SHOTS)/home-light.png $(SHOTS)/writing-light.png $(SHOTS)/review-light.png docs/screens/
	@echo 'every screen is in $(SHOTS)'

install: build
	@mkdir -p '$(BIN)' && install -m 0755 bin/subrosa '$(BIN)/subrosa'
	@echo 'installed $(BIN)/subrosa'
	@case ":$$PATH:" in *':$(BIN):'*) echo 'start with: subrosa' ;; \
	  *) echo 'that folder is not on your PATH yet; start with: $(BIN)/subrosa' ;; esac

clean:
	rm -rf bin build
