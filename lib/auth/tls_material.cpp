#include "auth/tls_material.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <vector>

extern "C" {
// A key that asks for a passphrase is refused: OpenSSL would ask on the terminal.
static int kscan_no_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*user*/) {
  return 0;
}
}

namespace kscan::auth {

namespace {

struct Free {
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};

using Bio = std::unique_ptr<BIO, Free>;
using Certificate = std::unique_ptr<X509, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;

Bio reader(std::string_view text) {
  const auto size = std::min(text.size(), std::size_t{std::numeric_limits<int>::max()});
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(size)));
}

/// One PEM block; a certificate only if it is one and can be parsed.
struct Block {
  std::string type;
  Certificate certificate;
};

std::vector<Block> blocks_of(std::string_view pem) {
  std::vector<Block> blocks;
  const auto bio = reader(pem);
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  while (bio && PEM_read_bio(bio.get(), &name, &header, &data, &size) == 1) {
    Block block{.type = name, .certificate = {}};
    const unsigned char* start = data;
    if (block.type == "CERTIFICATE") block.certificate.reset(d2i_X509(nullptr, &start, size));
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_clear_free(data, static_cast<std::size_t>(size));
    blocks.push_back(std::move(block));
  }
  ERR_clear_error();
  return blocks;
}

bool is_key(const Block& block) {
  return block.type.ends_with("PRIVATE KEY");
}
bool is_certificate(const Block& block) {
  return block.type == "CERTIFICATE";
}

tl::unexpected<Error> refused(std::string why) {
  return fail(Errc::config, std::move(why));
}

std::string types_of(const std::vector<Block>& blocks) {
  std::string text;
  for (const auto& block : blocks)
    text += (text.empty() ? "" : " ") + block.type;
  return "[" + text + "]";
}

tl::unexpected<Error> no_certificate(const std::vector<Block>& blocks) {
  if (blocks.empty()) return refused("tls: failed to find any PEM data in certificate input");
  if (blocks.size() == 1 && is_key(blocks[0])) {
    return refused("tls: failed to find certificate PEM data in certificate input, but did find a "
                   "private key; PEM inputs may have been switched");
  }
  return refused("tls: failed to find \"CERTIFICATE\" PEM block in certificate input after "
                 "skipping PEM blocks of the following types: "
                 + types_of(blocks));
}

tl::unexpected<Error> no_key(const std::vector<Block>& blocks) {
  if (blocks.empty()) return refused("tls: failed to find any PEM data in key input");
  if (blocks.size() == 1 && is_certificate(blocks[0])) {
    return refused("tls: found a certificate rather than a key in the PEM for the private key");
  }
  return refused("tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input "
                 "after skipping PEM blocks of the following types: "
                 + types_of(blocks));
}

}  // namespace

Result<> check_roots(std::string_view pem) {
  const std::string prefix = "unable to load root certificates: ";
  const auto blocks = blocks_of(pem);
  if (blocks.empty()) return refused(prefix + "unable to parse bytes as PEM block");
  if (std::ranges::any_of(blocks, [](const Block& b) { return b.certificate != nullptr; }))
    return {};
  if (std::ranges::any_of(blocks, is_certificate))
    return refused(prefix + "failed to parse certificate: x509: malformed certificate");
  return refused(prefix + "no valid certificate authority data seen");
}

Result<> check_key_pair(std::string_view chain_pem, std::string_view key_pem) {
  const auto chain = blocks_of(chain_pem);
  const auto leaf = std::ranges::find_if(chain, is_certificate);
  if (leaf == chain.end()) return no_certificate(chain);
  const auto keys = blocks_of(key_pem);
  if (std::ranges::none_of(keys, is_key)) return no_key(keys);
  if (!leaf->certificate) return refused("x509: malformed certificate");
  const auto bio = reader(key_pem);
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, kscan_no_passphrase, nullptr));
  const bool match = key && X509_check_private_key(leaf->certificate.get(), key.get()) == 1;
  ERR_clear_error();
  if (!key) return refused("tls: failed to parse private key");
  if (!match) return refused("tls: private key does not match public key");
  return {};
}

}  // namespace kscan::auth
