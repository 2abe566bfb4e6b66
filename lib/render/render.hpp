#pragma once
#include "base/error.hpp"
#include "render/format.hpp"
#include "render/style.hpp"
#include "report/report.hpp"

#include <iosfwd>

/// A report as people and programs read it. Pure but for the stream: same report, same bytes; no
/// clock, no locale, no environment. All formats show the same findings: filters, exceptions, gate
/// and baseline have been applied to the report before.
namespace kscan::render {

/// Fails only where the output's own template does not fit the report (jsonpath).
[[nodiscard]] Result<>
write(const Output& output, const report::Report& report, const Style& style, std::ostream& out);
/// The same for a format without an argument.
void render(Format format, const report::Report& report, const Style& style, std::ostream& out);

}  // namespace kscan::render
