# What a developer runs. `make demo` shows the add-ons, `make test` proves them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup demo test lint shell bench shots i18n readme

help: ## This list
	@sed -n 's/^\([a-z0-9]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

setup: ## Prepare this machine; every other target does it, too
	@dev/setup

demo: ## Odoo with all add-ons and their demo data on http://127.0.0.1:8069 (PORT=, FRESH=1)
	@dev/demo $(if $(PORT),--port $(PORT)) $(if $(FRESH),--fresh)

test: ## All tests, and the life of each add-on (ADDON="one other" for some)
	@dev/suite $(ADDON)

lint: ## Style, manifests, translations, readmes (ADDON=)
	@dev/lint $(ADDON)

shell: ## Odoo's shell on the demo database, or DB=; a script may come on stdin
	@dev/odoo shell -d $(or $(DB),$(OA_DEMO_DB),order_assurance_demo) --no-http --log-level=warn

bench: ## Measurements of benchmarks/*.py (BENCH= for one)
	@dev/bench $(BENCH)

shots: ## Pictures of screens and printed forms from the demo database
	@dev/shots

i18n: ## Export terms and merge them into the translation (ADDON=)
	@dev/i18n $(ADDON)

readme: ## README.rst of each add-on from its readme/*.md (ADDON=)
	@dev/readme $(ADDON)
