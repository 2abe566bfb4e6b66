// mkdb builds small databases for trivy, in the formats of trivy's own modules.
//
//	mkdb vulnerability OUTDIR FIXTURE...
//	mkdb java OUTDIR [GROUP:ARTIFACT:VERSION=JAR]...
package main

import (
	"crypto/sha1"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	fixtures "github.com/aquasecurity/bolt-fixtures"
	"github.com/aquasecurity/trivy-db/pkg/db"
	"github.com/aquasecurity/trivy-db/pkg/metadata"
	javadb "github.com/aquasecurity/trivy-java-db/pkg/db"
	"github.com/aquasecurity/trivy-java-db/pkg/types"
	_ "modernc.org/sqlite"
)

// Cached databases are used for as long as their inputs stay the same: they never ask for an update.
const lifetime = 10 * 365 * 24 * time.Hour

func main() {
	if len(os.Args) < 3 {
		log.Fatal("usage: mkdb vulnerability|java OUTDIR INPUT...")
	}
	build := map[string]func(string, []string) error{"vulnerability": buildVulnerability, "java": buildJava}[os.Args[1]]
	if build == nil {
		log.Fatalf("no such database: %s", os.Args[1])
	}
	if err := os.MkdirAll(os.Args[2], 0o755); err != nil {
		log.Fatal(err)
	}
	if err := build(os.Args[2], os.Args[3:]); err != nil {
		log.Fatal(err)
	}
}

func buildVulnerability(dir string, inputs []string) error {
	loader, err := fixtures.New(filepath.Join(dir, "trivy.db"), inputs)
	if err != nil {
		return err
	}
	if err := loader.Load(); err != nil {
		return err
	}
	if err := loader.Close(); err != nil {
		return err
	}
	now := time.Now().UTC()
	client := metadata.NewClient(dir)
	return client.Update(metadata.Metadata{Version: db.SchemaVersion, UpdatedAt: now, NextUpdate: now.Add(lifetime)})
}

func buildJava(dir string, inputs []string) error {
	database, err := javadb.New(dir)
	if err != nil {
		return err
	}
	defer database.Close()
	if err := database.Init(); err != nil {
		return err
	}
	var indexes []types.Index
	for _, input := range inputs {
		index, err := javaIndex(input)
		if err != nil {
			return err
		}
		indexes = append(indexes, index)
	}
	if err := database.InsertIndexes(indexes); err != nil {
		return err
	}
	now := time.Now().UTC()
	client := javadb.NewMetadata(dir)
	return client.Update(javadb.Metadata{Version: javadb.SchemaVersion, UpdatedAt: now, NextUpdate: now.Add(lifetime)})
}

func javaIndex(input string) (types.Index, error) {
	name, path, _ := strings.Cut(input, "=")
	parts := strings.Split(name, ":")
	if len(parts) != 3 {
		return types.Index{}, fmt.Errorf("not GROUP:ARTIFACT:VERSION=JAR: %s", input)
	}
	jar, err := os.ReadFile(path)
	if err != nil {
		return types.Index{}, err
	}
	sum := sha1.Sum(jar)
	return types.Index{GroupID: parts[0], ArtifactID: parts[1], Version: parts[2], SHA1: sum[:], ArchiveType: types.JarType}, nil
}
