#include "base/utf8.hpp"

#include "base/encoding.hpp"

namespace kscan {
namespace {

constexpr char32_t replacement = 0xfffd;

unsigned byte_at(std::string_view text, std::size_t index) {
  return static_cast<unsigned char>(text[index]);
}

bool is_surrogate(char32_t value) {
  return value >= 0xd800 && value <= 0xdfff;
}

/// Length of the sequence a first byte announces; 0 where it announces none.
std::size_t sequence_size(unsigned lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

/// The smallest value that needs so many bytes.
constexpr char32_t smallest(std::size_t size) {
  constexpr char32_t limits[] = {0, 0, 0x80, 0x800, 0x10000};
  return limits[size];
}

}  // namespace

CodePoint first_code_point(std::string_view text) noexcept {
  if (text.empty()) return {};
  constexpr CodePoint bad{replacement, 1, false};
  const unsigned lead = byte_at(text, 0);
  const std::size_t size = sequence_size(lead);
  if (size == 0 || size > text.size()) return bad;
  char32_t value = size == 1 ? lead : lead & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte_at(text, i) & 0xc0U) != 0x80) return bad;
    value = (value << 6U) | (byte_at(text, i) & 0x3fU);
  }
  if (value < smallest(size) || is_surrogate(value) || value > 0x10ffff) return bad;
  return {value, size, true};
}

void append_utf8(std::string& text, char32_t value) {
  if (is_surrogate(value) || value > 0x10ffff) value = replacement;
  const auto put = [&text](char32_t byte) { text += static_cast<char>(byte); };
  const auto put_tail = [&put, value](unsigned shift) { put(0x80 | ((value >> shift) & 0x3fU)); };
  if (value < 0x80) {
    put(value);
  } else if (value < 0x800) {
    put(0xc0 | (value >> 6U));
    put_tail(0);
  } else if (value < 0x10000) {
    put(0xe0 | (value >> 12U));
    put_tail(6);
    put_tail(0);
  } else {
    put(0xf0 | (value >> 18U));
    put_tail(12);
    put_tail(6);
    put_tail(0);
  }
}

std::string to_valid_utf8(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    append_utf8(result, point.value);
    text.remove_prefix(point.size);
  }
  return result;
}

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (!point.valid) return false;
    text.remove_prefix(point.size);
  }
  return true;
}

}  // namespace kscan
