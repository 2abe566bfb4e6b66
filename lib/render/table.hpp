#pragma once
#include "render/style.hpp"
#include "report/report.hpp"

#include <iosfwd>

namespace kscan::render {

/// One block per image: who runs it, what it is, its findings, their number; with several images
/// the sum at the end. Nothing that came from outside reaches the terminal unescaped. Warnings are
/// not part of it: a person reads them on standard error.
void write_table(const report::Report& report, const Style& style, std::ostream& out);

/// Every finding of every container on a line of its own, nothing left out.
void write_wide(const report::Report& report, const Style& style, std::ostream& out);

/// A line for each container, worst first, and at the end what to do: sums for each workload and
/// registry, and the upgrades that remove most.
void write_summary(const report::Report& report, const Style& style, std::ostream& out);

/// "image/registry/repository@digest", a line for each.
void write_names(const report::Report& report, std::ostream& out);

}  // namespace kscan::render
