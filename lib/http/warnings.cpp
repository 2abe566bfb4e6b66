#include "http/warnings.hpp"

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "http/encoded_word.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace kscan::http {
namespace {

/// Cuts what stands before the next space; nullopt when there is none.
std::optional<std::string_view> take_word(std::string_view& rest) {
  const std::size_t space = rest.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view word = rest.substr(0, space);
  rest.remove_prefix(space + 1);
  return word;
}

/// Cuts a quoted string with backslash escapes.
std::optional<std::string> take_quoted(std::string_view& rest) {
  if (!rest.starts_with('"')) return std::nullopt;
  std::string text;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest = trim(rest.substr(i + 1));
      return text;
    }
    if (rest[i] == '\\' && ++i == rest.size()) break;
    text += rest[i];
  }
  return std::nullopt;
}

/// Cuts the date, which nobody reads; false when it has no end.
bool skip_date(std::string_view& rest) {
  if (!rest.starts_with('"')) return true;
  const std::size_t end = rest.find('"', 1);
  if (end == std::string_view::npos) return false;
  rest = trim(rest.substr(end + 1));
  return true;
}

/// Cuts the comma before the next warning; false when something else is there.
bool skip_comma(std::string_view& rest) {
  if (rest.empty()) return true;
  if (!rest.starts_with(',')) return false;
  rest = trim(rest.substr(1));
  return true;
}

bool is_plain(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (!point.valid || point.value < 0x20 || (point.value >= 0x7f && point.value < 0xa0)) {
      return false;
    }
    text.remove_prefix(point.size);
  }
  return true;
}

std::optional<int> parse_code(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() != 3 || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  return (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
}

/// The first warning of `rest`, which is cut off.
std::optional<Warning> take_warning(std::string_view& rest) {
  rest = trim(rest);
  const auto code_text = take_word(rest);
  const auto agent = code_text ? take_word(rest) : std::nullopt;
  const auto code = agent ? parse_code(*code_text) : std::nullopt;
  if (!code || agent->empty() || !is_plain(*agent)) return std::nullopt;
  auto text = take_quoted(rest);
  if (!text) return std::nullopt;
  *text = decode_words(*text);
  if (!is_plain(*text) || !skip_date(rest) || !skip_comma(rest)) return std::nullopt;
  return Warning{*code, std::string(*agent), std::move(*text)};
}

}  // namespace

std::vector<Warning> parse_warnings(std::string_view header) {
  std::vector<Warning> warnings;
  while (!header.empty()) {
    auto warning = take_warning(header);
    if (!warning) break;
    warnings.push_back(std::move(*warning));
  }
  return warnings;
}

struct WarningTransport::Seen {
  std::function<void(std::string)> on_warning;
  std::set<std::string> texts = {};

  void take(const Head& head) {
    for (const auto& header : head.headers) {
      if (to_lower_ascii(header.name) != "warning") continue;
      for (const auto& warning : parse_warnings(header.value))
        take(warning);
    }
  }

private:
  void take(const Warning& warning) {
    if (warning.code != 299 || warning.text.empty()) return;
    if (texts.insert(warning.text).second && on_warning) on_warning(warning.text);
  }
};

WarningTransport::WarningTransport(Transport& inner, std::function<void(std::string)> on_warning)
    : m_inner(inner),
      m_seen(std::make_shared<Seen>(std::move(on_warning))) {}

WarningTransport::~WarningTransport() = default;

io::Ticket WarningTransport::start(Request request, Sink sink) {
  sink.on_head = [seen = m_seen, on_head = std::move(sink.on_head)](const Head& head) {
    seen->take(head);
    if (on_head) on_head(head);
  };
  return m_inner.start(std::move(request), std::move(sink));
}

std::size_t WarningTransport::count() const {
  return m_seen->texts.size();
}

}  // namespace kscan::http
