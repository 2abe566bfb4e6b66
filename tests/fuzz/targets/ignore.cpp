#include "ignore/ignore.hpp"

#include "target.hpp"

// Each of the forms in which exceptions are written down.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kscan;
  report::Report report;
  report.images.resize(1);
  report::Finding finding;
  finding.id = "CVE-2019-10744";
  report.images[0].scan.findings = {finding};
  for (const auto* file : {".trivyignore", "ignore.yaml", "vex.json"}) {
    const auto rules = ignore::parse(file, fuzz::text_of(data, size), "2026-11-23T00:00:00Z");
    if (!rules) continue;
    report::Report copy = report;
    ignore::apply(rules->rules, copy);
    const report::Scan& scan = copy.images[0].scan;
    fuzz::require(scan.findings.size() + scan.suppressed.size() == 1);
  }
  return 0;
}
