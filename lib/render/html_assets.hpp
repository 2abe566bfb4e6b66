#pragma once
#include <string_view>

/// What a report's page brings along instead of fetching it.
namespace kscan::render {

[[nodiscard]] std::string_view html_style() noexcept;
[[nodiscard]] std::string_view html_script() noexcept;

}  // namespace kscan::render
