#pragma once
#include "base/error.hpp"
#include "report/json_fields.hpp"
#include "report/report.hpp"

#include <span>
#include <string_view>

/// The scanners whose reports are understood.
namespace kscan::report {

/// Trivy's JSON report of one image (SchemaVersion 2; pkg/types/report.go of v0.70).
[[nodiscard]] Result<Scan> decode_trivy(const ByteSource& json, Detail detail = Detail::everything);
/// Grype's JSON report of one image (grype/presenter/models/document.go of v0.110).
[[nodiscard]] Result<Scan> decode_grype(const ByteSource& json, Detail detail = Detail::everything);

/// One kind of scanner. Its report is read in one pass: what is not in Scan takes no memory.
/// Anything unexpected is Errc::protocol and names its place: "cannot use the scanner's report:
/// Results[0].Vulnerabilities[3].Severity is a number, not a string".
struct ScannerProfile {
  std::string_view name;    ///< as in --scanner and in reports: "trivy"
  std::string_view title;   ///< "Trivy"
  std::string_view vendor;  ///< "Aqua Security"
  std::string_view url;     ///< where to read about it
  Result<Scan> (*decode)(const ByteSource& json, Detail detail);
  /// A member of the document by which it is known.
  std::span<const std::string_view> landmarks;
};

[[nodiscard]] std::span<const ScannerProfile> scanner_profiles() noexcept;
/// Null if there is none of that name.
[[nodiscard]] const ScannerProfile* find_scanner(std::string_view name) noexcept;
/// Whose report a document is, by its first member; null: nobody's. `start` holds that much of it.
[[nodiscard]] const ScannerProfile* scanner_of(std::string_view start) noexcept;

/// Whichever scanner's report it is; Trivy's where nothing tells.
[[nodiscard]] Result<Scan> parse_scan(std::string_view json);

}  // namespace kscan::report
