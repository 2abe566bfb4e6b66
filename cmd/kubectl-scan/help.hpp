#pragma once
#include <span>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace kscan::cmd {

/// What `kubectl scan` alone prints: the commands in their sections, with a line each.
[[nodiscard]] std::string overview(const CLI::App& root);

/// Something about all commands, for `kubectl scan help NAME`.
struct Topic {
  std::string_view name;
  std::string_view title;  ///< one line
  std::string_view text;   ///< lines of at most 100 columns, each with its newline
};
[[nodiscard]] std::span<const Topic> topics() noexcept;

}  // namespace kscan::cmd
