#include "report/saved.hpp"
#include "report/scanners.hpp"
#include "target.hpp"

// Reports of every scanner, and our own.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kscan;
  const std::string_view text = fuzz::text_of(data, size);
  for (const report::ScannerProfile& scanner : report::scanner_profiles()) {
    const Result<report::Scan> scan =
        scanner.decode(report::whole(text), report::Detail::everything);
    if (!scan) continue;
    fuzz::require(report::totals(*scan).all() == scan->findings.size());
  }
  const Result<report::Report> saved = report::read_saved(report::whole(text));
  fuzz::require(saved || saved.error().code() == Errc::protocol);
  return 0;
}
