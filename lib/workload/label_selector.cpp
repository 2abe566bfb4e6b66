#include "workload/label_selector.hpp"

#include "base/json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <system_error>
#include <utility>

namespace kscan::workload {

using nlohmann::json;

namespace {

using Operator = LabelSelector::Operator;
using Requirement = LabelSelector::Requirement;

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view symbols = "=!(),<>";

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// apimachinery pkg/util/validation: a name, or the value of a label.
bool is_name(std::string_view text) {
  constexpr std::size_t longest = 63;
  return !text.empty() && text.size() <= longest && is_alphanumeric(text.front())
         && is_alphanumeric(text.back()) && std::ranges::all_of(text, [](char c) {
              return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
            });
}

bool is_key(std::string_view text) {
  const std::size_t slash = text.find('/');
  return is_name(text.substr(slash == std::string_view::npos ? 0 : slash + 1)) && slash != 0;
}

/// The text in tokens: symbols, words, and "" for its end.
class Words {
public:
  explicit Words(std::string_view text)
      : m_rest(text) {
    advance();
  }
  [[nodiscard]] std::string_view next() const { return m_next; }
  [[nodiscard]] bool is_word() const {
    return !m_next.empty() && symbols.find(m_next.front()) == std::string_view::npos;
  }
  std::string_view take() {
    const std::string_view taken = m_next;
    advance();
    return taken;
  }
  bool take_if(std::string_view token) {
    if (m_next != token || token.empty()) return false;
    advance();
    return true;
  }

private:
  void advance() {
    m_rest.remove_prefix(std::min(m_rest.find_first_not_of(blanks), m_rest.size()));
    m_next = m_rest.substr(0, length());
    m_rest.remove_prefix(m_next.size());
  }
  [[nodiscard]] std::size_t length() const {
    if (m_rest.starts_with("==") || m_rest.starts_with("!=")) return 2;
    if (!m_rest.empty() && symbols.find(m_rest.front()) != std::string_view::npos) return 1;
    const std::string ends = std::string(blanks) + std::string(symbols);
    return std::min(m_rest.find_first_of(ends), m_rest.size());
  }

  std::string_view m_rest;
  std::string_view m_next;
};

tl::unexpected<Error> unexpected(const Words& words, std::string_view expected) {
  return fail(Errc::usage, fmt::format("found '{}', expected: {}", words.next(), expected));
}

/// Nothing where none follows: the key alone is asked for.
Result<std::optional<Operator>> parse_operator(Words& words) {
  using Names = std::initializer_list<std::pair<std::string_view, Operator>>;
  if (words.next().empty() || words.next() == ",") return std::nullopt;
  for (const auto& [name, how] : Names{{"=", Operator::in},
                                       {"==", Operator::in},
                                       {"in", Operator::in},
                                       {"!=", Operator::not_in},
                                       {"notin", Operator::not_in},
                                       {">", Operator::greater},
                                       {"<", Operator::less}})
    if (words.take_if(name)) return how;
  return unexpected(words, "in, notin, =, ==, !=, gt, lt");
}

/// "(a,b)"; between and beside commas there may be nothing, which is the empty value.
Result<> parse_set(Words& words, Requirement& into) {
  if (!words.take_if("(")) return unexpected(words, "'('");
  do
    into.values.emplace(words.is_word() ? words.take() : std::string_view());
  while (words.take_if(","));
  return words.take_if(")") ? Result<>() : unexpected(words, "',' or ')'");
}

Result<> parse_value(Words& words, Requirement& into) {
  const bool empty = words.next().empty() || words.next() == ",";
  if (!empty && !words.is_word()) return unexpected(words, "identifier");
  into.values.emplace(empty ? std::string_view() : words.take());
  return {};
}

Result<> check(const Requirement& requirement) {
  for (const std::string& value : requirement.values) {
    const bool ordered = requirement.how == Operator::greater || requirement.how == Operator::less;
    if (ordered && !number(value))
      return fail(Errc::usage,
                  fmt::format("values[0]: Invalid value: \"{}\": for 'Gt', 'Lt' operators, the "
                              "value must be an integer",
                              value));
    if (!value.empty() && !is_name(value))
      return fail(Errc::usage, fmt::format("values[0]: Invalid value: \"{}\"", value));
  }
  return {};
}

Result<Requirement> parse_requirement(Words& words) {
  const bool absent = words.take_if("!");
  if (!words.is_word()) return unexpected(words, "identifier");
  Requirement found{.key = std::string(words.take())};
  if (!is_key(found.key))
    return fail(Errc::usage, fmt::format("key: Invalid value: \"{}\"", found.key));
  found.how = absent ? Operator::does_not_exist : Operator::exists;
  if (absent) return found;
  const bool set = words.next() == "in" || words.next() == "notin";
  const Result<std::optional<Operator>> how = parse_operator(words);
  if (!how) return fail(how.error());
  if (!*how) return found;
  found.how = **how;
  if (Result<> read = set ? parse_set(words, found) : parse_value(words, found); !read)
    return fail(read.error());
  if (Result<> good = check(found); !good) return fail(good.error());
  return found;
}

Result<std::vector<Requirement>> parse_all(std::string_view text) {
  std::vector<Requirement> all;
  Words words(text);
  while (!words.next().empty()) {
    Result<Requirement> one = parse_requirement(words);
    if (!one) return fail(std::move(one).error().because("unable to parse requirement"));
    all.push_back(*std::move(one));
    if (words.next().empty()) break;
    if (!words.take_if(",")) return unexpected(words, "',' or 'end of string'");
    if (words.next().empty()) return unexpected(words, "identifier after ','");
  }
  return all;
}

bool holds(const Requirement& required, const json& labels) {
  const json& label = member(labels, required.key);
  const bool exists = label.is_string();
  const std::string value = exists ? label.get<std::string>() : std::string();
  switch (required.how) {
  case Operator::in:
    return exists && required.values.contains(value);
  case Operator::not_in:
    return !exists || !required.values.contains(value);
  case Operator::exists:
    return exists;
  case Operator::does_not_exist:
    return !exists;
  case Operator::greater:
    return number(value) && *number(value) > *number(*required.values.begin());
  case Operator::less:
    return number(value) && *number(value) < *number(*required.values.begin());
  }
  return false;
}

}  // namespace

Result<LabelSelector> LabelSelector::parse(std::string_view text) {
  Result<std::vector<Requirement>> all = parse_all(text);
  if (!all)
    return fail(std::move(all).error().because(
        fmt::format("the provided selector \"{}\" is not valid", text)));
  LabelSelector selector;
  selector.m_requirements = *std::move(all);
  return selector;
}

bool LabelSelector::selects(const json& object) const {
  const json& labels = member(member(object, "metadata"), "labels");
  return std::ranges::all_of(m_requirements,
                             [&](const Requirement& required) { return holds(required, labels); });
}

}  // namespace kscan::workload
