#include "render/json_report.hpp"

#include "render/escape.hpp"
#include "render/report_json.hpp"

#include <nlohmann/json.hpp>

#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace kscan::render {
namespace {

using nlohmann::ordered_json;

constexpr int indent = 2;

/// JSON has newlines only where it is laid out.
void write_indented(std::string_view json, std::size_t columns, std::ostream& out) {
  const std::string margin(columns, ' ');
  for (std::size_t end = json.find('\n'); end != std::string_view::npos; end = json.find('\n')) {
    out << json.substr(0, end + 1) << margin;
    json.remove_prefix(end + 1);
  }
  out << json;
}

/// One after the other, so that only one is in memory as JSON.
void write_items(const std::vector<report::ImageReport>& images, std::ostream& out) {
  if (images.empty()) {
    out << "[]";
    return;
  }
  std::string_view before = "[\n    ";
  for (const report::ImageReport& image : images) {
    out << std::exchange(before, ",\n    ");
    write_indented(json_text(item_json(image), indent), 2 * indent, out);
  }
  out << "\n  ]";
}

void write_line(std::string_view type, ordered_json&& fields, std::ostream& out) {
  ordered_json line = {{"type", type}};
  line.update(std::move(fields));
  constexpr int on_one_line = -1;
  out << json_text(line, on_one_line) << '\n' << std::flush;
}

}  // namespace

void write_json(const report::Report& report, std::ostream& out) {
  std::string_view before = "{\n";
  const ordered_json header = report_header(report);
  for (const auto& [key, value] : header.items()) {
    out << std::exchange(before, ",\n") << "  " << json_text(key, indent) << ": ";
    if (key == "items")
      write_items(report.images, out);
    else
      write_indented(json_text(value, indent), indent, out);
  }
  out << "\n}\n";
}

void write_jsonl_image(const report::ImageReport& image, std::ostream& out) {
  write_line("image", item_json(image), out);
}

void write_jsonl_summary(const report::Report& report, std::ostream& out) {
  ordered_json header = report_header(report);
  header.erase("items");
  write_line("summary", std::move(header), out);
}

void write_jsonl(const report::Report& report, std::ostream& out) {
  for (const report::ImageReport& image : report.images)
    write_jsonl_image(image, out);
  write_jsonl_summary(report, out);
}

}  // namespace kscan::render
