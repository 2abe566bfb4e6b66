#pragma once
#include "base/error.hpp"
#include "report/report.hpp"

#include <iosfwd>
#include <string_view>

/// A report as people and programs read it. Pure but for the stream: same report, same bytes; no
/// clock, no locale, no environment.
namespace kscan::render {

enum class Format { table, json };
struct Style {
  int columns = 0;  ///< 0: not a terminal, nothing is cut
  bool color = false;
};

/// The error lists what is allowed, in kubectl's words.
[[nodiscard]] Result<Format> parse_format(std::string_view name);
void render(Format format, const report::Report& report, const Style& style, std::ostream& out);

}  // namespace kscan::render
