#include "render/render.hpp"

#include "render/custom_columns.hpp"
#include "render/documents.hpp"
#include "render/json_report.hpp"
#include "render/jsonpath_report.hpp"
#include "render/table.hpp"

namespace kscan::render {
namespace {

void write_for_people(Format format,
                      const report::Report& report,
                      const Style& style,
                      std::ostream& out) {
  if (format == Format::table) write_table(report, style, out);
  if (format == Format::summary) write_summary(report, style, out);
  if (format == Format::wide) write_wide(report, style, out);
  if (format == Format::name) write_names(report, out);
  if (format == Format::markdown) write_markdown(report, style, out);
  if (format == Format::html) write_html(report, style, out);
  if (format == Format::csv) write_csv(report, style, out);
}

}  // namespace

Result<>
write(const Output& output, const report::Report& report, const Style& style, std::ostream& out) {
  if (output.format == Format::jsonpath) return write_jsonpath(output.argument, report, out);
  if (output.format == Format::custom_columns)
    return write_custom_columns(output.argument, report, style, out);
  render(output.format, report, style, out);
  return {};
}

void render(Format format, const report::Report& report, const Style& style, std::ostream& out) {
  switch (format) {
  case Format::json:
    return write_json(report, out);
  case Format::yaml:
    return write_yaml(report, out);
  case Format::jsonl:
    return write_jsonl(report, out);
  case Format::sarif:
    return write_sarif(report, style, out);
  case Format::junit:
    return write_junit(report, style, out);
  case Format::gitlab:
    return write_gitlab(report, style, out);
  case Format::github:
    return write_github(report, style, out);
  case Format::cyclonedx:
    return write_cyclonedx(report, out);
  case Format::openvex:
    return write_openvex(report, out);
  case Format::prometheus:
    return write_prometheus(report, out);
  case Format::jsonpath:
  case Format::custom_columns:
    return;
  default:
    return write_for_people(format, report, style, out);
  }
}

}  // namespace kscan::render
