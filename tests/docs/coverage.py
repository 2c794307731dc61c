"""What runs each command and each program of the README and of the pages in `docs`.

A new one in a document needs one of these:

- a line here: a command in `COMMANDS` with the test that runs it; a program in `PROGRAMS` with the
  outputs that it has when it is run for this line, or with a test that runs it;
- in a document of `CONSOLES`, a `console` block, which shows what is printed, too;
- where the program is a file of this repository, `<!-- file: PATH -->` and `<!-- end -->` around
  it, so that it is filled in from there, and a line in `FILES` unless there is one;
- where nothing can run it, `<!-- not run: REASON -->` right above it.
"""

from __future__ import annotations

from pulumi_resource_primeintellect import __version__

CI = ".ci/run"

DOCUMENTS = "tests/engine/test_documents.py"
FROM_A_CLONE = f"{DOCUMENTS}::test_the_programs_run_from_a_clone_as_told"
OWN_PROJECT = f"{DOCUMENTS}::test_a_project_of_ones_own_answers_as_the_readme_tells"
SECRET_KEY = f"{DOCUMENTS}::test_a_key_that_is_set_as_told_is_encrypted_and_used"
REGISTRY_CONFIGURATION = f"{DOCUMENTS}::test_the_configuration_of_the_registry_pages_is_used"

AUTHORING = "tests/engine/test_authoring.py::test_a_program_uses_the_provider"

WAYS = "tests/install/test_ways.py"
ARCHIVE = f"{WAYS}::test_the_archive_is_installed_where_there_is_no_python"
PIP = f"{WAYS}::test_what_pip_installs_is_installed_as_a_plugin_or_found_on_path_with_a_warning"

RELEASE = "tests/registry/test_plugin_install.py"

COMMANDS = {
    "make demo": f"{DOCUMENTS}::test_the_demo_prints_what_the_readme_shows",
    "make test": CI,
    "make install": OWN_PROJECT,
    "mkdir ../gpus && cd ../gpus": OWN_PROJECT,
    "export PULUMI_CONFIG_PASSPHRASE=... PRIME_API_KEY=...": OWN_PROJECT,
    "pulumi login --local": OWN_PROJECT,
    "pulumi new ../pulumi-primeintellect/templates/yaml --yes": OWN_PROJECT,
    "pulumi preview": OWN_PROJECT,
    "pulumi new ../pulumi-primeintellect/templates/python --generate-only --yes": OWN_PROJECT,
    "python3 -m venv venv && . venv/bin/activate": OWN_PROJECT,
    "pip install --quiet -r requirements.txt ../pulumi-primeintellect/sdk/python": OWN_PROJECT,
    "pulumi stack init dev": OWN_PROJECT,
    "pulumi new ../pulumi-primeintellect/templates/typescript --yes": OWN_PROJECT,
    "make -C ../pulumi-primeintellect packages SDKS=nodejs": OWN_PROJECT,
    "npm install ../pulumi-primeintellect/dist/pulumi-primeintellect-*.tgz": OWN_PROJECT,
    "pip install .": FROM_A_CLONE,
    "export PRIME_API_KEY=...": FROM_A_CLONE,
    "pulumi stack init dev --cwd examples/yaml": FROM_A_CLONE,
    "pulumi preview --cwd examples/yaml": FROM_A_CLONE,
    "pip install ./sdk/python": FROM_A_CLONE,
    "pulumi stack init python --cwd examples/python": FROM_A_CLONE,
    "pulumi preview --cwd examples/python": FROM_A_CLONE,
    "go -C examples/go mod edit -replace="
    "github.com/pulumi-primeintellect/pulumi-primeintellect/sdk/go=../../sdk/go": (
        f"{DOCUMENTS}::test_the_go_example_builds_as_told"
    ),
    "go -C examples/go mod tidy": f"{DOCUMENTS}::test_the_go_example_builds_as_told",
    "pulumi do --package .venv/bin/pulumi-resource-primeintellect "
    "primeintellect:getSandbox --sandbox-id YOUR_SANDBOX_ID": (
        f"{DOCUMENTS}::test_a_shell_gets_an_answer"
    ),
    "pulumi config set --secret primeintellect:apiKey": SECRET_KEY,
    ".venv/bin/primeintellect-simulator --port 8080": (
        f"{DOCUMENTS}::test_the_simulator_answers_as_told"
    ),
    "export PRIME_API_BASE_URL=http://127.0.0.1:8080 PRIME_API_KEY=simulator-key": (
        f"{DOCUMENTS}::test_the_simulator_answers_as_told"
    ),
    "pulumi config set gpuModel H100": REGISTRY_CONFIGURATION,
    "pulumi config set label demo": REGISTRY_CONFIGURATION,
    "export PRIME_API_KEY=YOUR_API_KEY": REGISTRY_CONFIGURATION,
    "pulumi config set --secret primeintellect:apiKey YOUR_API_KEY": REGISTRY_CONFIGURATION,
    "pulumi config set primeintellect:teamId YOUR_TEAM_ID": REGISTRY_CONFIGURATION,
    "pulumi plugin install resource primeintellect --server "
    "github://api.github.com/pulumi-primeintellect/pulumi-primeintellect": (
        f"{RELEASE}::test_the_plugin_is_installed_from_the_release_that_the_schema_names"
    ),
    "pulumi package add primeintellect --server "
    "github://api.github.com/pulumi-primeintellect/pulumi-primeintellect": (
        f"{RELEASE}::test_a_program_records_the_release_for_other_machines"
    ),
    "make archive": ARCHIVE,
    f"pulumi plugin install resource primeintellect {__version__} --reinstall "
    f"--file dist/pulumi-resource-primeintellect-v{__version__}-linux-amd64.tar.gz": ARCHIVE,
    "python3 -m venv ~/.primeintellect-provider": PIP,
    "~/.primeintellect-provider/bin/pip install .": PIP,
    "~/.primeintellect-provider/bin/pip install --require-hashes "
    "--requirement requirements/plugin.txt": PIP,
    "mkdir -p ~/.primeintellect-provider/plugin": PIP,
    "cp ~/.primeintellect-provider/bin/pulumi-resource-primeintellect "
    "~/.primeintellect-provider/plugin": PIP,
    f"pulumi plugin install resource primeintellect {__version__} --reinstall "
    "--file ~/.primeintellect-provider/plugin": PIP,
    "export PATH=~/.primeintellect-provider/bin:$PATH": PIP,
    "pulumi preview --logtostderr --logflow -v=3": (
        "tests/engine/test_commands.py::test_the_log_has_a_line_for_each_request_without_the_key"
    ),
    "make packages": (
        "tests/sdk/test_builds.py::"
        "test_the_packages_for_every_registry_are_the_same_bytes_each_time"
    ),
}
"""By command: the test that runs it, or the script of CI that holds it."""

RECIPES = "tests/engine/test_recipes.py::test_commands_print_what_the_page_shows"
CONSOLES = {"pipelines.md": RECIPES, "recipes.md": RECIPES}
"""By document: the test that runs what comes after each `$` there, and compares what is printed."""

FILES = {
    "examples/provider/": ("tests/engine/test_authoring.py::test_a_program_uses_the_provider"),
    "templates/": (
        "tests/engine/test_templates.py::test_a_project_from_the_template_lists_what_holds_a_machine"
    ),
    "examples/": "tests/engine/test_examples.py::test_every_example_is_listed_and_run",
    "examples/automation/": "tests/engine/test_automation.py::test_json_is_all_that_stdout_has",
    "examples/pipelines/github": (
        "tests/engine/test_pipelines.py::test_the_github_workflow_stops_at_each_gate"
    ),
    "examples/pipelines/gitlab": (
        "tests/engine/test_pipelines.py::test_the_gitlab_job_stops_at_each_gate"
    ),
    "examples/pipelines/unclaimed.sh": RECIPES,
}
"""By the beginning of a path: the test that runs the files, or sees that each is run."""

Outputs = dict[str, object]

PROGRAMS: dict[tuple[str, str], Outputs | str] = {
    ("authoring.md", "A provider in one file"): AUTHORING,
    ("authoring.md", "Use it"): AUTHORING,
    ("installing.md", "From a release"): f"{RELEASE}::test_a_yaml_program_names_the_release",
    ("installing.md", "Named in Pulumi.yaml"): (
        f"{WAYS}::test_a_program_names_the_folder_of_the_executable"
    ),
    ("guide.md", "Finding sandboxes"): {
        "byRegion": {"us": 1},
        "gpus": 8,
        "memory": 640,
    },
    ("guide.md", "Several accounts or teams"): {
        "research": ["sbx-000008", "sbx-000016", "sbx-000040", "sbx-000048"],
        "serving": ["sbx-000012", "sbx-000020", "sbx-000024", "sbx-000036", "sbx-000044"],
    },
    ("guide.md", "A key for each account"): (
        "tests/engine/test_providers.py::test_a_provider_has_the_key_of_the_variable_that_is_mapped"
    ),
}
"""By document and heading: the outputs of the one program there, in YAML or Python, against the
simulator; or the test that runs what is there."""
