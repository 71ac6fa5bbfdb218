// Command pulumi-sdk-generator writes the SDK of a package for a language from the package's schema. The language hosts
// that can be had as Go modules are older than the call by which the engine asks them to do so.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "pulumi-api-tokens"

func generate(language, schemaFile, folder string) error {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		return err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return err
	}
	bound, diagnostics, err := schema.BindSpecWithContext(
		context.Background(), spec, schema.NewNullLoader(), schema.ValidationOptions{})
	if err != nil {
		return err
	}
	if diagnostics.HasErrors() {
		return diagnostics
	}
	files, err := filesOf(language, bound)
	if err != nil {
		return err
	}
	for name, content := range files {
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func filesOf(language string, bound *schema.Package) (map[string][]byte, error) {
	switch language {
	case "go":
		files, err := golang.GeneratePackage(tool, bound, nil)
		if err == nil {
			files["go.mod"] = []byte(goModule())
		}
		return files, err
	case "python":
		return python.GeneratePackage(tool, bound, nil, nil)
	default:
		return nil, fmt.Errorf("no generator for %s: there are go and python", language)
	}
}

// goModule makes the SDK a module of its own, so that a program can point to its folder.
func goModule() string {
	const sdk = "github.com/pulumi/pulumi/sdk/v3"
	module := "module pulumi-api-tokens/sdk/go\n\ngo 1.24\n"
	info, _ := debug.ReadBuildInfo()
	for _, dependency := range info.Deps {
		if dependency.Path == sdk {
			module += fmt.Sprintf("\nrequire %s %s\n", sdk, dependency.Version)
		}
	}
	return module
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "Usage: pulumi-sdk-generator <go|python> <schema.json> <folder>")
		os.Exit(2)
	}
	if err := generate(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
