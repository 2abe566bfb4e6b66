#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace kscan::cmd {

/// Of `names` the one that was probably meant: at most two letters, and less than half of the name,
/// are to be added, dropped or changed. Of several the first. Empty if none is near.
[[nodiscard]] std::string nearest(std::string_view typed, const std::vector<std::string>& names);

/// Says a hint about a type that there is not no more than where to look, or nothing at all?
[[nodiscard]] bool is_general(std::string_view hint) noexcept;

}  // namespace kscan::cmd
