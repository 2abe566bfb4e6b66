#include "keyring/json_reader.hpp"

#include <vector>

namespace kscan::keyring {
namespace {

constexpr std::size_t deepest = 10'000;  // scanner.go: maxNestingDepth

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// One pass without recursion, so that no input can exhaust the stack.
class Checker {
public:
  explicit Checker(std::string_view text)
      : m_text(text) {}

  Result<> run() {
    while (m_error.empty()) {
      skip_space();
      if (m_at == m_text.size() && m_expect == Expect::nothing) return {};
      step();
    }
    return fail(Errc::invalid, std::move(m_error));
  }

private:
  enum class Expect { value, value_or_end, name, name_or_end, colon, comma_or_end, nothing };

  void step() {
    const char c = peek();
    switch (m_expect) {
    case Expect::value:
      return value(c);
    case Expect::value_or_end:
      return c == ']' ? close() : value(c);
    case Expect::name:
      return name(c);
    case Expect::name_or_end:
      return c == '}' ? close() : name(c);
    case Expect::colon:
      return expect_one(c == ':', Expect::value);
    case Expect::comma_or_end:
      return comma_or_end(c);
    case Expect::nothing:
      return refuse();
    }
  }

  void value(char c) {
    if (c == '{') return open('}', Expect::name_or_end);
    if (c == '[') return open(']', Expect::value_or_end);
    if (c == '"') {
      string();
    } else if (c == '-' || is_digit(c)) {
      number();
    } else {
      word(c);
    }
    m_expect = after_value();
  }

  void open(char closing, Expect then) {
    m_open.push_back(closing);
    if (m_open.size() > deepest) m_error = "exceeded max depth";
    ++m_at;
    m_expect = then;
  }

  void close() {
    m_open.pop_back();
    ++m_at;
    m_expect = after_value();
  }

  void name(char c) {
    if (c != '"') return refuse();
    string();
    m_expect = Expect::colon;
  }

  void comma_or_end(char c) {
    if (c == m_open.back()) return close();
    expect_one(c == ',', m_open.back() == '}' ? Expect::name : Expect::value);
  }

  void expect_one(bool found, Expect then) {
    if (!found) return refuse();
    ++m_at;
    m_expect = then;
  }

  [[nodiscard]] Expect after_value() const {
    return m_open.empty() ? Expect::nothing : Expect::comma_or_end;
  }

  void string() {
    ++m_at;
    while (m_error.empty() && peek() != '"') {
      const char c = peek();
      if (static_cast<unsigned char>(c) < 0x20) return refuse();
      ++m_at;
      if (c == '\\') escape();
    }
    ++m_at;
  }

  void escape() {
    const char c = peek();
    if (c != 'u') return take_if(std::string_view("bfnrt\\/\"").find(c) != std::string_view::npos);
    ++m_at;
    for (int i = 0; i < 4; ++i) {
      const char digit = peek();
      take_if(is_digit(digit) || (digit >= 'a' && digit <= 'f') || (digit >= 'A' && digit <= 'F'));
    }
  }

  void number() {
    if (peek() == '-') ++m_at;
    if (peek() == '0') {
      ++m_at;
    } else {
      digits();
    }
    if (next_is(".")) {
      ++m_at;
      digits();
    }
    if (next_is("eE")) {
      ++m_at;
      if (next_is("+-")) ++m_at;
      digits();
    }
  }

  void digits() {
    take_if(is_digit(peek()));
    while (m_at < m_text.size() && is_digit(m_text[m_at]))
      ++m_at;
  }

  void word(char first) {
    if (first == 't') return spell("true");
    if (first == 'f') return spell("false");
    if (first == 'n') return spell("null");
    refuse();
  }

  void spell(std::string_view word) {
    for (const char c : word)
      take_if(peek() == c);
  }

  /// The next character; at the end of the text an error, and a character that fits nowhere.
  char peek() {
    if (m_at < m_text.size()) return m_text[m_at];
    if (m_error.empty()) m_error = "unexpected end of JSON input";
    return '\0';
  }

  [[nodiscard]] bool next_is(std::string_view any_of) const {
    return m_at < m_text.size() && any_of.find(m_text[m_at]) != std::string_view::npos;
  }

  void take_if(bool fits) {
    if (!fits) return refuse();
    ++m_at;
  }

  void refuse() {
    if (m_error.empty()) m_error = "invalid character in JSON at byte " + std::to_string(m_at);
  }

  void skip_space() {
    while (next_is(" \t\r\n"))
      ++m_at;
  }

  std::string_view m_text;
  std::size_t m_at = 0;
  Expect m_expect = Expect::value;
  std::vector<char> m_open;  // the brackets to come, outermost first
  std::string m_error;
};

}  // namespace

Result<> check_json(std::string_view text) {
  return Checker(text).run();
}

}  // namespace kscan::keyring
