#pragma once
#include "agent/challenge.hpp"
#include "agent/exchange.hpp"
#include "agent/verdict.hpp"
#include "base/secret.hpp"
#include "image/reference.hpp"
#include "keyring/keyring.hpp"

#include <map>
#include <string>
#include <vector>

namespace kscan::agent {

/// Does the image's registry give out its manifest for this credential? HEAD of the manifest, and
/// where it asks for them, Basic or a Bearer token (OCI distribution spec; token protocol of
/// distribution/docs/spec/auth/token.md). The credential goes to the registry's own host and to the
/// token server that this host names, never along a redirect to another host nor where that one
/// wants it. A refusal is heard once more by GET, whose body has the registry's reason. A registry
/// that could not be reached is not asked a second time.
class RegistryProbe {
public:
  RegistryProbe(Connect connect, io::Loop& loop, std::vector<std::string> insecure_registries = {});
  [[nodiscard]] Verdict ask(const image::Reference& image, const keyring::Credential& credential);

private:
  /// The value of the Authorization header, or why there is none.
  struct Pass {
    Secret authorization;
    Verdict refusal;
  };
  [[nodiscard]] Result<Pass> pass_for(const Exchange::Answer& refusal,
                                      const image::Reference& image,
                                      const keyring::Credential& credential);
  [[nodiscard]] Result<Pass> token(const Challenge& challenge,
                                   const image::Reference& image,
                                   const keyring::Credential& credential);
  [[nodiscard]] Result<Verdict> try_manifest(const image::Reference& image,
                                             const keyring::Credential& credential);
  [[nodiscard]] Verdict explain(const Exchange::Answer& refusal,
                                const Url& manifest,
                                const Secret& authorization,
                                const keyring::Credential& credential);

  Exchange m_exchange;
  std::map<std::string, Verdict> m_unreachable;  ///< by host
};

}  // namespace kscan::agent
