#include "agent/challenge.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace kscan::agent {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

bool is_token_char(char c) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
         || marks.find(c) != std::string_view::npos;
}

class Scanner {
public:
  explicit Scanner(std::string_view text)
      : m_rest(text) {}

  void skip_separators() {
    while (!m_rest.empty() && (is_blank(m_rest.front()) || m_rest.front() == ','))
      m_rest.remove_prefix(1);
  }

  std::string_view token() {
    const auto end = std::find_if_not(m_rest.begin(), m_rest.end(), is_token_char);
    const std::string_view result =
        m_rest.substr(0, static_cast<std::size_t>(end - m_rest.begin()));
    m_rest.remove_prefix(result.size());
    return result;
  }

  /// name=value, or nothing, and then nothing is consumed.
  std::optional<std::pair<std::string, std::string>> parameter() {
    const std::string_view before = m_rest;
    const std::string_view name = token();
    skip_blanks();
    if (name.empty() || !m_rest.starts_with('=')) {
      m_rest = before;
      return std::nullopt;
    }
    m_rest.remove_prefix(1);
    skip_blanks();
    return std::pair(to_lower_ascii(name),
                     m_rest.starts_with('"') ? quoted() : std::string(token()));
  }

private:
  void skip_blanks() {
    while (!m_rest.empty() && is_blank(m_rest.front()))
      m_rest.remove_prefix(1);
  }

  std::string quoted() {
    std::string result;
    m_rest.remove_prefix(1);
    while (!m_rest.empty() && m_rest.front() != '"') {
      if (m_rest.front() == '\\' && m_rest.size() > 1) m_rest.remove_prefix(1);
      result += m_rest.front();
      m_rest.remove_prefix(1);
    }
    if (!m_rest.empty()) m_rest.remove_prefix(1);
    return result;
  }

  std::string_view m_rest;
};

}  // namespace

std::vector<Challenge> parse_challenges(std::string_view header) {
  std::vector<Challenge> result;
  Scanner scanner(header);
  for (;;) {
    scanner.skip_separators();
    const std::string_view scheme = scanner.token();
    if (scheme.empty()) return result;
    Challenge& challenge = result.emplace_back();
    challenge.scheme = to_lower_ascii(scheme);
    scanner.skip_separators();
    while (auto parameter = scanner.parameter()) {
      challenge.parameters.insert(std::move(*parameter));
      scanner.skip_separators();
    }
  }
}

}  // namespace kscan::agent
