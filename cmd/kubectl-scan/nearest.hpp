#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace kscan::cmd {

/// Of `names` the one that was probably meant: at most two letters, and less than half of the name,
/// are to be added, dropped or changed. Of several the first. Empty if none is near.
[[nodiscard]] std::string nearest(std::string_view typed, const std::vector<std::string>& names);

}  // namespace kscan::cmd
