#include "fake_server.hpp"

#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <stdexcept>

namespace kscan::test {

namespace {

std::shared_ptr<EVP_PKEY> new_key() {
  return {EVP_EC_gen("P-256"), EVP_PKEY_free};
}

std::string pem_of(const std::function<void(BIO*)>& write) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
  write(bio.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

void add_extension(X509* cert, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, cert, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()), X509_EXTENSION_free);
  if (extension == nullptr) throw std::runtime_error("extension " + value);
  X509_add_ext(cert, extension.get(), -1);
}

void name_it(X509_NAME* name, const std::string& common_name) {
  X509_NAME_add_entry_by_txt(name,
                             "CN",
                             MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()),
                             -1,
                             -1,
                             0);
}

std::shared_ptr<X509> new_certificate(const std::string& name, EVP_PKEY* key) {
  constexpr long day = 24L * 60 * 60;
  static long serial = 0;
  std::shared_ptr<X509> cert(X509_new(), X509_free);
  X509_set_version(cert.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), -day);
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), day);
  X509_set_pubkey(cert.get(), key);
  name_it(X509_get_subject_name(cert.get()), name);
  return cert;
}

std::string pem_of(X509* cert) {
  return pem_of([cert](BIO* bio) { PEM_write_bio_X509(bio, cert); });
}

}  // namespace

CertificateAuthority::CertificateAuthority(const std::string& name)
    : m_key(new_key()),
      m_cert(new_certificate(name, m_key.get())) {
  X509_set_issuer_name(m_cert.get(), X509_get_subject_name(m_cert.get()));
  add_extension(m_cert.get(), m_cert.get(), NID_basic_constraints, "critical,CA:TRUE");
  X509_sign(m_cert.get(), m_key.get(), EVP_sha256());
  m_pem = pem_of(m_cert.get());
}

KeyPair CertificateAuthority::issue(const std::string& common_name,
                                    const std::vector<std::string>& names) const {
  const auto key = new_key();
  const auto cert = new_certificate(common_name, key.get());
  X509_set_issuer_name(cert.get(), X509_get_subject_name(m_cert.get()));
  std::string list;
  for (const auto& name : names)
    list += (list.empty() ? "" : ",") + name;
  if (!list.empty()) add_extension(cert.get(), m_cert.get(), NID_subject_alt_name, list);
  X509_sign(cert.get(), m_key.get(), EVP_sha256());
  return {pem_of(cert.get()), pem_of([&](BIO* bio) {
            PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
          })};
}

FakeServer::FakeServer()
    : FakeServer(ServerOptions()) {}

FakeServer::FakeServer(const KeyPair& certificate, const std::string& client_ca)
    : FakeServer(ServerOptions{.certificate = certificate, .client_ca = client_ca}) {}

FakeServer::FakeServer(const ServerOptions& options)
    : m_tls(!options.certificate.cert_pem.empty()) {
  std::string pattern = (std::filesystem::temp_directory_path() / "kscan-tls-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
  m_dir = pattern;
  std::vector<std::string> arguments;
  if (options.http2) arguments.emplace_back("--http2");
  if (!options.proxy_login.empty()) arguments.push_back("--login=" + options.proxy_login);
  if (m_tls) {
    arguments.push_back(write("cert", options.certificate.cert_pem));
    arguments.push_back(write("key", options.certificate.key_pem));
  }
  if (!options.client_ca.empty()) arguments.push_back(write("ca", options.client_ca));
  start(arguments);
}

std::string FakeServer::write(const std::string& name, const std::string& text) {
  std::ofstream(m_dir / name) << text;
  return (m_dir / name).string();
}

void FakeServer::start(const std::vector<std::string>& arguments) {
  // Debian's own, which has Debian's modules.
  std::vector<std::string> words{
      "/usr/bin/python3", "-B", KSCAN_GOLDEN_DIR "/../support/fake_server.py"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("pipe");
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], 0);
  posix_spawn_file_actions_adddup2(&actions, out[1], 1);
  const int failed =
      ::posix_spawn(&m_pid, words[0].c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(in[0]);
  ::close(out[1]);
  m_stdin = in[1];
  if (failed != 0) throw std::runtime_error(words[0] + " does not start");
  for (char c = 0; ::read(out[0], &c, 1) == 1 && c != '\n';)
    m_port += c;
  ::close(out[0]);
  if (m_port.empty()) throw std::runtime_error("fake_server.py does not start");
}

FakeServer::~FakeServer() {
  ::close(m_stdin);
  ::waitpid(m_pid, nullptr, 0);
  if (!m_dir.empty()) std::filesystem::remove_all(m_dir);
}

std::string FakeServer::url() const {
  return (m_tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + m_port;
}

}  // namespace kscan::test
