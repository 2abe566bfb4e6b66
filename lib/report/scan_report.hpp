#pragma once
#include "base/error.hpp"
#include "report/json_fields.hpp"
#include "report/report.hpp"

namespace kscan::report {

/// A ScanReport as `render` writes it.
[[nodiscard]] Result<Report> read_scan_report(const ByteSource& json, Detail detail);

}  // namespace kscan::report
