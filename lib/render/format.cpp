#include "render/format.hpp"

#include "render/custom_columns.hpp"
#include "render/jsonpath_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace kscan::render {
namespace {

constexpr std::array<std::pair<std::string_view, Format>, 19> formats = {{
    {"csv", Format::csv},
    {"custom-columns", Format::custom_columns},
    {"cyclonedx", Format::cyclonedx},
    {"github", Format::github},
    {"gitlab", Format::gitlab},
    {"html", Format::html},
    {"json", Format::json},
    {"jsonl", Format::jsonl},
    {"jsonpath", Format::jsonpath},
    {"junit", Format::junit},
    {"markdown", Format::markdown},
    {"name", Format::name},
    {"openvex", Format::openvex},
    {"prometheus", Format::prometheus},
    {"sarif", Format::sarif},
    {"summary", Format::summary},
    {"table", Format::table},
    {"wide", Format::wide},
    {"yaml", Format::yaml},
}};

Error unknown_format(std::string_view text) {
  return Error(Errc::usage,
               fmt::format("unable to match a printer suitable for the output format \"{}\", "
                           "allowed formats are: {}",
                           text,
                           fmt::join(format_names(), ",")));
}

bool takes_argument(Format format) {
  return format == Format::jsonpath || format == Format::custom_columns;
}

Result<> check_argument(const Output& output) {
  return output.format == Format::jsonpath ? check_jsonpath(output.argument)
                                           : check_custom_columns(output.argument);
}

}  // namespace

std::vector<std::string_view> format_names() {
  std::vector<std::string_view> names;
  for (const auto& [name, format] : formats)
    names.push_back(name);
  return names;
}

std::string_view to_string(Format format) noexcept {
  const auto* const found =
      std::ranges::find(formats, format, &decltype(formats)::value_type::second);
  return found == formats.end() ? std::string_view() : found->first;
}

Result<Format> parse_format(std::string_view name) {
  const auto* const found = std::ranges::find(formats, name, &decltype(formats)::value_type::first);
  if (found == formats.end()) return fail(unknown_format(name));
  return found->second;
}

Result<Output> parse_output(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  const auto format = parse_format(name);
  if (!format) return fail(unknown_format(text));
  Output output{.format = *format};
  const bool has_value = equals != std::string_view::npos;
  std::string value(has_value ? text.substr(equals + 1) : std::string_view());
  if (takes_argument(*format)) {
    output.argument = std::move(value);
    if (Result<> good = check_argument(output); !good) return fail(good.error());
    return output;
  }
  if (has_value && value.empty())
    return fail(Errc::usage, fmt::format("no file name in --output \"{}\"", text));
  if (value != "-") output.file = std::move(value);
  return output;
}

Result<std::vector<Output>> parse_outputs(const std::vector<std::string>& texts) {
  std::vector<Output> outputs;
  for (const std::string& text : texts) {
    Result<Output> output = parse_output(text);
    if (!output) return fail(output.error());
    const auto same = std::ranges::find(outputs, output->file, &Output::file);
    if (same != outputs.end() && output->file.empty())
      return fail(Error(Errc::usage, "only one --output can go to standard output")
                      .hint(fmt::format("--output {}=FILE", to_string(output->format))));
    if (same != outputs.end())
      return fail(Errc::usage, fmt::format("two --output go to the file \"{}\"", output->file));
    outputs.push_back(*std::move(output));
  }
  return outputs;
}

bool shows_descriptions(Format format) noexcept {
  switch (format) {
  case Format::json:
  case Format::yaml:
  case Format::jsonl:
  case Format::jsonpath:
  case Format::custom_columns:
  case Format::sarif:
  case Format::gitlab:
  case Format::html:
  case Format::cyclonedx:
  case Format::openvex:
    return true;
  default:
    return false;
  }
}

}  // namespace kscan::render
