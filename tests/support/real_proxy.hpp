#pragma once
#include <sys/types.h>

#include <filesystem>
#include <string>

namespace kscan::test {

/// A proxy as people run them, on a port of 127.0.0.1: tinyproxy for HTTP, microsocks for SOCKS 5.
class RealProxy {
public:
  enum class Kind { http, socks5 };
  /// Without user and password it lets everybody in.
  explicit RealProxy(Kind kind, const std::string& user = {}, const std::string& password = {});
  ~RealProxy();
  RealProxy(const RealProxy&) = delete;
  RealProxy& operator=(const RealProxy&) = delete;
  /// "127.0.0.1:port".
  [[nodiscard]] const std::string& address() const { return m_address; }

private:
  void run_tinyproxy(const std::string& port, const std::string& user, const std::string& password);
  void
  run_microsocks(const std::string& port, const std::string& user, const std::string& password);
  std::filesystem::path m_dir;
  std::string m_address;
  pid_t m_pid = -1;
};

/// A port of 127.0.0.1 on which nobody listens at the moment.
[[nodiscard]] std::string free_port();

}  // namespace kscan::test
