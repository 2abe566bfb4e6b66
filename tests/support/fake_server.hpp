#pragma once
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace kscan::test {

struct KeyPair {
  std::string cert_pem = {}, key_pem = {};
};

/// Signs certificates that are valid from yesterday till tomorrow.
class CertificateAuthority {
public:
  explicit CertificateAuthority(const std::string& name);
  /// `names` as in openssl's subjectAltName: "DNS:a", "IP:127.0.0.1".
  [[nodiscard]] KeyPair issue(const std::string& common_name,
                              const std::vector<std::string>& names) const;
  [[nodiscard]] const std::string& pem() const { return m_pem; }

private:
  std::shared_ptr<EVP_PKEY> m_key;
  std::shared_ptr<X509> m_cert;
  std::string m_pem;
};

struct ServerOptions {
  KeyPair certificate = {};    ///< empty: plain HTTP
  std::string client_ca = {};  ///< PEM; clients must have a certificate of it
  bool http2 = false;
  std::string proxy_login = {};  ///< "user:password"
};

/// fake_server.py on a port of its own: a server, and a proxy.
class FakeServer {
public:
  FakeServer();  ///< plain HTTP
  FakeServer(const KeyPair& certificate, const std::string& client_ca);
  explicit FakeServer(const ServerOptions& options);
  ~FakeServer();
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;
  [[nodiscard]] std::string port() const { return m_port; }
  [[nodiscard]] std::string url() const;

private:
  std::string write(const std::string& name, const std::string& text);
  void start(const std::vector<std::string>& arguments);
  std::filesystem::path m_dir;
  std::string m_port;
  pid_t m_pid = -1;
  int m_stdin = -1;
  bool m_tls = false;
};

}  // namespace kscan::test
