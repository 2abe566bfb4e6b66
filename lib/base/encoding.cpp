#include "base/encoding.hpp"

#include <array>
#include <cstdint>

namespace kscan {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t not_in_alphabet = 0xff;

constexpr std::array<std::uint8_t, 256> make_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(not_in_alphabet);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}

constexpr auto values = make_values();

/// Decodes as Go's base64.Encoding.decodeQuantum does, one group of four at a time; the offsets in
/// its errors are part of what is promised, because the kubelet shows them.
class Base64Decoder {
public:
  Base64Decoder(std::string_view text, bool padded)
      : m_text(text),
        m_padded(padded) {}

  Result<std::string> decode() && {
    m_bytes.reserve(m_text.size() / 4 * 3 + 3);  // enough: growing would leave copies behind
    while (m_at < m_text.size() && !m_failed)
      group();
    if (m_failed) return fail(Errc::invalid, error_text());
    return std::move(m_bytes);
  }

private:
  void group() {
    std::array<std::uint8_t, 4> digits{};
    std::size_t count = 0;
    while (count < digits.size()) {
      if (m_at == m_text.size()) return ended_inside(digits, count);
      const char c = m_text[m_at++];
      const std::uint8_t value = values[static_cast<unsigned char>(c)];
      if (value != not_in_alphabet) {
        digits[count++] = value;
      } else if (c != '\n' && c != '\r') {
        return ended_by(c, digits, count);
      }
    }
    put(digits, count);
  }

  void ended_inside(const std::array<std::uint8_t, 4>& digits, std::size_t count) {
    if (count == 0) return;
    if (count == 1 || m_padded) return corrupt(m_at - count);
    put(digits, count);
  }

  void ended_by(char c, const std::array<std::uint8_t, 4>& digits, std::size_t count) {
    if (c != '=' || !m_padded || count < 2) return corrupt(m_at - 1);
    if (count == 2) {
      skip_newlines();
      if (m_at == m_text.size()) return corrupt(m_at);
      if (m_text[m_at] != '=') return corrupt(m_at - 1);
      ++m_at;
    }
    skip_newlines();
    if (m_at < m_text.size()) return corrupt(m_at);
    put(digits, count);
  }

  void put(const std::array<std::uint8_t, 4>& digits, std::size_t count) {
    const unsigned bits = (static_cast<unsigned>(digits[0]) << 18U)
                          | (static_cast<unsigned>(digits[1]) << 12U)
                          | (static_cast<unsigned>(digits[2]) << 6U) | digits[3];
    for (std::size_t i = 1; i < count; ++i)
      m_bytes += static_cast<char>(bits >> (24U - 8U * i));
  }

  void skip_newlines() {
    while (m_at < m_text.size() && (m_text[m_at] == '\n' || m_text[m_at] == '\r'))
      ++m_at;
  }

  void corrupt(std::size_t offset) {
    m_failed = true;
    m_at = offset;
  }

  [[nodiscard]] std::string error_text() const {
    return "illegal base64 data at input byte " + std::to_string(m_at);
  }

  std::string_view m_text;
  bool m_padded;
  bool m_failed = false;
  std::size_t m_at = 0;
  std::string m_bytes;
};

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  const auto byte = [&bytes](std::size_t i) -> unsigned {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0;
  };
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const unsigned bits = (byte(i) << 16U) | (byte(i + 1) << 8U) | byte(i + 2);
    text += alphabet[bits >> 18U];
    text += alphabet[(bits >> 12U) & 0x3fU];
    text += i + 1 < bytes.size() ? alphabet[(bits >> 6U) & 0x3fU] : '=';
    text += i + 2 < bytes.size() ? alphabet[bits & 0x3fU] : '=';
  }
  return text;
}

Result<std::string> base64_decode(std::string_view text) {
  return Base64Decoder(text, true).decode();
}

Result<std::string> base64_decode_unpadded(std::string_view text) {
  return Base64Decoder(text, false).decode();
}

std::string hex_encode(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4U];
    text += digits[byte & 0xfU];
  }
  return text;
}

}  // namespace kscan
