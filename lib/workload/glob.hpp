#pragma once
#include <string_view>

namespace kscan::workload {

/// Does the whole text match? `*` is any run of characters, `/` included, `?` any one; everything
/// else is itself. Takes at most pattern x text steps.
[[nodiscard]] bool matches_glob(std::string_view pattern, std::string_view text) noexcept;

}  // namespace kscan::workload
