#!/bin/sh
# For cron, which mails what a job prints: running sandboxes that have none of the owners' labels.
# `pulumi do` does not look for the plugin on PATH. Install it (pulumi plugin install resource primeintellect
# VERSION --file ...), or add --package with the path of its executable.
set -eu
export PULUMI_EXPERIMENTAL=1

found=$(pulumi do primeintellect:index:listSandboxes --input pcl --input-file /dev/stdin <<'EOF'
status     = "RUNNING"
labelsNone = ["training", "inference", "evaluation"]
EOF
)
printf '%s' "$found" | jq -r '.sandboxes[] | [.id, .name, .startedAt] | @tsv'
