#pragma once
#include "base/time.hpp"
#include "http/endpoint.hpp"
#include "kubeconfig/kubeconfig.hpp"

#include <functional>

namespace kscan::auth {

/// The credential providers that were built into client-go (plugin/pkg/client/auth). Of oidc, the
/// id-token is used until 10 s before its `exp`; its signature is the server's business. After that
/// answers fail with Errc::unauthorized: a refresh-token is left to kubectl, which writes what it
/// gets back to the kubeconfig. Throws Error (Errc::config), in client-go's words, for an oidc
/// stanza without issuer or client, for gcp and azure, which were removed, and for all others.
[[nodiscard]] http::Authorize provider_authorizer(kubeconfig::AuthProvider provider,
                                                  std::function<SystemTime()> now);

}  // namespace kscan::auth
