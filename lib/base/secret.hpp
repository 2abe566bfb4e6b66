#pragma once
#include <cstddef>
#include <string>

namespace kscan {

/// A string that cannot be printed by accident: no operator<<, no fmt formatter, no copy, no ==.
/// Wiped on destruction and when moved from. reveal() is the only way out, and easy to grep for.
class Secret {
public:
  Secret() = default;
  /// Takes the string over and wipes what a move leaves behind in it.
  explicit Secret(std::string&& value) noexcept;
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();
  [[nodiscard]] const std::string& reveal() const noexcept { return m_value; }
  [[nodiscard]] bool empty() const noexcept { return m_value.empty(); }

private:
  std::string m_value;
};

/// Overwrites the bytes with zeros in a way the compiler may not drop.
void wipe(void* bytes, std::size_t size) noexcept;
/// The same for all that the string has room for; empties it.
void wipe(std::string& text) noexcept;

}  // namespace kscan
