#pragma once
#include "base/error.hpp"
#include "http/endpoint.hpp"
#include "io/loop.hpp"
#include "kubeconfig/kubeconfig.hpp"

namespace kscan::auth {

/// kubeconfig -> Endpoint: reads CA, client certificate and token file, picks token, token file,
/// basic or exec plugin, and the proxy. Credentials and CA are dropped for http servers, as
/// client-go does. A token file beats a token and is read again every 50 s. Exec plugins run at the
/// first request, not here. `loop` outlives the endpoint. Throws Error (Errc::config) in kubectl's
/// words.
[[nodiscard]] http::Endpoint
make_endpoint(kubeconfig::Resolved resolved, const kubeconfig::System& system, io::Loop& loop);

}  // namespace kscan::auth
