#!/bin/sh
# For cron, which mails what a job prints: running sandboxes that have none of the owners' labels.
# `pulumi do` of Pulumi 3.259 or later uses installed plugins only. docs/installing.md says how to install one from a
# clone, as there is no release yet. Or add --package with the path of the plugin's executable.
set -eu

found=$(pulumi do primeintellect:listSandboxes --input pcl --input-file /dev/stdin <<'EOF'
status     = "RUNNING"
labelsNone = ["training", "inference", "evaluation"]
EOF
)
printf '%s' "$found" | jq -r '.sandboxes[] | [.id, .name, .startedAt] | @tsv'
