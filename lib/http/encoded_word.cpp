#include "http/encoded_word.hpp"

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

#include <charconv>
#include <optional>

namespace kscan::http {
namespace {

constexpr auto npos = std::string_view::npos;

struct Word {
  std::size_t begin = 0, end = 0;
  std::string_view charset;
  char encoding = 0;
  std::string_view content;
};

/// The first "=?charset?e?content?=".
std::optional<Word> find_word(std::string_view text) {
  const std::size_t begin = text.find("=?");
  if (begin == npos) return std::nullopt;
  const std::size_t question = text.find('?', begin + 2);
  if (question == npos || text.size() < question + 5 || text[question + 2] != '?') {
    return std::nullopt;
  }
  const std::size_t end = text.find("?=", question + 3);
  if (end == npos) return std::nullopt;
  return Word{begin,
              end + 2,
              text.substr(begin + 2, question - begin - 2),
              text[question + 1],
              text.substr(question + 3, end - question - 3)};
}

std::optional<char> hex_byte(std::string_view digits) {
  unsigned value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2) return std::nullopt;
  return static_cast<char>(value);
}

std::optional<std::string> decode_q(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '=') {
      const auto byte = hex_byte(text.substr(i + 1, 2));
      if (!byte) return std::nullopt;
      bytes += *byte;
      i += 2;
    } else if ((c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t') {
      bytes += c == '_' ? ' ' : c;
    } else {
      return std::nullopt;
    }
  }
  return bytes;
}

std::optional<std::string> decode(const Word& word) {
  if (word.encoding == 'Q' || word.encoding == 'q') return decode_q(word.content);
  if (word.encoding != 'B' && word.encoding != 'b') return std::nullopt;
  auto bytes = base64_decode(word.content);
  if (!bytes) return std::nullopt;
  return std::move(*bytes);
}

/// To UTF-8; nullopt when the charset is unknown.
std::optional<std::string> convert(std::string_view charset, std::string bytes) {
  const std::string name = to_lower_ascii(charset);
  if (name == "utf-8") return bytes;
  if (name != "iso-8859-1" && name != "us-ascii") return std::nullopt;
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_utf8(text, byte < 0x80 || name == "iso-8859-1" ? byte : U'\ufffd');
  }
  return text;
}

}  // namespace

std::string decode_words(std::string_view text) {
  const std::string_view whole = text;
  std::string out;
  bool after_word = false;
  while (const auto word = find_word(text)) {
    auto bytes = decode(*word);
    // White space between two words is none of the text.
    const std::string_view before = text.substr(0, word->begin);
    if (!bytes) {
      out += text.substr(0, word->end);
    } else {
      auto converted = convert(word->charset, std::move(*bytes));
      if (!converted) return std::string(whole);
      if (!after_word || before.find_first_not_of(" \t\r\n") != npos) out += before;
      out += *converted;
    }
    after_word = bytes.has_value();
    text.remove_prefix(word->end);
  }
  return out.append(text);
}

}  // namespace kscan::http
