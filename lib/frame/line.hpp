#pragma once
#include "frame/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kscan::frame {

/// One frame as text.
struct Line {
  std::uint64_t seq = 0;
  Type type = Type::progress;
  std::string_view payload;
};

[[nodiscard]] std::string write_line(std::string_view run_id, const Line& line);
/// Everything of a line but its payload takes at most so many bytes.
[[nodiscard]] std::size_t overhead(std::string_view run_id) noexcept;
/// Nothing when it is no frame of that run or its checksum does not match. The payload is a view
/// into `text`.
[[nodiscard]] std::optional<Line> read_line(std::string_view run_id, std::string_view text);

}  // namespace kscan::frame
