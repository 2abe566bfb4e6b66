#pragma once
#include "base/error.hpp"
#include "base/secret.hpp"
#include "io/loop.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace kscan::auth {

using ReadFile = std::function<Result<std::string>(const std::filesystem::path&)>;

/// A bearer token in a file that somebody rotates (client-go transport/token_source.go): read again
/// every 50 s; when that fails, the last good one stays.
class TokenFile {
public:
  /// `fallback` serves as long as the file cannot be read. Throws Error (Errc::config) when it
  /// cannot be read and there is no fallback.
  TokenFile(std::filesystem::path path, Secret fallback, ReadFile read_file, io::Loop& loop);
  /// "Bearer ...".
  [[nodiscard]] Secret bearer();

private:
  Result<> read();

  std::filesystem::path m_path;
  ReadFile m_read_file;
  io::Loop& m_loop;
  Secret m_token;
  io::Clock::time_point m_next;
};

}  // namespace kscan::auth
