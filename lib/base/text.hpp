#pragma once
#include <string>
#include <string_view>

namespace kscan {

/// Text from a cluster, a registry or an image made safe for a terminal: control characters
/// (C0, C1, DEL), bidirectional overrides and invalid UTF-8 become visible escapes
/// ("^[" for ESC, "\\r", "\\u202e", "\\xff"); a newline becomes "\\n". Everything else stays.
[[nodiscard]] std::string printable(std::string_view text);

/// Columns that printable UTF-8 text takes in a terminal (East Asian wide = 2, combining = 0).
[[nodiscard]] std::size_t display_width(std::string_view text) noexcept;

/// Cut to `columns`, the last one being an ellipsis where something was cut; never splits a
/// character.
[[nodiscard]] std::string elide(std::string_view text, std::size_t columns);

[[nodiscard]] std::string to_lower_ascii(std::string_view text);

/// White space as Go's strings.TrimSpace knows it in ASCII.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;

}  // namespace kscan
