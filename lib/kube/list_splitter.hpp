#pragma once
#include "base/error.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace kscan::kube {

/// A list object ("PodList") cut into its items while it arrives; one item is held at a time.
/// Items are pulled, so that who handles one may stop in between:
///   feed(chunk); while (auto item = next()) ...
/// Items come without their managedFields. Members may come in any order: built-in types send
/// "metadata" before "items", custom resources after them (kube-apiserver encodes those with sorted
/// names).
class ListSplitter {
public:
  struct Limits {
    std::size_t bytes = std::size_t{32} * 1024 * 1024;  ///< of one item or other member
    int depth = 200;                                    ///< brackets open at once in one of them
  };
  ListSplitter() = default;
  explicit ListSplitter(Limits limits)
      : m_limits(limits) {}

  /// The chunk stays where it is until next() has said that there is no more of it.
  void feed(std::string_view chunk) { m_input = chunk; }
  /// The next element of "items", of whatever type. Errc::protocol for what is no JSON, no list or
  /// beyond the limits; there is nothing after that.
  [[nodiscard]] Result<std::optional<nlohmann::json>> next();
  /// The list's closing bracket has been seen.
  [[nodiscard]] bool complete() const noexcept { return m_at == At::end; }
  /// Of "metadata"; "" as long as that has not come.
  [[nodiscard]] const std::string& resource_version() const noexcept { return m_version; }
  [[nodiscard]] const std::string& continue_token() const noexcept { return m_continue; }

private:
  /// What comes next.
  enum class At { start, first_key, key, colon, value, more_members, first_item, item, more, end };

  [[nodiscard]] Result<> step(char c);
  [[nodiscard]] Result<> expect(char c, char wanted, At then);
  [[nodiscard]] Result<> choose(char c, char goes_on, At then, char closes, At after);
  void begin_text();
  [[nodiscard]] Result<> scan_text();
  [[nodiscard]] std::size_t scan_string(std::size_t from);
  [[nodiscard]] std::size_t scan_plain(std::size_t from);
  [[nodiscard]] Result<std::optional<nlohmann::json>> take_text();
  [[nodiscard]] Result<> take_member(const nlohmann::json& value);

  Limits m_limits;
  std::string_view m_input;
  At m_at = At::start;
  std::string m_key;
  std::string m_version;
  std::string m_continue;

  // One JSON text being collected: a key, an item or another member's value.
  std::string m_text;
  bool m_collecting = false;
  bool m_whole = false;
  bool m_quoted = false;
  bool m_escaped = false;
  int m_depth = 0;
};

}  // namespace kscan::kube
