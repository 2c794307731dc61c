// Sdkgen-java writes the Java SDK from a Pulumi schema:
//
//	sdkgen-java SCHEMA.json java OUT_DIR
//
// It is apart from sdkgen because Java's generator does not build with as new a pulumi/pkg. The
// language host generates, too, but one that was found on PATH can be of any version.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hashicorp/hcl/v2"

	"github.com/pulumi/pulumi-java/pkg/codegen/java"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// The name that the generated files' headers give to whoever wrote them.
const tool = "sdkgen-java"

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, tool+":", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) != 3 || arguments[1] != "java" {
		return fmt.Errorf("usage: %s SCHEMA.json java OUT_DIR", tool)
	}
	text, err := os.ReadFile(arguments[0])
	if err != nil {
		return err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return fmt.Errorf("%s: %w", arguments[0], err)
	}
	// The schema refers to no other package, so that there is nothing to load.
	pkg, diagnostics, err := schema.BindSpec(spec, nil, schema.ValidationOptions{})
	_ = hcl.NewDiagnosticTextWriter(os.Stderr, nil, 0, false).WriteDiagnostics(diagnostics)
	if err != nil {
		return err
	}
	files, err := java.GeneratePackage(tool, pkg, nil, nil, false, false)
	if err != nil {
		return err
	}
	return write(arguments[2], files)
}

func write(folder string, files map[string][]byte) error {
	for name, text := range files {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
