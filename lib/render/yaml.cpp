#include "render/yaml.hpp"

#include "base/text.hpp"
#include "render/escape.hpp"
#include "render/json_report.hpp"
#include "render/report_json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <ostream>
#include <string>
#include <string_view>

namespace kscan::render {
namespace {

using nlohmann::ordered_json;

/// What YAML 1.1, which kubectl's readers still know, or 1.2 takes for something else than text.
bool is_word(std::string_view text) {
  constexpr std::array<std::string_view, 11> words = {
      "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "<<"};
  return std::ranges::find(words, to_lower_ascii(text)) != words.end();
}

/// Numbers, dates, times of day, infinities: whatever starts like one is quoted.
bool looks_like_a_number(std::string_view text) {
  const std::size_t sign = text.front() == '-' || text.front() == '+' ? 1 : 0;
  if (text.size() == sign) return true;
  const char first = text[sign];
  return (first >= '0' && first <= '9') || first == '.';
}

bool has_markup(std::string_view text) {
  constexpr std::string_view special_at_the_start = "-?:,[]{}#&*!|>'\"%@`= ";
  return special_at_the_start.find(text.front()) != std::string_view::npos || text.back() == ' '
         || text.back() == ':' || text.find(": ") != std::string_view::npos
         || text.find(" #") != std::string_view::npos;
}

/// A byte order mark and what is no character: printable(), but not in YAML.
bool is_legible(std::string_view text) {
  constexpr std::array<std::string_view, 3> illegible = {
      "\xef\xbb\xbf", "\xef\xbf\xbe", "\xef\xbf\xbf"};
  return printable(text) == text && std::ranges::none_of(illegible, [text](std::string_view mark) {
           return text.find(mark) != std::string_view::npos;
         });
}

bool is_plain(std::string_view text) {
  return !text.empty() && is_legible(text) && !is_word(text) && !looks_like_a_number(text)
         && !has_markup(text);
}

std::string scalar(const ordered_json& value) {
  if (!value.is_string()) return json_text(value, -1);  // [], {}, numbers, true and null as in JSON
  const auto& text = value.get_ref<const std::string&>();
  return is_plain(text) ? text : yaml_quoted(text);
}

void write(const ordered_json& value, std::size_t columns, std::ostream& out);

/// After "key:" or "-".
void write_value(const ordered_json& value, std::size_t columns, std::ostream& out) {
  if (!value.is_structured() || value.empty()) {
    out << ' ' << scalar(value) << '\n';
    return;
  }
  out << '\n';
  write(value, columns, out);
}

/// The first line of a list's element stands behind its dash.
void write_elements(const ordered_json& list, std::size_t columns, std::ostream& out) {
  const std::string margin(columns, ' ');
  for (const ordered_json& element : list) {
    if (!element.is_object() || element.empty()) {
      out << margin << '-';
      write_value(element, columns + 2, out);
      continue;
    }
    std::string_view before = "- ";
    for (const auto& [key, value] : element.items()) {
      out << margin << before << scalar(key) << ':';
      write_value(value, value.is_array() ? columns + 2 : columns + 4, out);
      before = "  ";
    }
  }
}

void write(const ordered_json& value, std::size_t columns, std::ostream& out) {
  if (value.is_array()) return write_elements(value, columns, out);
  const std::string margin(columns, ' ');
  for (const auto& [key, member] : value.items()) {
    out << margin << scalar(key) << ':';
    write_value(member, member.is_array() ? columns : columns + 2, out);
  }
}

}  // namespace

void write_yaml_value(const ordered_json& value, std::ostream& out) {
  if (value.is_structured() && !value.empty())
    write(value, 0, out);
  else
    out << scalar(value) << '\n';
}

void write_yaml(const report::Report& report, std::ostream& out) {
  write_yaml_value(report_json(report), out);
}

}  // namespace kscan::render
