#include "render/render.hpp"

#include "render/json_report.hpp"
#include "render/table.hpp"

#include <fmt/format.h>

namespace kscan::render {

Result<Format> parse_format(std::string_view name) {
  if (name == "table") return Format::table;
  if (name == "json") return Format::json;
  return fail(Errc::usage,
              fmt::format("unable to match a printer suitable for the output format \"{}\", "
                          "allowed formats are: json,table",
                          name));
}

void render(Format format, const report::Report& report, const Style& style, std::ostream& out) {
  switch (format) {
  case Format::table:
    return write_table(report, style, out);
  case Format::json:
    return write_json(report, out);
  }
}

}  // namespace kscan::render
