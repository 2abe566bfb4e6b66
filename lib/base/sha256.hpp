#pragma once
#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace kscan {

/// SHA-256 of a stream.
class Sha256 {
public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void update(std::string_view bytes);
  /// Lower-case hex, 64 characters. The hasher starts anew.
  [[nodiscard]] std::string finish_hex();

private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace kscan
