#pragma once
#include "base/error.hpp"
#include "http/endpoint.hpp"
#include "io/loop.hpp"
#include "kubeconfig/kubeconfig.hpp"

#include <functional>
#include <string>

namespace kscan::auth {

/// kubeconfig -> Endpoint: reads CA, client certificate and token file, picks what proves who we
/// are, and the proxy: user and password of the server's URL, token file, token, basic, oidc, exec
/// plugin, in this order. For http servers, all but the first and impersonation is dropped, as
/// client-go does. A token file is read again every 50 s. Exec plugins run at the first request,
/// not here; `notice` is told when one takes long ("waiting for ..."): for people at a terminal.
/// `loop` outlives the endpoint. Throws Error (Errc::config) in kubectl's words.
[[nodiscard]] http::Endpoint make_endpoint(kubeconfig::Resolved resolved,
                                           const kubeconfig::System& system,
                                           io::Loop& loop,
                                           std::function<void(std::string)> notice = {});

/// Whether that endpoint gets its credentials from the exec plugin: a token, user name or client
/// certificate makes it superfluous.
[[nodiscard]] bool runs_plugin(const kubeconfig::Resolved& resolved);

}  // namespace kscan::auth
