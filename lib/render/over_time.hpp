#pragma once
#include "render/style.hpp"
#include "report/explain.hpp"
#include "report/report.hpp"

#include <iosfwd>

namespace kscan::render {

/// What changed since a baseline, for people: what is new, then what is gone, then the numbers. The
/// report has been compared, see report/history.hpp.
void write_changes(const report::Report& report, const Style& style, std::ostream& out);

/// One vulnerability: what it is, where it is, and what to upgrade.
void write_explanation(const report::Explanation& explanation,
                       const Style& style,
                       std::ostream& out);

}  // namespace kscan::render
