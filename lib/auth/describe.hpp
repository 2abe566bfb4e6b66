#pragma once
#include "io/loop.hpp"
#include "kubeconfig/kubeconfig.hpp"

#include <nlohmann/json_fwd.hpp>

namespace kscan::auth {

/// Where make_endpoint() leads, as `kubectl scan config connection -o json` prints it:
///
///   server                      base URL of all requests; no user name, no query
///   namespace                   never empty
///   tlsServerName               "": the server's host
///   insecureSkipTLSVerify       true or false
///   certificateAuthoritySHA256  of the bytes of the file or data (PEM) that is trusted instead of
///                               the system's roots; null: the system's, or plain http
///   clientCertificateSHA256     of the bytes of the PEM file or data; null: none
///   proxyURL                    "": none; a password reads xxxxx
///   headers                     that prove or claim who we are: Authorization as "sha256:" and the
///                               hex hash of its whole value; Impersonate-User and -Uid as text;
///                               what may be there several times, Impersonate-Group and
///                               Impersonate-Extra-*, always as a list
///   exec                        the credential plugin that a request would run, which answers the
///                               credentials that headers then lacks; else null
///
/// Reads files; runs no plugin and contacts nobody. Throws Error as make_endpoint() does.
[[nodiscard]] nlohmann::ordered_json
describe(kubeconfig::Resolved resolved, const kubeconfig::System& system, io::Loop& loop);

}  // namespace kscan::auth
