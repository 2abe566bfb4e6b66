#include "render/custom_columns.hpp"

#include "base/text.hpp"
#include "jsonpath/jsonpath.hpp"
#include "render/report_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>
#include <string_view>
#include <utility>
#include <vector>

namespace kscan::render {
namespace {

using nlohmann::json;
using Lines = std::vector<std::vector<std::string>>;

struct Column {
  std::string header;
  jsonpath::Template path;
};

Result<Column> parse_column(std::string_view spec) {
  const std::size_t colon = spec.find(':');
  if (colon == std::string_view::npos)
    return fail(
        Errc::usage,
        fmt::format("unexpected custom-columns spec: {}, expected <header>:<json-path-expr>",
                    spec));
  const Result<std::string> path = jsonpath::relaxed(spec.substr(colon + 1));
  if (!path) return fail(path.error());
  Result<jsonpath::Template> parsed = jsonpath::Template::parse(*path);
  if (!parsed) return fail(parsed.error());
  return Column{printable(spec.substr(0, colon)), *std::move(parsed)};
}

Result<std::vector<Column>> parse_columns(std::string_view spec) {
  if (spec.empty())
    return fail(Errc::usage, "custom-columns format specified but no custom columns given");
  std::vector<Column> columns;
  for (;;) {
    const std::size_t comma = spec.find(',');
    Result<Column> column = parse_column(spec.substr(0, comma));
    if (!column) return fail(column.error());
    columns.push_back(*std::move(column));
    if (comma == std::string_view::npos) return columns;
    spec.remove_prefix(comma + 1);
  }
}

Result<> add_line(const std::vector<Column>& columns, const json& row, Lines& lines) {
  std::vector<std::string>& cells = lines.emplace_back();
  for (const Column& column : columns) {
    const auto values = column.path.values(row);
    if (!values) return fail(values.error());
    const std::string text = fmt::format("{}", fmt::join(*values, ","));
    cells.push_back(values->empty() ? "<none>" : printable(text));
  }
  return {};
}

/// The widths of k8s.io/cli-runtime/pkg/printers/tabwriter.go.
void write_lines(const Lines& lines, std::ostream& out) {
  constexpr std::size_t narrowest = 6;
  constexpr std::size_t padding = 3;
  if (lines.empty()) return;
  std::vector<std::size_t> widths(lines.front().size(), narrowest);
  for (const auto& cells : lines)
    for (std::size_t i = 0; i < cells.size(); ++i)
      widths[i] = std::max(widths[i], display_width(cells[i]) + padding);
  for (const auto& cells : lines) {
    for (std::size_t i = 0; i + 1 < cells.size(); ++i)
      out << cells[i] << std::string(widths[i] - display_width(cells[i]), ' ');
    out << cells.back() << '\n';
  }
}

}  // namespace

Result<> check_custom_columns(const std::string& spec) {
  const auto columns = parse_columns(spec);
  if (!columns) return fail(columns.error());
  return {};
}

Result<> write_custom_columns(const std::string& spec,
                              const report::Report& report,
                              const Style& style,
                              std::ostream& out) {
  const auto columns = parse_columns(spec);
  if (!columns) return fail(columns.error());
  Lines lines;
  if (style.headers) {
    lines.emplace_back();
    for (const Column& column : *columns)
      lines.back().push_back(column.header);
  }
  for (const report::ImageReport& image : report.images) {
    report::ImageReport bare = image;
    bare.scan.findings.clear();
    bare.scan.suppressed.clear();
    const json of_image = item_json(bare);
    for (const report::Finding& finding : image.scan.findings) {
      json row = finding_json(finding);
      for (const char* key : {"image", "os", "targets"})
        row[key] = of_image[key];
      if (Result<> done = add_line(*columns, row, lines); !done) return done;
    }
  }
  write_lines(lines, out);
  return {};
}

}  // namespace kscan::render
