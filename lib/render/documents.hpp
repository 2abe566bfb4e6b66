#pragma once
#include "render/style.hpp"
#include "report/report.hpp"

#include <iosfwd>

/// Documents for other programs. Each shows the findings that the report holds; what is suppressed
/// only with Style::show_suppressed, unless said otherwise. What was not scanned is said wherever
/// the format has a place for it.
namespace kscan::render {

/// SARIF 2.1.0 for code scanning: a result for each finding of an image, which keeps its
/// fingerprint from tag to tag; a notification for what was not scanned.
void write_sarif(const report::Report& report, const Style& style, std::ostream& out);

/// JUnit XML: a suite for each image, a test case for each finding. It fails, unless there is a
/// gate that tolerates it: then it is skipped. What was not scanned is an error.
void write_junit(const report::Report& report, const Style& style, std::ostream& out);

/// GitLab's cluster_image_scanning report, schema 15.2.1: a vulnerability for each finding in each
/// container.
void write_gitlab(const report::Report& report, const Style& style, std::ostream& out);

/// GitHub Actions workflow commands: errors for what fails the gate, warnings for the rest, as many
/// as are shown, and all of it in groups. The step summary is write_markdown().
void write_github(const report::Report& report, const Style& style, std::ostream& out);

/// For a merge request's comment or a step summary; at most 65 536 bytes, what is worst comes
/// first.
void write_markdown(const report::Report& report, const Style& style, std::ostream& out);

/// One file that needs nothing else: sorted and filtered by its own script, dark where the reader's
/// system is.
void write_html(const report::Report& report, const Style& style, std::ostream& out);

/// RFC 4180: a line for each finding in each container.
void write_csv(const report::Report& report, const Style& style, std::ostream& out);

/// CycloneDX 1.6: images, in them the packages that have findings, and the vulnerabilities, those
/// that are suppressed always among them, with their analysis.
void write_cyclonedx(const report::Report& report, std::ostream& out);

/// OpenVEX 0.2.0 to go on from: what is found is under investigation, what is suppressed has its
/// status and reason.
void write_openvex(const report::Report& report, std::ostream& out);

/// Prometheus' text format for the textfile collector.
void write_prometheus(const report::Report& report, std::ostream& out);

}  // namespace kscan::render
