#pragma once
#include "base/error.hpp"
#include "report/json_fields.hpp"
#include "report/report.hpp"

#include <string>
#include <string_view>

/// Reports that were kept in files.
namespace kscan::report {

inline constexpr std::string_view api_version = "scan.kubectl.dev/v1alpha1";
inline constexpr std::string_view report_kind = "ScanReport";

/// Reads a ScanReport, or the JSON of a scanner itself, which makes a report of one image that
/// nobody is known to run. `source` is read to its end, in one pass. What the report did not decide
/// (the gate, the comparison with a baseline) is not taken over from it. Any error is
/// Errc::protocol.
[[nodiscard]] Result<Report> read_saved(const ByteSource& source,
                                        Detail detail = Detail::everything);

/// A word for the code of a failure, as it is kept in a report: "timeout".
[[nodiscard]] std::string_view code_name(Errc code) noexcept;
[[nodiscard]] Errc code_named(std::string_view name) noexcept;  ///< unavailable for any other word

}  // namespace kscan::report
