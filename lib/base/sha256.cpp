#include "base/sha256.hpp"

#include "base/encoding.hpp"
#include "base/error.hpp"

#include <openssl/evp.h>

namespace kscan {

struct Sha256::Impl {
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};

  Impl() { start(); }

  void start() const { check(EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr)); }

  static void check(int ok) {
    if (ok != 1) throw Error(Errc::internal, "openssl cannot compute SHA-256");
  }
};

Sha256::Sha256()
    : m_impl(std::make_unique<Impl>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  Impl::check(EVP_DigestUpdate(m_impl->context.get(), bytes.data(), bytes.size()));
}

std::string Sha256::finish_hex() {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  // NOLINTNEXTLINE(*-reinterpret-cast): OpenSSL counts in unsigned char
  auto* out = reinterpret_cast<unsigned char*>(digest.data());
  Impl::check(EVP_DigestFinal_ex(m_impl->context.get(), out, &size));
  m_impl->start();
  return hex_encode(std::string_view(digest).substr(0, size));
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 hasher;
  hasher.update(bytes);
  return hasher.finish_hex();
}

}  // namespace kscan
