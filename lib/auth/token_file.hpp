#pragma once
#include "base/error.hpp"
#include "base/secret.hpp"
#include "http/endpoint.hpp"
#include "io/loop.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace kscan::auth {

using ReadFile = std::function<Result<std::string>(const std::filesystem::path&)>;

/// A bearer token in a file that somebody rotates (client-go transport/token_source.go): read again
/// every 50 s, and when the server refused what it said; when that fails, the last good one stays.
class TokenFile {
public:
  /// `fallback` serves as long as the file cannot be read. Throws Error (Errc::config) when it
  /// cannot be read and there is no fallback.
  TokenFile(std::filesystem::path path, Secret fallback, ReadFile read_file, io::Loop& loop);
  /// As http::Authorize asks.
  [[nodiscard]] http::Credentials credentials(const http::Credentials* rejected);

private:
  Result<> read();

  std::filesystem::path m_path;
  ReadFile m_read_file;
  io::Loop& m_loop;
  Secret m_token;
  io::Clock::time_point m_next;
};

[[nodiscard]] http::Authorize authorize_by(std::shared_ptr<TokenFile> file);

}  // namespace kscan::auth
