#include "render/documents.hpp"
#include "render/escape.hpp"
#include "render/words.hpp"

#include <fmt/format.h>

#include <ostream>
#include <string>
#include <string_view>

namespace kscan::render {
namespace {

using report::Finding;

/// The counts that JUnit wants before the cases.
struct Counts {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
};

bool is_failure(const Finding& finding, const report::Report& report) {
  return !finding.suppression && (!report.gate || finding.gated);
}

/// The gate fails because of it, though no package is to blame.
bool fails_by_age(const report::ImageReport& image, const report::Report& report) {
  return report.gate && report.gate->end_of_life > 0 && image.scan.os.end_of_life;
}

Counts counts_of(const report::ImageReport& image, const report::Report& report, bool suppressed) {
  if (!image.scanned()) return {.tests = 1, .errors = 1};
  Counts counts{.tests = image.scan.findings.size()};
  for (const Finding& finding : image.scan.findings)
    ++(is_failure(finding, report) ? counts.failures : counts.skipped);
  if (suppressed) {
    counts.tests += image.scan.suppressed.size();
    counts.skipped += image.scan.suppressed.size();
  }
  if (fails_by_age(image, report)) {
    ++counts.tests;
    ++counts.failures;
  }
  if (counts.tests == 0) counts.tests = 1;
  return counts;
}

/// Without what was skipped: of all suites together Jenkins' schema does not allow it.
std::string attributes(const Counts& counts) {
  return fmt::format(R"(tests="{}" failures="{}" errors="{}" time="0")",
                     counts.tests,
                     counts.failures,
                     counts.errors);
}

void write_case_start(const report::ImageReport& image, std::string_view name, std::ostream& out) {
  out << fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"0\"",
                     xml_text(full_name(image)),
                     xml_text(name));
}

std::string details_of(const Finding& finding) {
  std::string text = fmt::format("{}\npackage: {} {}\nfixed in: {}\n",
                                 xml_text(finding.title),
                                 xml_text(finding.package),
                                 xml_text(finding.installed),
                                 finding.fixed.empty() ? "&lt;none&gt;" : xml_text(finding.fixed));
  if (!finding.path.empty()) text += "path: " + xml_text(finding.path) + "\n";
  if (!finding.url.empty()) text += xml_text(finding.url) + "\n";
  return text;
}

void write_finding(const report::ImageReport& image,
                   const Finding& finding,
                   const report::Report& report,
                   std::ostream& out) {
  write_case_start(image,
                   fmt::format("[{}] {} {}@{}{}{}",
                               to_string(finding.severity),
                               finding.id,
                               finding.package,
                               finding.installed,
                               finding.path.empty() ? "" : " in ",
                               finding.path),
                   out);
  out << ">\n";
  if (is_failure(finding, report))
    out << fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n",
                       to_string(finding.severity),
                       xml_text(finding.title.empty() ? finding.id : finding.title),
                       details_of(finding));
  else
    out << fmt::format("      <skipped message=\"{}\"/>\n",
                       finding.suppression
                           ? xml_text("suppressed by " + suppression_text(*finding.suppression))
                           : xml_text("tolerated by the gate " + report.gate->threshold));
  out << "    </testcase>\n";
}

void write_error(const report::ImageReport& image, std::ostream& out) {
  write_case_start(image, "scan", out);
  out << fmt::format(">\n      <error type=\"not scanned\" message=\"{}\">{}</error>\n"
                     "    </testcase>\n",
                     xml_text(image.failure->message()),
                     xml_text(image.failure->hint()));
}

void write_properties(const report::ImageReport& image, std::ostream& out) {
  if (image.targets.empty()) return;
  out << "    <properties>\n";
  for (const report::Target& target : image.targets)
    out << fmt::format(
        "      <property name=\"target\" value=\"{}\"/>\n",
        xml_text(target.ns + "/" + target.kind + "/" + target.name + "/" + target.container));
  out << "    </properties>\n";
}

void write_cases(const report::ImageReport& image,
                 const report::Report& report,
                 bool suppressed,
                 std::ostream& out) {
  if (!image.scanned()) return write_error(image, out);
  const auto& hidden = image.scan.suppressed;
  if (fails_by_age(image, report)) {
    write_case_start(image, "operating system", out);
    out << fmt::format(">\n      <failure type=\"end of life\" message=\"{}\"/>\n    </testcase>\n",
                       xml_text(os_text(image.scan.os)));
  } else if (image.scan.findings.empty() && (!suppressed || hidden.empty())) {
    write_case_start(image, "no findings", out);
    out << "/>\n";
  }
  for (const Finding& finding : image.scan.findings)
    write_finding(image, finding, report, out);
  if (!suppressed) return;
  for (const Finding& finding : hidden)
    write_finding(image, finding, report, out);
}

}  // namespace

void write_junit(const report::Report& report, const Style& style, std::ostream& out) {
  Counts all;
  for (const report::ImageReport& image : report.images) {
    const Counts counts = counts_of(image, report, style.show_suppressed);
    all.tests += counts.tests;
    all.failures += counts.failures;
    all.errors += counts.errors;
  }
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"kubectl-scan\" "
      << attributes(all) << ">\n";
  for (const report::ImageReport& image : report.images) {
    const Counts counts = counts_of(image, report, style.show_suppressed);
    out << fmt::format("  <testsuite name=\"{}\" {} skipped=\"{}\" timestamp=\"{}\">\n",
                       xml_text(full_name(image)),
                       attributes(counts),
                       counts.skipped,
                       xml_text(report.created));
    write_properties(image, out);
    write_cases(image, report, style.show_suppressed, out);
    out << "  </testsuite>\n";
  }
  out << "</testsuites>\n";
}

}  // namespace kscan::render
