// mkdb builds a small database for grype with its own writer.
//
//	mkdb DIRECTORY
//
// leaves vulnerability.db in the directory.
package main

import (
	"fmt"
	"log"
	"os"
	"time"

	db "github.com/anchore/grype/grype/db/v6"
)

// advisory is what one source says of one package.
type advisory struct {
	provider    string
	id          string
	cve         string // of which the id is another name; empty: the id is the CVE
	description string
	url         string
	severity    string
	cvss        string
	published   time.Time
	os          *db.OperatingSystem
	ecosystem   string
	name        string
	scheme      string // how versions are compared
	affected    string
	fixed       string
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: mkdb DIRECTORY")
	}
	if err := build(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func build(directory string) error {
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return err
	}
	database, err := db.NewWriter(db.Config{DBDirPath: directory})
	if err != nil {
		return err
	}
	for _, entry := range advisories {
		if err := add(database, entry); err != nil {
			return fmt.Errorf("%s: %w", entry.id, err)
		}
	}
	return database.Close()
}

func add(database db.Writer, entry advisory) error {
	now := time.Now().UTC()
	provider := &db.Provider{ID: entry.provider, Version: "1", Processor: "kubectl-scan testbed", DateCaptured: &now}
	vulnerability := &db.VulnerabilityHandle{
		Name:          entry.id,
		Status:        db.VulnerabilityActive,
		PublishedDate: &entry.published,
		Provider:      provider,
		BlobValue:     blob(entry),
	}
	if err := database.AddVulnerabilities(vulnerability); err != nil {
		return err
	}
	if entry.cve != "" {
		if err := addRecord(database, entry, &now); err != nil {
			return err
		}
	}
	return database.AddAffectedPackages(&db.AffectedPackageHandle{
		Vulnerability:   vulnerability,
		OperatingSystem: entry.os,
		Package:         &db.Package{Ecosystem: entry.ecosystem, Name: entry.name},
		BlobValue: &db.PackageBlob{
			CVEs: cves(entry),
			Ranges: []db.Range{{
				Version: db.Version{Type: entry.scheme, Constraint: entry.affected},
				Fix:     &db.Fix{Version: entry.fixed, State: db.FixedStatus},
			}},
		},
	})
}

// addRecord adds the CVE itself, which grype shows beside the advisory.
func addRecord(database db.Writer, entry advisory, captured *time.Time) error {
	record := blob(entry)
	record.ID = entry.cve
	record.Aliases = nil
	return database.AddVulnerabilities(&db.VulnerabilityHandle{
		Name:          entry.cve,
		Status:        db.VulnerabilityActive,
		PublishedDate: &entry.published,
		Provider:      &db.Provider{ID: "nvd", Version: "1", Processor: "kubectl-scan testbed", DateCaptured: captured},
		BlobValue:     record,
	})
}

func blob(entry advisory) *db.VulnerabilityBlob {
	result := &db.VulnerabilityBlob{
		ID:          entry.id,
		Description: entry.description,
		References:  []db.Reference{{URL: entry.url}},
		Severities:  []db.Severity{{Scheme: db.SeveritySchemeCHML, Value: entry.severity, Rank: 1}},
	}
	if entry.cve != "" {
		result.Aliases = []string{entry.cve}
	}
	if entry.cvss != "" {
		value := db.CVSSSeverity{Vector: entry.cvss, Version: "3.1"}
		result.Severities = append(result.Severities,
			db.Severity{Scheme: db.SeveritySchemeCVSS, Value: value, Source: "nvd@nist.gov", Rank: 2})
	}
	return result
}

func cves(entry advisory) []string {
	if entry.cve == "" {
		return nil
	}
	return []string{entry.cve}
}
