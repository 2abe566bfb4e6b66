#include "frame/line.hpp"

#include "base/crc32c.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace kscan::frame {

namespace {

constexpr std::string_view magic = "KSCAN1";
constexpr std::array<std::pair<Type, std::string_view>, 4> type_names{
    {{Type::progress, "progress"}, {Type::log, "log"}, {Type::data, "data"}, {Type::end, "end"}}};

std::string_view name_of(Type type) {
  for (const auto& [value, name] : type_names)
    if (value == type) return name;
  return {};
}

std::optional<Type> type_of(std::string_view text) {
  for (const auto& [value, name] : type_names)
    if (name == text) return value;
  return std::nullopt;
}

std::string checksum(std::string_view run_id, const Line& line) {
  return fmt::format(
      "{:08x}",
      crc32c(fmt::format("{} {} {} {}", run_id, line.seq, name_of(line.type), line.payload)));
}

/// Cuts the text before the next blank off.
std::string_view next_word(std::string_view& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return value;
}

}  // namespace

std::string write_line(std::string_view run_id, const Line& line) {
  return fmt::format("{} {} {} {} {} {}",
                     magic,
                     run_id,
                     line.seq,
                     name_of(line.type),
                     checksum(run_id, line),
                     line.payload);
}

std::size_t overhead(std::string_view run_id) noexcept {
  constexpr std::size_t blanks = 5, longest_type = 8, crc = 8;
  constexpr std::size_t seq = std::numeric_limits<std::uint64_t>::digits10 + 1;
  return magic.size() + run_id.size() + seq + longest_type + crc + blanks;
}

std::optional<Line> read_line(std::string_view run_id, std::string_view text) {
  if (next_word(text) != magic || next_word(text) != run_id) return std::nullopt;
  const std::optional<std::uint64_t> seq = number(next_word(text));
  const std::optional<Type> type = type_of(next_word(text));
  const std::string_view crc = next_word(text);
  if (!seq || !type) return std::nullopt;
  const Line line{*seq, *type, text};
  if (checksum(run_id, line) != crc) return std::nullopt;
  return line;
}

}  // namespace kscan::frame
