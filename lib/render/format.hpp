#pragma once
#include "base/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kscan::render {

enum class Format {
  table,
  summary,
  wide,
  json,
  yaml,
  jsonl,
  name,
  jsonpath,
  custom_columns,
  sarif,
  junit,
  gitlab,
  github,
  markdown,
  html,
  csv,
  cyclonedx,
  openvex,
  prometheus,
};

/// One -o flag: FORMAT, FORMAT=FILE, jsonpath=TEMPLATE or custom-columns=SPEC.
struct Output {
  Format format = Format::table;
  std::string file{};      ///< empty: standard output
  std::string argument{};  ///< template of jsonpath, columns of custom-columns
  friend bool operator==(const Output&, const Output&) = default;
};

/// The error lists what is allowed, in kubectl's words. A template is looked at here already, so
/// that what is wrong with it is said before anything is scanned.
[[nodiscard]] Result<Output> parse_output(std::string_view text);
/// Several of them: at most one goes to standard output, and no two to the same file.
[[nodiscard]] Result<std::vector<Output>> parse_outputs(const std::vector<std::string>& texts);
/// A format without file and argument.
[[nodiscard]] Result<Format> parse_format(std::string_view name);
[[nodiscard]] std::string_view to_string(Format format) noexcept;
[[nodiscard]] std::vector<std::string_view> format_names();  ///< sorted
/// Whether what it shows of a finding depends on its description.
[[nodiscard]] bool shows_descriptions(Format format) noexcept;

}  // namespace kscan::render
