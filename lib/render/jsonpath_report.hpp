#pragma once
#include "base/error.hpp"
#include "report/report.hpp"

#include <iosfwd>
#include <string>

namespace kscan::render {

/// Errc::usage with what is wrong with the template.
[[nodiscard]] Result<> check_jsonpath(const std::string& text);
/// A kubectl JSONPath template over the ScanReport. What it finds is made printable, but for the
/// newlines and tabs of the template itself.
[[nodiscard]] Result<>
write_jsonpath(const std::string& text, const report::Report& report, std::ostream& out);

}  // namespace kscan::render
