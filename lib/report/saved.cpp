#include "report/saved.hpp"

#include "report/scan_report.hpp"
#include "report/scanners.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kscan::report {
namespace {

constexpr std::array<std::pair<Errc, std::string_view>, 13> codes = {{
    {Errc::usage, "usage"},
    {Errc::config, "config"},
    {Errc::unauthorized, "unauthorized"},
    {Errc::forbidden, "forbidden"},
    {Errc::not_found, "notFound"},
    {Errc::conflict, "conflict"},
    {Errc::gone, "gone"},
    {Errc::unavailable, "unavailable"},
    {Errc::timeout, "timeout"},
    {Errc::protocol, "protocol"},
    {Errc::invalid, "invalid"},
    {Errc::interrupted, "interrupted"},
    {Errc::internal, "internal"},
}};

/// Trivy's and Grype's own file of one image.
Result<Report> report_of_one(Result<Scan>&& scan) {
  if (!scan) return fail(std::move(scan).error());
  Report report;
  report.created = scan->created;
  ImageReport& image = report.images.emplace_back();
  Result<image::Reference> reference = image::parse(scan->artifact);
  if (reference)
    image.image = *std::move(reference);
  else
    image.image.repository = scan->artifact;
  image.scan = std::move(*scan);
  complete_scanner(report);
  return report;
}

}  // namespace

std::string_view code_name(Errc code) noexcept {
  const auto* const found = std::ranges::find(codes, code, &decltype(codes)::value_type::first);
  return found == codes.end() ? std::string_view() : found->second;
}

Errc code_named(std::string_view name) noexcept {
  const auto* const found = std::ranges::find(codes, name, &decltype(codes)::value_type::second);
  return found == codes.end() ? Errc::unavailable : found->first;
}

Result<Report> read_saved(const ByteSource& source, Detail detail) {
  const std::string_view first = source();
  const ScannerProfile* const scanner = scanner_of(first);
  const ByteSource again = [&source, first, started = false]() mutable {
    return std::exchange(started, true) ? source() : first;
  };
  return scanner == nullptr ? read_scan_report(again, detail)
                            : report_of_one(scanner->decode(again, detail));
}

}  // namespace kscan::report
