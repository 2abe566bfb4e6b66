#include "kubectl-scan/flag_values.hpp"

#include "handoff/handoff.hpp"
#include "kubectl-scan/timeout.hpp"
#include "manifest/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace kscan::cmd {

using std::chrono::seconds;

namespace {

constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_prefix = 253;

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_label_part(std::string_view text) {
  if (text.empty() || text.size() > longest_label) return false;
  return is_alphanumeric(text.front()) && is_alphanumeric(text.back())
         && std::ranges::all_of(
             text, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

bool is_prefix(std::string_view text) {
  if (text.empty() || text.size() > longest_prefix) return false;
  const auto is_lower = [](char c) { return is_alphanumeric(c) && (c < 'A' || c > 'Z'); };
  return is_lower(text.front()) && is_lower(text.back())
         && std::ranges::all_of(text, [&](char c) { return is_lower(c) || c == '-' || c == '.'; });
}

bool is_qualified_name(std::string_view key) {
  const std::size_t slash = key.find('/');
  if (slash == std::string_view::npos) return is_label_part(key);
  return is_prefix(key.substr(0, slash)) && is_label_part(key.substr(slash + 1));
}

bool is_own(std::string_view key) {
  return key == handoff::label_managed_by || key.starts_with("kubectl-scan.dev/");
}

using Pair = std::pair<std::string, std::string>;

Result<Pair> split_pair(std::string_view flag, const std::string& value) {
  const std::size_t equals = value.find('=');
  if (equals == std::string::npos)
    return fail(invalid_argument(flag, value, "KEY=VALUE is expected"));
  Pair pair{value.substr(0, equals), value.substr(equals + 1)};
  if (!is_qualified_name(pair.first))
    return fail(invalid_argument(
        flag,
        value,
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and "
        "end with an alphanumeric character"));
  if (is_own(pair.first))
    return fail(invalid_argument(flag, value, "kubectl-scan sets that one itself"));
  return pair;
}

using Check = Result<> (*)(std::string_view flag, const std::string& whole, const Pair& pair);

Result<manifest::Texts>
parse_pairs(std::string_view flag, std::span<const std::string> values, Check check) {
  manifest::Texts result;
  for (const std::string& value : values) {
    auto pair = split_pair(flag, value);
    if (!pair) return fail(pair.error());
    if (const auto valid = check(flag, value, *pair); !valid) return fail(valid.error());
    result[pair->first] = std::move(pair->second);
  }
  return result;
}

Result<> check_label(std::string_view flag, const std::string& whole, const Pair& pair) {
  if (pair.second.empty() || is_label_part(pair.second)) return {};
  return fail(invalid_argument(
      flag,
      whole,
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
      "'.', and must start and end with an alphanumeric character"));
}

Result<> check_quantity(std::string_view flag, const std::string& whole, const Pair& pair) {
  const Result<double> number = manifest::parse_quantity(pair.second);
  if (!number) return fail(invalid_argument(flag, whole, number.error().message()));
  if (*number > 0) return {};
  return fail(invalid_argument(flag, whole, "must be greater than zero"));
}

}  // namespace

Error invalid_argument(std::string_view flag, std::string_view value, std::string_view why) {
  return Error(Errc::usage,
               fmt::format("invalid argument \"{}\" for \"--{}\" flag: {}", value, flag, why));
}

Result<seconds>
parse_duration(std::string_view flag, const std::string& value, const Range& range) {
  const auto parsed = parse_timeout(value);
  if (!parsed)
    return fail(invalid_argument(flag, value, "a duration is expected, as in 90s, 15m or 1h30m"));
  const auto rounded = std::chrono::ceil<seconds>(*parsed);
  if (rounded >= range.least && rounded <= range.most) return rounded;
  return fail(invalid_argument(
      flag,
      value,
      fmt::format("must be from {}s to {}h", range.least.count(), range.most.count() / 3600)));
}

Result<std::int64_t>
parse_integer(std::string_view flag, const std::string& value, std::int64_t most) {
  std::int64_t number = 0;
  const char* const end = value.data() + value.size();
  const auto [at, error] = std::from_chars(value.data(), end, number);
  if (error == std::errc() && at == end && number >= 0 && number <= most) return number;
  return fail(
      invalid_argument(flag, value, fmt::format("a number from 0 to {} is expected", most)));
}

Result<manifest::Texts> parse_labels(std::string_view flag, std::span<const std::string> values) {
  return parse_pairs(flag, values, check_label);
}

Result<manifest::Texts> parse_annotations(std::string_view flag,
                                          std::span<const std::string> values) {
  return parse_pairs(
      flag, values, [](std::string_view, const std::string&, const Pair&) { return Result<>(); });
}

Result<manifest::Texts> parse_quantities(std::string_view flag,
                                         std::span<const std::string> values) {
  return parse_pairs(flag, values, check_quantity);
}

Result<manifest::Toleration> parse_toleration(std::string_view flag, const std::string& value) {
  constexpr std::array<std::string_view, 3> effects{"NoSchedule", "PreferNoSchedule", "NoExecute"};
  const std::size_t colon = std::min(value.rfind(':'), value.size());
  const std::string taint = value.substr(0, colon);
  const std::size_t equals = std::min(taint.find('='), taint.size());
  manifest::Toleration result{.key = taint.substr(0, equals), .exists = equals == taint.size()};
  if (!result.exists) result.value = taint.substr(equals + 1);
  if (colon < value.size()) result.effect = value.substr(colon + 1);
  const bool any = value.starts_with(":");
  if (!any && !is_qualified_name(result.key))
    return fail(invalid_argument(flag, value, "KEY[=VALUE][:EFFECT] is expected"));
  if (!result.value.empty() && !is_label_part(result.value))
    return fail(invalid_argument(flag, value, "invalid taint value"));
  if (colon < value.size() && std::ranges::find(effects, result.effect) == effects.end())
    return fail(invalid_argument(
        flag,
        value,
        fmt::format("invalid taint effect: {}, unsupported taint effect", result.effect)));
  return result;
}

}  // namespace kscan::cmd
