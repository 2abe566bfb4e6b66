#include "render/jsonpath_report.hpp"

#include "base/text.hpp"
#include "jsonpath/jsonpath.hpp"
#include "render/report_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <ostream>
#include <string_view>

namespace kscan::render {
namespace {

/// Values are printable before the template puts its newlines between them.
void make_printable(nlohmann::json& value) {
  if (value.is_string()) {
    auto& text = value.get_ref<std::string&>();
    text = printable(text);
  }
  if (value.is_structured())
    for (nlohmann::json& child : value)
      make_printable(child);
}

}  // namespace

Result<> check_jsonpath(const std::string& text) {
  const auto parsed = jsonpath::Template::parse(text);
  if (text.empty()) return fail(Errc::usage, "template format specified but no template given");
  if (!parsed)
    return fail(Errc::usage,
                fmt::format("error parsing jsonpath {}, {}", text, parsed.error().message()));
  return {};
}

Result<> write_jsonpath(const std::string& text, const report::Report& report, std::ostream& out) {
  const auto parsed = jsonpath::Template::parse(text);
  if (!parsed) return fail(parsed.error());
  nlohmann::json data = report_json(report);
  make_printable(data);
  const Result<std::string> written = parsed->execute(data);
  if (!written)
    return fail(
        Errc::usage,
        fmt::format("error executing jsonpath \"{}\": {}", text, written.error().message()));
  out << *written;
  return {};
}

}  // namespace kscan::render
