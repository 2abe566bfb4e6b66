#pragma once
#include "render/render.hpp"
#include "report/report.hpp"

#include <iosfwd>

namespace kscan::render {

/// One block per image: who runs it, what it is, its findings, their number; with several images
/// the sum at the end. Nothing that came from outside reaches the terminal unescaped. Warnings are
/// not part of it: a person reads them on standard error.
void write_table(const report::Report& report, const Style& style, std::ostream& out);

}  // namespace kscan::render
