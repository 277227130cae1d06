# The two commands of the README: `make check` and `make test`. `make help` lists the rest.
.DEFAULT_GOAL := help
SHELL := /bin/sh
checker := checker/bin/checker
installed := node_modules/.installed

.PHONY: help check watch next progress start test prove lint format typecheck doctor install clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

check: $(installed) ## judge your work; the first time, start the first exercise (E=<exercise> names one)
	@$(checker) check $(E)

watch: $(installed) ## judge again at every save (E=<exercise>)
	@$(checker) watch $(E)

next: $(installed) ## what to do next
	@$(checker) next

progress: $(installed) ## where you stand
	@$(checker) progress

start: $(installed) ## start an exercise (E=<exercise>)
	@$(checker) start $(E)

doctor: $(installed) ## what this machine has, what is missing, and how to add it
	@$(checker) doctor

test: $(installed) ## all tests of the project
	@checker/bin/with-node checker/test/run.ts

prove: $(installed) ## prove the hidden tests of every exercise (E=<exercise>)
	@$(checker) prove $(E)

lint: $(installed) ## formatter, linter, dependency rules, course lint
	@npm run --silent lint
	@$(checker) lint

format: $(installed) ## format everything
	@npm run --silent format

typecheck: $(installed) ## compile the project without writing anything
	@npm run --silent typecheck

install: $(installed) ## fetch Node if needed, and the packages

$(installed): package.json package-lock.json checker/package.json checker/bin/fetch-node
	@checker/bin/fetch-node
	@echo 'Installing the packages (once, about 20 seconds)…' >&2
	@checker/bin/with-node npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
# npm puts that folder first on PATH: `npm test` in an exercise's folder then runs on this Node as well.
	@ln -sf ../../.node/bin/node node_modules/.bin/node
	@touch $(installed)

clean: ## remove what was installed; your workspace stays
	rm -rf node_modules .node
