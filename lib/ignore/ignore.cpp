#include "ignore/ignore.hpp"

#include "base/text.hpp"
#include "ignore/readers.hpp"

#include <fmt/format.h>

#include <utility>

namespace kscan::ignore {
namespace {

/// Takes the words of a line off its start, one by one.
std::string_view take_word(std::string_view& line) {
  line = trim(line);
  const std::size_t end = line.find_first_of(" \t\v\f\r");
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(word.size());
  return word;
}

/// "exp:2026-12-31" among the words behind the id; empty if there is none.
std::string_view expiry_of(std::string_view words) {
  constexpr std::string_view prefix = "exp:";
  while (!trim(words).empty())
    if (const std::string_view word = take_word(words); word.starts_with(prefix))
      return word.substr(prefix.size());
  return {};
}

void add_line(std::string_view file, std::string_view line, Rules& rules) {
  std::string_view rest = trim(line);
  if (rest.empty() || rest.front() == '#') return;
  Rule rule{.id = std::string(take_word(rest))};
  rule.until = expiry_of(rest);
  rule.source = file;
  if (!rule.until.empty() && !parse_date(rule.until))
    rules.warnings.push_back(fmt::format(
        "{}: {} is left out: \"{}\" is no date such as 2026-12-31", file, rule.id, rule.until));
  else
    rules.rules.push_back(std::move(rule));
}

bool is_json(std::string_view file, std::string_view text) {
  return file.ends_with(".json") || trim(text).starts_with('{');
}

bool is_yaml(std::string_view file) {
  return file.ends_with(".yaml") || file.ends_with(".yml");
}

Result<Rules> read(std::string_view file, std::string_view text) {
  if (is_yaml(file)) return read_yaml(file, text);
  return is_json(file, text) ? read_openvex(file, text) : read_lines(file, text);
}

/// SystemTime ends in 2262, but people write 9999-12-31 for never.
std::string within_reach(std::string_view text) {
  constexpr std::string_view last_leap_year = "2260";
  std::string near(text);
  const std::string_view year = text.substr(0, last_leap_year.size());
  if (year.find_first_not_of("0123456789") == std::string_view::npos && year > last_leap_year)
    near.replace(0, year.size(), last_leap_year);
  return near;
}

void drop_ended(Rules& rules, std::string_view now) {
  const Result<SystemTime> today = parse_rfc3339(now);
  std::erase_if(rules.rules, [&](const Rule& rule) {
    const auto end = parse_date(rule.until);
    if (!end || !today || *end >= *today) return false;
    rules.warnings.push_back(
        fmt::format("{}: the exception for {} ended on {}", rule.source, rule.id, rule.until));
    return true;
  });
}

}  // namespace

std::optional<SystemTime> parse_date(std::string_view text) {
  constexpr std::size_t date_size = 10;
  const bool date = text.size() == date_size;
  const Result<SystemTime> time = parse_rfc3339(within_reach(text) + (date ? "T00:00:00Z" : ""));
  if (!time) return std::nullopt;
  return *time;
}

Rules read_lines(std::string_view file, std::string_view text) {
  Rules rules;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    add_line(file, text.substr(0, end), rules);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return rules;
}

Result<Rules> parse(std::string_view file, std::string_view text, std::string_view now) {
  Result<Rules> rules = read(file, text);
  if (!rules) return fail(std::move(rules.error()).because(file));
  drop_ended(*rules, now);
  return rules;
}

}  // namespace kscan::ignore
