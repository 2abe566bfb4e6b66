#pragma once
#include "base/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>

/// JSON exactly as Go's encoding/json takes it. nlohmann's reader differs in what matters here: it
/// skips a byte order mark, stops at NUL, and refuses lone surrogates and numbers above 1e308.
namespace kscan::keyring {

/// Is the whole text one JSON value (scanner.go)? The error names a position and no byte of it.
[[nodiscard]] Result<> check_json(std::string_view text);

enum class JsonKind { object, array, string, number, boolean, null };

/// Reads a text that check_json() accepted, front to back, and keeps nothing of it.
class JsonReader {
public:
  explicit JsonReader(std::string_view checked);

  /// What the value ahead is.
  [[nodiscard]] JsonKind kind() const noexcept;

  /// Takes the '{' of an object; after it, next_member() until it says false.
  void enter_object() noexcept;
  /// Takes a member's name; its value is ahead then and must be taken. False: the object is over.
  [[nodiscard]] bool next_member(std::string& name);

  /// Takes a string: escapes resolved; bad UTF-8 and lone surrogates become U+FFFD.
  [[nodiscard]] std::string take_string();

  /// Takes the value ahead, whatever it is.
  void skip() noexcept;

private:
  [[nodiscard]] char ahead() const noexcept { return m_text[m_at]; }
  void skip_space() noexcept;
  void skip_string() noexcept;
  void skip_nested() noexcept;
  void append_escape(std::string& out);
  [[nodiscard]] char32_t unicode_escape();

  std::string_view m_text;
  std::size_t m_at = 0;
};

}  // namespace kscan::keyring
